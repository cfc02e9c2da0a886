"""Habits beside the work: to read a skill before acting, to look into the store and to note there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import cast

import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Signature
from nex.models.teacher.briefs import KNOWN, read_brief
from nex.models.teacher.moves import Move, Observation, Turns

READ_SKILL, READ_STORE, WRITE_STORE = "read_skill", "read_store", "write_store"
GEAR = frozenset((READ_SKILL, READ_STORE, WRITE_STORE))
"""Tools that say nothing about the World."""
FINDINGS, LOG = "findings", "log"


@dataclass(slots=True)
class Habits:
    """What an agent has beside its work, and what it has done with that so far."""

    skills: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    read: set[str] = field(default_factory=set[str])
    done: list[str] = field(default_factory=list[str])

    @property
    def any(self) -> bool:
        """Whether there is anything beside the work."""
        return bool(self.skills or self.keys)

    def unread(self, move: Move) -> bool:
        """Whether there is something to read before this move."""
        return move.name in self.skills - self.read


def habits_of(tools: Sequence[Signature]) -> Habits:
    """What the tools beside those of the World offer."""
    found = {tool.name: tool for tool in tools if tool.name in GEAR}
    return Habits(_named(found.get(READ_SKILL), "skill"), _named(found.get(READ_STORE), "key"))


def _named(tool: Signature | None, argument: str) -> frozenset[str]:
    properties = cast("Json", tool.input.get("properties", {}) if tool is not None else {})
    schema = cast("Json", properties.get(argument, {}))
    listed = schema.get("enum", [])
    return frozenset(map(str, listed)) if isinstance(listed, list) else frozenset()


def accustomed(act: Callable[[str], Turns[None]], text: str, habits: Habits) -> Turns[None]:
    """What `act` does with a request, with the habits around it."""
    told = yield from _noted(text, habits)
    yield from _practised(act(told), read_brief(text).duty, habits)


def _noted(text: str, habits: Habits) -> Turns[str]:
    """The request with what colleagues have noted about the rows that it means."""
    if FINDINGS not in habits.keys or read_brief(text).duty != "work":
        return text
    lines = yield from _read(FINDINGS, "I look up which rows colleagues have found.")
    known = [line for line in lines if line.startswith(KNOWN) and line not in text.split("\n")]
    return "\n".join([text, *known])


def _practised(policy: Turns[None], duty: str, habits: Habits) -> Turns[None]:
    """The policy with its habits: skills before actions, notes before the end."""
    with suppress(StopIteration):
        move = next(policy)
        while True:
            if habits.unread(move):
                habits.read.add(move.name)
                thought = "I read how this is done before I do it."
                yield Move(thought, READ_SKILL, {"skill": move.name})
            if move.name == "finish":
                yield from _note(move, duty, habits)
            seen = yield move
            if seen.code is None and isinstance(seen.value, dict) and "changed" in seen.value:
                habits.done.append(f"{move.name} {orjson.dumps(move.arguments).decode()}")
            move = policy.send(seen)


def _note(move: Move, duty: str, habits: Habits) -> Turns[None]:
    """Write down what was found or done, once."""
    found = move.arguments.get("answer")
    if duty == "find" and FINDINGS in habits.keys and isinstance(found, list):
        yield from _write(FINDINGS, [str(line) for line in found])
    if duty == "work" and LOG in habits.keys and habits.done:
        yield from _write(LOG, habits.done)
        habits.done.clear()


def _write(key: str, lines: list[str]) -> Turns[None]:
    before = yield from _read(key, "I look at what is noted already.")
    value: list[JsonValue] = list(dict.fromkeys((*before, *lines)))
    yield Move("I note this for my colleagues.", WRITE_STORE, {"key": key, "value": value})


def _read(key: str, thought: str) -> Turns[list[str]]:
    seen: Observation = yield Move(thought, READ_STORE, {"key": key})
    value = seen.value.get("value") if isinstance(seen.value, dict) else None
    return [str(line) for line in value] if isinstance(value, list) else []
