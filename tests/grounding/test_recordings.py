"""Recordings of real servers, and what answers from them without the server."""

from __future__ import annotations

from pathlib import Path

import pytest

from nex.data.jsons import Json
from nex.data.messages import Signature, refused, said
from nex.data.recording import MOST_TEXT, RecordedCall, Recording, recorded_call
from nex.errors import InputError
from nex.grounding.catalogue.entry import SmokeCall
from nex.grounding.fitting import misfit
from nex.grounding.recordings.agreement import Stranger, agreement, hold_out, shape
from nex.grounding.recordings.asking import MOST_CALLS, NO_TOOL, planned_calls
from nex.grounding.recordings.nearest import leaves, likeness
from nex.grounding.recordings.recorder import recorded_tools
from nex.grounding.recordings.shelf import read_recording, write_recording
from nex.grounding.recordings.twin import Replay, Twin
from nex.grounding.recordings.units import open_twin
from nex.runtime.budget import Limits
from nex.runtime.scope import Scope

PRICE = Signature(
    "price",
    "What an item costs.",
    {
        "type": "object",
        "properties": {"item": {"type": "string"}, "pieces": {"type": "integer"}},
        "required": ["item"],
    },
)


def call(item: str, pieces: int, text: str, **more: float) -> RecordedCall:
    arguments: Json = {"item": item, "pieces": pieces}
    return recorded_call("price", arguments, "known", said(text), more.get("seconds", 0.01))


def failed(tool: str, arguments: Json, code: str, text: str) -> RecordedCall:
    return recorded_call(tool, arguments, "wrong", refused(code, text), 0.002)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def shop() -> Recording:
    calls = (
        call("lamp", 1, '{"item": "lamp", "price": 5}'),
        call("lamp", 2, '{"item": "lamp", "price": 10}', seconds=0.02),
        call("lamp", 1, '{"item": "lamp", "price": 6}'),
        call("sofa", 1, '{"item": "sofa", "price": 300}'),
        failed("price", {"pieces": 1}, "tool_error", "item is required"),
        failed(NO_TOOL, {}, "protocol_error -32602", f"Unknown tool: {NO_TOOL}"),
    )
    return Recording(server="shop", tools=recorded_tools([PRICE]), calls=calls)


def test_a_recording_survives_its_file_and_gives_the_same_bytes(
    shop: Recording, tmp_path: Path
) -> None:
    one, two = tmp_path / "a.json.xz", tmp_path / "b" / "b.json"
    write_recording(one, shop)
    write_recording(two, shop)
    assert read_recording(one) == read_recording(two) == shop
    before = one.read_bytes()
    write_recording(one, read_recording(two))
    assert one.read_bytes() == before


def test_what_is_no_recording_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "no.json.xz"
    path.write_bytes(b"no xz")
    with pytest.raises(InputError, match=r"no\.json\.xz: no recording .*nex tools record"):
        read_recording(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_recording(tmp_path / "nowhere.json")


def test_a_long_reply_is_kept_in_part_and_its_size_whole() -> None:
    kept = recorded_call("t", {}, "known", said("x" * 5000), 1.0)
    assert (len(kept.text), kept.size) == (MOST_TEXT, 5000)


def test_a_replay_answers_what_was_recorded_in_its_order_and_nothing_else(shop: Recording) -> None:
    replay = Replay(shop)
    prices = [replay.call("price", {"pieces": 1, "item": "lamp"}).text for _ in range(3)]
    assert prices == [
        '{"item": "lamp", "price": 5}',
        '{"item": "lamp", "price": 6}',
        '{"item": "lamp", "price": 6}',
    ]
    unknown = replay.call("price", {"item": "desk"})
    assert (unknown.status, unknown.code) == ("error", "not_recorded")
    assert "price was not recorded with" in unknown.text


def test_a_twin_answers_like_the_nearest_call_and_says_so(shop: Recording) -> None:
    twin = Twin(shop)
    answered = twin.answer("price", {"item": "sofas", "pieces": 1})
    assert (answered.how, answered.result.text) == ("nearest", '{"item": "sofas", "price": 300}')
    assert 0.5 < answered.likeness < 1
    assert twin.answer("price", {"item": "lamp", "pieces": 2}).how == "recorded"


def test_a_twin_refuses_what_its_server_would_refuse(shop: Recording) -> None:
    twin = Twin(shop)
    assert twin.call("price", {"item": 7}).text == "item is required"
    unknown = twin.call("cost", {})
    assert (unknown.status, unknown.text) == ("error", "Unknown tool: cost")


def test_a_twin_takes_as_long_as_its_server_and_the_same_seed_the_same_time(
    shop: Recording,
) -> None:
    asked: list[Json] = [{"item": f"shelf {n}", "pieces": n} for n in range(20)]
    times = [[Twin(shop, seed).call("price", a).seconds for a in asked] for seed in (1, 1)]
    assert times[0] == times[1]
    assert set(times[0]) <= {0.01, 0.02}


def test_passing_errors_come_as_often_as_they_were_recorded(shop: Recording) -> None:
    lost = recorded_call("price", {"item": "rug"}, "known", refused("timeout", "No answer."), 5)
    often = shop.model_copy(update={"calls": (*shop.calls, lost)})
    twin = Twin(often)
    codes = [twin.call("price", {"item": f"desk {n}", "pieces": n}).code for n in range(200)]
    assert 20 <= codes.count("timeout") <= 60


def test_likeness_is_one_for_the_same_call_and_falls_with_each_difference() -> None:
    one: Json = {"path": "/workspace/a.txt", "lines": [1, 2], "all": True}
    others: list[Json] = [
        one,
        {**one, "path": "/workspace/b.txt"},
        {**one, "path": "elsewhere"},
        {"path": 7},
    ]
    found = [likeness(leaves(one), leaves(other)) for other in others]
    assert found[0] == 1.0
    assert found == sorted(found, reverse=True)
    assert likeness(leaves({}), leaves({})) == 1.0


def test_a_twin_agrees_with_its_server_better_than_a_stranger_does(shop: Recording) -> None:
    calls = [call(item, n, f'{{"item": "{item}", "price": 5}}') for item in ("lamp", "sofa")
             for n in range(20)]  # fmt: skip
    recording = shop.model_copy(update={"calls": (*calls, *shop.calls[4:])})
    known, held = hold_out(recording)
    ours, theirs = agreement(known, held), agreement(known, held, Stranger)
    assert ours.calls == theirs.calls == 10
    assert (ours.exact, ours.shape, ours.kind) == (1.0, 1.0, 1.0)
    assert theirs.exact < ours.exact


def test_what_is_held_out_is_not_in_what_is_known(shop: Recording) -> None:
    known, held = hold_out(shop, 2)
    assert [h.arguments for h in held] == [{"item": "lamp", "pieces": 2}, {"pieces": 1}]
    assert len(known.calls) == 4


def test_a_shape_is_of_keys_and_types() -> None:
    rows: list[Json] = [{"a": 1, "b": None}, {"a": 2.5, "b": None}]
    assert shape([*rows]) == [{"a": "number", "b": "NoneType"}]
    assert shape("x") == "text"


def test_calls_are_planned_from_the_tools_and_what_is_known() -> None:
    known = [SmokeCall(tool="price", arguments={"item": "lamp", "pieces": 1})]
    planned = planned_calls([PRICE], known)
    assert planned == planned_calls([PRICE], known)
    assert planned[0].origin == "known"
    assert planned[-1].tool == NO_TOOL
    keys = [(p.tool, str(p.arguments)) for p in planned]
    assert len(set(keys)) == len(keys) <= MOST_CALLS
    varied = [p for p in planned if p.origin == "varied"]
    assert len(varied) == 10
    assert all(not misfit(p.arguments, PRICE.input) for p in varied)
    assert any(p.origin == "wrong" and "item" not in p.arguments for p in planned)


@pytest.mark.anyio
async def test_its_tools_are_units_that_say_that_they_are_stubs(shop: Recording) -> None:
    async with open_twin(Twin(shop)) as grounded:
        [tool] = grounded.tools
        result = await Scope(lambda _: None).call(
            tool, {"item": "sofa", "pieces": 1}, Limits(seconds=5)
        )
    assert result.text == '{"item": "sofa", "price": 300}'
    assert getattr(tool, "kind", "") == "stub"
