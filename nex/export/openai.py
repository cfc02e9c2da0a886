"""OpenAI fine-tuning: string arguments, ids, a weight per assistant turn; labels beside the file.

The format refuses unknown keys, so what a row says about itself stands in a second file, line by
line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NotRequired, TypedDict

from nex.data.messages import ToolCall
from nex.data.trajectory import Trajectory
from nex.export.conversations import Conversation, Turn, conversations
from nex.export.labels import Labels, Origin, labels, origin, reward
from nex.export.losses import Losses
from nex.export.wire import ToolSchema, drop_parts, drop_record, tool_schemas

_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")


class WeightedTurn(TypedDict):
    """One message; `weight` 1 where it is to be learned, 0 where not."""

    role: str
    content: str | None
    tool_calls: NotRequired[list[ToolCall]]
    tool_call_id: NotRequired[str]
    weight: NotRequired[int]


class FineTuningRow(TypedDict):
    """One training example, exactly the keys that the format knows."""

    messages: list[WeightedTurn]
    tools: NotRequired[list[ToolSchema]]


class RowLabels(TypedDict):
    """What the same line of the data file says about itself."""

    id: str
    reward: float
    labels: Labels
    origin: Origin


def rows(
    trajectories: Sequence[Trajectory], losses: Losses
) -> Iterator[tuple[FineTuningRow, RowLabels]]:
    """One example per agent call, with the line for the file beside it."""
    for trajectory in trajectories:
        for held in conversations(trajectory, losses):
            if not all(_NAME.fullmatch(tool.name) for tool in held.tools):
                losses.drop("conversations with a tool name that the format refuses")
                continue
            drop_record(held.call, losses)
            yield _row(held, losses), _labels(held)


def _row(held: Conversation, losses: Losses) -> FineTuningRow:
    row: FineTuningRow = {"messages": [_turn(turn, losses) for turn in _closed(held, losses)]}
    if held.tools:
        row["tools"] = tool_schemas(held.tools)
    return row


def _closed(held: Conversation, losses: Losses) -> tuple[Turn, ...]:
    """The turns up to the policy's last: an example must end with one."""
    last = max(i for i, turn in enumerate(held.turns) if turn.trained)
    losses.drop("messages after the last turn", len(held.turns) - last - 1)
    return held.turns[: last + 1]


def _turn(turn: Turn, losses: Losses) -> WeightedTurn:
    message = turn.message
    drop_parts(message, losses)
    losses.drop("reasoning", int("reasoning" in message))
    said: WeightedTurn = {"role": message["role"], "content": turn.text}
    if message["role"] == "assistant":
        said["weight"] = int(turn.trained)
        said["content"] = turn.text or None
    if "tool_calls" in message:
        said["tool_calls"] = message["tool_calls"]
    if "tool_call_id" in message:
        said["tool_call_id"] = message["tool_call_id"]
    return said


def _labels(held: Conversation) -> RowLabels:
    return {
        "id": held.id,
        "reward": reward(held.trajectory),
        "labels": labels(held.trajectory, held.call),
        "origin": origin(held.trajectory, held.call),
    }
