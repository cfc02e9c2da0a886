"""What others did stands above the call by whose answer they had done it; who played the user too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result
from nex.data.task import Caller, Happened, Meanwhile
from nex.data.trajectory import Provenance, Trajectory
from nex.report.frames import frames
from nex.report.meanwhile import meanwhile, user_lines
from nex.report.terminal import trajectory_text
from nex.report.view import rollout_view
from nex.report.wording import result_text


def happened(tool: str, call: int = 1, *, done: bool = True) -> Happened:
    caller = Caller(role="member", row="ME-2")
    deed = Meanwhile(seconds=3725, action="reserve book", bindings={"book": "BO-7"}, caller=caller)
    return Happened(deed=deed, done=done, tool=tool, call=call)


def told(trajectory: Trajectory, *seen: Happened) -> Trajectory:
    return replace(trajectory, extra={"meanwhile": [one.model_dump(mode="json") for one in seen]})


@pytest.fixture
def team(rollouts: list[Trajectory]) -> Trajectory:
    return told(rollouts[1], happened("search_books"), happened("check_out_book", done=False))


LINE = "1:02:05 member ME-2: reserve book (book BO-7)"


def test_the_terminal_shows_it_above_the_call(team: Trajectory) -> None:
    lines = [line.strip() for line in trajectory_text(team).splitlines()]
    at = lines.index(f".. {LINE}")
    assert "-> search_books(" in lines[at + 1]
    late = lines.index(f".. {LINE}: no longer possible")
    assert "-> check_out_book(" in lines[late + 1]


def test_a_page_of_a_rollout_shows_it_above_the_call(team: Trajectory) -> None:
    assert f'  meanwhile {LINE}\n  calls     search_books(title="Dune")' in frames(team)[2]


def test_the_view_keeps_it_with_its_call(team: Trajectory) -> None:
    clerk = rollout_view(team)["root"]["steps"][0]["calls"][0]
    assert clerk["steps"][0]["calls"][0]["meanwhile"] == [LINE]


def test_what_fits_no_call_stands_by_itself(rollouts: list[Trajectory]) -> None:
    odd = told(rollouts[0], happened("search_books", 9))
    assert meanwhile(odd)[()] == [LINE]
    assert f"  meanwhile {LINE}" in trajectory_text(odd)
    assert rollout_view(odd)["meanwhile"] == [LINE]


def test_calls_are_counted_in_the_order_of_the_world(rollouts: list[Trajectory]) -> None:
    one = told(rollouts[0], happened("search_books"))
    [plain] = meanwhile(one)
    backwards = replace(one, provenance=Provenance(order=((*plain[:-1], 9), plain)))
    assert list(meanwhile(backwards)) == [plain]


@pytest.mark.parametrize("odd", [None, 5, "x", [None], [{"deed": 1}], {"a": []}])
def test_a_record_that_is_none_is_left_out(rollouts: list[Trajectory], odd: JsonValue) -> None:
    broken = replace(rollouts[0], extra={"meanwhile": odd, "user": odd})
    assert not meanwhile(broken)
    assert user_lines(replace(broken, extra={})) == []


def test_a_user_that_a_model_played_is_named(rollouts: list[Trajectory]) -> None:
    user = {"model": "openai/x", "asked": 3, "by_rules": 1}
    made = replace(rollouts[0], extra={"user": user})
    said = "openai/x was asked 3 times; 1 of its replies gave way to the rules"
    assert f"  user      {said}" in trajectory_text(made)
    assert rollout_view(made)["user"] == [said]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"job": "job-1", "status": "pending", "seconds_left": 300}, "job-1 pending, 300 s left"),
        ({"job": "job-1", "status": "done", "seconds_left": 0}, "job-1 done"),
        ({"waited": 5}, "waited 5 min"),
        ({"id": "TI-1", "job": "roof", "waited": "long"}, "TI-1 roof, long"),
        ({"waited": 5, "date": "2026-03-02", "time": "10:05"}, "waited 5 min, it is 10:05"),
    ],
)
def test_jobs_and_waiting_are_said_in_words(value: Json, said: str) -> None:
    assert result_text(Result([], value=value)) == said
