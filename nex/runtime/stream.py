"""stream: a run whose events come as they happen."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from types import TracebackType

import anyio

from nex.data.events import Event
from nex.data.jsons import Json
from nex.errors import InputError
from nex.runtime.budget import INHERIT, Limits
from nex.runtime.model import ModelLike
from nex.runtime.run import RunResult, Terms, result_of, start
from nex.runtime.unit import Unit


class Live:
    """A run in a block: its events, once each; after the last one there is the result."""

    __slots__ = ("_ended", "_error", "_given", "_group", "_log", "_receive", "_send")

    def __init__(self, unit: Unit, input: str | Json, terms: Terms) -> None:
        self._given = (unit, input, terms)
        self._log: list[Event] = []
        self._send, self._receive = anyio.create_memory_object_stream[Event](math.inf)
        self._group = anyio.create_task_group()
        self._ended: RunResult | None = None
        self._error: InputError | None = None

    async def __aenter__(self) -> Live:
        await self._group.__aenter__()
        self._group.start_soon(self._go)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Cancel what still runs and wait for its end; the block's own error passes as it is."""
        self._group.cancel_scope.cancel()
        try:
            await self._group.__aexit__(None, None, None)
        finally:
            self._send.close()
            self._receive.close()

    def __aiter__(self) -> AsyncIterator[Event]:
        return self._receive.__aiter__()

    @property
    def result(self) -> RunResult:
        """How the run ended. Raises InputError before its last event, and for wrong use."""
        if self._error is not None:
            raise self._error
        if self._ended is None:
            raise InputError("the run has not ended; read its events to the end first")
        return self._ended

    async def _go(self) -> None:
        unit, input, terms = self._given
        with self._send:
            ending = await start(unit, input, self._emit, terms)
            try:
                self._ended = result_of(ending, self._log)
            except InputError as e:
                self._error = e

    def _emit(self, event: Event) -> None:
        self._log.append(event)
        self._send.send_nowait(event)


def stream(
    unit: Unit,
    input: str | Json,
    *,
    model: ModelLike | None = None,
    seconds: float = 600.0,
    limits: Limits = INHERIT,
) -> Live:
    """`async with stream(unit, "...") as live: async for event in live: ...`, then `live.result`.

    The run goes on beside the block and never waits for its reader; leaving the block early
    cancels it. Everything else is as in `run`.
    """
    return Live(unit, input, Terms(model, seconds, limits))
