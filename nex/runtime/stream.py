"""stream: a run whose events come as they happen."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream

from nex.data.events import Event
from nex.data.jsons import Json
from nex.errors import InputError
from nex.runtime.budget import INHERIT, Limits
from nex.runtime.model import ModelLike
from nex.runtime.run import RunResult, Terms, result_of, start
from nex.runtime.unit import Unit


class Live:
    """The events of a run, once each; after the last one there is the result."""

    __slots__ = ("_events", "ended")

    def __init__(self, events: MemoryObjectReceiveStream[Event]) -> None:
        self._events = events
        self.ended: RunResult | None = None
        """None as long as the run goes on."""

    def __aiter__(self) -> AsyncIterator[Event]:
        return self._events.__aiter__()

    @property
    def result(self) -> RunResult:
        """How the run ended. Raises InputError before the last event."""
        if self.ended is None:
            raise InputError("the run has not ended; read its events to the end first")
        return self.ended


@asynccontextmanager
async def stream(
    unit: Unit,
    input: str | Json,
    *,
    model: ModelLike | None = None,
    seconds: float = 600.0,
    limits: Limits = INHERIT,
) -> AsyncGenerator[Live]:
    """`async with stream(unit, "...") as live: async for event in live: ...`, then `live.result`.

    The run goes on beside the block and never waits for its reader; it is cancelled when the
    block is left early. Everything else is as in `run`.
    """
    terms = Terms(model, seconds, limits)
    events: list[Event] = []
    send, receive = anyio.create_memory_object_stream[Event](math.inf)
    live = Live(receive)

    def emit(event: Event) -> None:
        events.append(event)
        send.send_nowait(event)

    async def go() -> None:
        with send:
            live.ended = result_of(await start(unit, input, emit, terms), events)

    with receive:
        async with anyio.create_task_group() as group:
            group.start_soon(go)
            yield live
            group.cancel_scope.cancel()
