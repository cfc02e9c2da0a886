"""Small units that the tests of the runtime call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import anyio

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, said
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit

ANYTHING: Json = {"type": "object"}


@dataclass(frozen=True)
class Probe:
    """A unit that does what its function does."""

    name: str
    function: Callable[[Json, Scope], Awaitable[Result]]
    lane: str | None = None

    @property
    def signature(self) -> Signature:
        return Signature(self.name, f"Does {self.name}.", {"type": "object"})

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        return await self.function(arguments, scope)


def answers(name: str, text: str = "42") -> Probe:
    async def answer(_arguments: Json, _scope: Scope) -> Result:
        return said(text)

    return Probe(name, answer)


def raises(name: str, error: Exception) -> Probe:
    async def fail(_arguments: Json, _scope: Scope) -> Result:
        raise error

    return Probe(name, fail)


def sleeps(name: str, seconds: float, lane: str | None = None) -> Probe:
    async def sleep(_arguments: Json, _scope: Scope) -> Result:
        await anyio.sleep(seconds)
        return said(f"slept {seconds:g}")

    return Probe(name, sleep, lane)


def passes_on(name: str, unit: Unit) -> Probe:
    async def call(arguments: Json, scope: Scope) -> Result:
        return await scope.call(unit, arguments)

    return Probe(name, call)
