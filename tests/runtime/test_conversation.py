"""The message graph: what the log holds is exactly what the model saw."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
import pytest

from nex.data.events import Event
from nex.data.fold import fold
from nex.data.jsons import Json
from nex.data.messages import Message, Reply, Result, Settings, Signature, said, text_part
from nex.data.trajectory import Call
from nex.models.scripted import says
from nex.runtime.budget import Limits
from nex.runtime.scope import Scope
from tests.runtime.units import Probe

pytestmark = pytest.mark.anyio


class Witness:
    """A model that remembers what it was shown."""

    name = "witness"

    def __init__(self) -> None:
        self.seen: list[list[Message]] = []

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        self.seen.append(list(messages))
        return says(f"reply {len(self.seen)}")


def user(text: str) -> Message:
    return {"role": "user", "content": [text_part(text)]}


def branch(call: Call, head: int) -> list[Message]:
    """The messages from the root to `head`."""
    found: list[Message] = []
    while head >= 0:
        found.append(call.messages[head])
        head = call.parents[head]
    return found[::-1]


async def test_the_log_holds_what_the_model_saw_whatever_was_compacted(
    events: list[Event],
) -> None:
    model = Witness()

    async def talk(_arguments: Json, scope: Scope) -> Result:
        a, b = user("a"), user("b")
        first = (await scope.ask(model, [a], ())).message
        second = (await scope.ask(model, [a, first, b], ())).message
        summary = user("summary of a and b")
        third = (await scope.ask(model, [summary], ())).message
        await scope.ask(model, [summary, third, user("c")], ())
        await scope.ask(model, (a, first, b, second, user("d")), ())
        await scope.ask(model, [a, first, b, second], ())
        await scope.ask(model, [], ())
        return said("x")

    await Scope(events.append).call(Probe("talk", talk), {}, Limits(seconds=30))
    call = fold(events)
    assert [branch(call, step.head) for step in call.steps] == model.seen
    assert len(call.messages) == 5 + len(call.steps)


async def test_what_was_said_once_is_logged_once(events: list[Event]) -> None:
    model = Witness()

    async def talk(_arguments: Json, scope: Scope) -> Result:
        messages: list[Message] = [user("opening")]
        for n in range(10):
            messages.append((await scope.ask(model, messages, ())).message)
            messages.append(user(f"turn {n} has a text of its own"))
        return said("x")

    await Scope(events.append).call(Probe("talk", talk), {}, Limits(seconds=30))
    log = b"".join(orjson.dumps(event) for event in events)
    assert all(log.count(f"turn {n} has".encode()) == 1 for n in range(9))
