"""OpenAI rows obey the format's rules and read back to the same messages."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import orjson

from nex.data.jsons import Json
from nex.data.messages import Message, text_part
from nex.data.trajectory import Trajectory
from nex.export.conversations import conversations
from nex.export.losses import Losses
from nex.export.openai import WeightedTurn, rows

KEYS = {
    "system": {"role", "content"},
    "user": {"role", "content"},
    "assistant": {"role", "content", "tool_calls", "weight"},
    "tool": {"role", "content", "tool_call_id"},
}


def complaints(row: Json) -> list[str]:
    """What the format's own checker would say: keys, order, ids, argument text."""
    found = [f"unknown key {key}" for key in row if key not in ("messages", "tools")]
    messages = cast("list[Json]", row["messages"])
    if messages[-1]["role"] != "assistant":
        found.append("does not end with an assistant turn")
    open_ids: set[str] = set()
    for message in messages:
        role = str(message["role"])
        found += [f"{role} has key {key}" for key in message if key not in KEYS[role]]
        found += _pairing(message, open_ids)
    return found


def _pairing(message: Json, open_ids: set[str]) -> list[str]:
    if message["role"] == "tool":
        id = str(message["tool_call_id"])
        known = id in open_ids
        open_ids.discard(id)
        return [] if known else [f"result for unknown call {id}"]
    found = [f"calls {sorted(open_ids)} have no result"] if open_ids else []
    for call in cast("list[dict[str, Json]]", message.get("tool_calls", [])):
        open_ids.add(str(call["id"]))
        if not isinstance(call["function"]["arguments"], str):
            found.append("arguments are no text")
    return found


def read_back(turn: WeightedTurn) -> Message:
    """The record's message, reasoning aside, that a turn came from."""
    content = [text_part(turn["content"])] if turn["content"] else []
    match turn["role"]:
        case "tool":
            return {
                "role": "tool",
                "content": content,
                "tool_call_id": turn.get("tool_call_id", ""),
            }
        case "assistant":
            return {
                "role": "assistant",
                "content": content,
                "tool_calls": turn.get("tool_calls", []),
            }
        case "system":
            return {"role": "system", "content": content}
        case _:
            return {"role": "user", "content": content}


def test_rows_obey_the_format(rollouts: list[Trajectory]) -> None:
    for row, _ in rows(rollouts[:5], Losses()):
        assert complaints(cast("Json", orjson.loads(orjson.dumps(row)))) == []


def test_the_checker_itself_complains() -> None:
    assert complaints({"messages": [{"role": "user", "content": "x", "train": True}], "id": 1}) == [
        "unknown key id",
        "does not end with an assistant turn",
        "user has key train",
    ]


def test_rows_read_back_to_the_same_messages(rollouts: list[Trajectory]) -> None:
    planned = rollouts[:4]
    held = [c for t in planned for c in conversations(t, Losses())]
    for (row, _), conversation in zip(rows(planned, Losses()), held, strict=True):
        assert [read_back(turn) for turn in row["messages"]] == [
            turn.message for turn in conversation.turns
        ]


def test_weights_are_the_loss_mask(rollouts: list[Trajectory]) -> None:
    ((row, _),) = rows([rollouts[0]], Losses())
    assert [turn.get("weight") for turn in row["messages"]] == [
        None, None, 1, None, 1, None, 1, None, 1,
    ]  # fmt: skip


def test_labels_stand_beside_line_by_line(rollouts: list[Trajectory]) -> None:
    pairs = list(rows(rollouts[:2], Losses()))
    assert [about["id"] for _, about in pairs] == ["t-solo/root", "t-team/root", "t-team/0"]
    assert pairs[0][1]["labels"]["policy"] == "planner"
    assert pairs[0][1]["reward"] == 1.0


def test_reasoning_cannot_be_carried_and_is_counted(rollouts: list[Trajectory]) -> None:
    losses = Losses()
    list(rows([rollouts[4]], losses))
    assert losses.counts["reasoning"] == 1


def test_tool_names_that_the_format_refuses_are_left_out(rollouts: list[Trajectory]) -> None:
    root = rollouts[0].root
    foreign = replace(root, tools=(replace(root.tools[0], name="suche_bücher"), *root.tools[1:]))
    losses = Losses()
    assert list(rows([replace(rollouts[0], root=foreign)], losses)) == []
    assert losses.report() == {"conversations with a tool name that the format refuses": 1}
