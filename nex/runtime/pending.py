"""Pending: a run that waits for the outside, as a value that another process can go on from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

import orjson

from nex.data.events import Event
from nex.data.jsons import Json, JsonValue
from nex.errors import InputError

PENDING_SCHEMA = "nex.pending/1"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One question to the outside."""

    call: str
    """Which call asks, as the path of numbers from the root: "0.2.1"."""
    unit: str
    question: Json


@dataclass(frozen=True, slots=True)
class Pending:
    """All that has happened in a run that waits; nothing else is needed to go on.

    It is a log: what is done is in it, what is waited for follows from it.
    """

    events: tuple[Event, ...]

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """The open questions, in the order of their calls."""
        return waiting(self.events)

    def answered(self, answers: Mapping[str, JsonValue]) -> Pending:
        """The run with these answers in its log, by `Waiting.call`; others may stay open.

        Raises InputError for an answer to a call that waits for none.
        """
        open = {question.call for question in self.waiting}
        for call in answers:
            if call not in open:
                known = ", ".join(sorted(open)) or "none"
                raise InputError(f"no call {call!r} waits for an answer; waiting: {known}")
        said: list[Event] = [
            {"type": "answer", "id": [int(n) for n in call.split(".")], "answer": answer}
            for call, answer in answers.items()
        ]
        return Pending((*self.events, *said))

    def dumps(self) -> bytes:
        """As JSON."""
        return orjson.dumps({"schema": PENDING_SCHEMA, "events": self.events})


def read_pending(text: bytes | str) -> Pending:
    """What `dumps` wrote. Raises InputError for anything else."""
    try:
        record = cast("Json", orjson.loads(text))
        if record["schema"] != PENDING_SCHEMA:
            raise InputError(
                f"a pending run of schema {record['schema']!r}; known: {PENDING_SCHEMA}"
            )
        return Pending(tuple(cast("list[Event]", record["events"])))
    except (orjson.JSONDecodeError, KeyError, TypeError) as e:
        raise InputError(f"no pending run: {text[:40]!r}; give what Pending.dumps() wrote") from e


def place(id: Iterable[int]) -> str:
    """A call's id as people write it."""
    return ".".join(map(str, id))


def waiting(events: Iterable[Event]) -> tuple[Waiting, ...]:
    """The questions of a log that have no answer."""
    units: dict[str, str] = {}
    asked: dict[str, list[Json]] = {}
    answered: Counter[str] = Counter()
    for event in events:
        call = place(event["id"])
        match event["type"]:
            case "call":
                units[call] = event["unit"]
            case "wait":
                asked.setdefault(call, []).append(event["question"])
            case "answer":
                answered[call] += 1
            case "end":
                asked.pop(call, None)
            case _:
                pass
    open = ((call, questions[answered[call] :]) for call, questions in asked.items())
    return tuple(Waiting(call, units[call], question) for call, left in open for question in left)
