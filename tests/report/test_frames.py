"""A rollout page by page."""

from __future__ import annotations

from nex.data.trajectory import Trajectory
from nex.report.frames import frames


def test_every_turn_is_a_page_below_those_who_called(rollouts: list[Trajectory]) -> None:
    pages = frames(rollouts[1])
    assert [page.splitlines()[0] for page in pages] == [
        "[1/7] do task-1",
        "[2/7] manager  turn 1 of 2",
        "[3/7] manager > clerk  turn 1 of 3",
        "[4/7] manager > clerk  turn 2 of 3",
        "[5/7] manager > clerk  turn 3 of 3",
        "[6/7] manager  turn 2 of 2",
        "[7/7] completed, finish",
    ]
    assert pages[2] == (
        "[3/7] manager > clerk  turn 1 of 3\n"
        "  asked     Lend Dune.\n"
        '  calls     search_books(title="Dune")\n'
        "            -> BO-1031 Dune, available"
    )
    assert pages[6] == (
        "[7/7] completed, finish\n"
        "  gave      done\n"
        "  state     ~ book BO-1031 status: available -> on loan\n"
        "            + loan (BO-1031)\n"
        "  verdict   passed: every condition holds, nothing else changed"
    )


def test_what_a_model_thinks_and_says_is_shown(rollouts: list[Trajectory]) -> None:
    pages = frames(rollouts[4])
    assert "  thinks    First I look it up." in pages[1]
    assert "  says      Lending it." in pages[3]
    assert "no reply" in frames(rollouts[5])[-1]
