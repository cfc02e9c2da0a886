"""Near misses: a whole rollout as it should be, but for one mistake that decides it."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace

from nex.data.jsons import JsonValue
from nex.data.messages import Message, Signature
from nex.data.streams import Stream
from nex.models.teacher.moves import Move
from nex.models.teacher.slips import wrong_argument, wrong_id


def missed(
    move: Move,
    tools: Sequence[Signature],
    actions: Container[str],
    messages: Sequence[Message],
    stream: Stream,
) -> Move:
    """The move with the one mistake, where this is the place for it; else the move itself.

    The place: the first action, on a row that looks like the right one; without an action the end,
    with another answer, or with what is forbidden called done.
    """
    if any(name in actions for name in _called(messages)):
        return move
    if move.name in actions:
        near = wrong_id(move, messages, stream) or wrong_argument(move, tools, stream)
        return near or Move("I think that is all.", "finish", {"status": "done"})
    return _wrong_end(move) if move.name == "finish" else move


def _wrong_end(move: Move) -> Move:
    arguments = dict(move.arguments)
    if arguments.get("status") == "refused":
        return replace(move, thought="All done.", arguments={"status": "done"})
    if "answer" in arguments:
        return replace(move, arguments={**arguments, "answer": _other(arguments["answer"])})
    return move


def _other(answer: JsonValue) -> JsonValue:
    """An answer that is nearly right."""
    if isinstance(answer, bool):
        return not answer
    if isinstance(answer, int | float):
        return answer + 1
    if isinstance(answer, list):
        return answer[:-1] or ["nothing"]
    return f"not {answer}"


def _called(messages: Sequence[Message]) -> list[str]:
    """The tools that were called so far."""
    names: list[str] = []
    for message in messages:
        names += [call["function"]["name"] for call in message.get("tool_calls", ())]
    return names
