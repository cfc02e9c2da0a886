"""Traffic is near its own reference and far from invented replies."""

from __future__ import annotations

import pytest

from nex.data.jsons import Json
from nex.data.messages import Result, refused, text_part
from nex.data.streams import Stream
from nex.data.trajectory import Trajectory
from nex.scoring.servers import ToolCaller
from nex.scoring.traffic import (
    OWN_WORLDS,
    Profile,
    channels,
    fit,
    likeness,
    own_worlds,
    profile,
    score_traffic,
    tool_calls,
    traffic,
)


def replies(seed: int, count: int = 400, invented: float = 0.0) -> list[Result]:
    """A server's replies: sizes, latencies, one in twelve an error; invented ones differ in all."""
    stream = Stream("replies", seed)
    found: list[Result] = []
    for _ in range(count):
        seconds = 0.02 * 2 ** (3 * stream.unit())
        text = "x" * int(40 * 2 ** (4 * stream.unit()))
        if stream.chance(invented):
            found.append(Result([text_part(text[:60])], seconds=0.0))
        elif stream.chance(0.08):
            found.append(refused("timeout", "No answer in time."))
        else:
            found.append(Result([text_part(text)], seconds=seconds))
    return found


def test_equal_shares_are_alike_whatever_their_number() -> None:
    assert likeness({"a": 1, "b": 2}, {"a": 10, "b": 20}) == pytest.approx(1.0)
    assert likeness({"a": 5}, {"b": 5}) == pytest.approx(0.0)
    assert likeness({}, {"a": 1}) == 0.0


def test_the_same_server_on_other_dice_is_near() -> None:
    assert fit(profile(replies(1), ""), profile(replies(2), "")) > 0.85


def test_the_fit_falls_as_replies_are_invented() -> None:
    reference = profile(replies(2), OWN_WORLDS)
    fits = [fit(profile(replies(1, invented=s), ""), reference) for s in (0, 0.1, 0.3, 1.0)]
    assert fits == sorted(fits, reverse=True)
    assert fits[3] < 0.4


def test_a_missing_channel_does_not_erase_the_rest() -> None:
    silent = [Result(r.content) for r in replies(1) if r.status == "ok"]
    found = profile(silent, "")
    reference = profile(replies(1), "")
    assert channels(found, reference)["latencies"] < 0.15
    assert 0.2 < fit(found, reference) < 0.8


def test_finish_is_no_traffic(rollouts: list[Trajectory]) -> None:
    assert [c.unit for c in tool_calls(rollouts[1])] == ["search_books", "check_out_book"]


def answering(rollout: Trajectory) -> ToolCaller:
    """A server that answers every call with its rollout's id."""

    def call(name: str, arguments: Json) -> Result:
        return Result([text_part(f"{rollout.id} {name} {len(arguments)}")], seconds=0.1)

    return call


def test_own_worlds_answer_the_same_calls_on_other_dice(rollouts: list[Trajectory]) -> None:
    reference = own_worlds(rollouts[:2], answering)
    assert reference.reference == OWN_WORLDS
    assert sum(reference.errors.values()) == 5
    scores = score_traffic(traffic(rollouts[:2]), reference)
    assert scores[0].name == "traffic"
    assert "5 replies; reference: own worlds" in scores[0].of
    assert score_traffic(traffic([]), reference) == []


def test_a_profile_survives_its_json() -> None:
    kept = profile(replies(1), "here")
    assert Profile.model_validate_json(kept.model_dump_json()) == kept
