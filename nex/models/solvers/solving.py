"""A solver as a Model: a generator that sees the instruction, the tools and the observations."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import cast

import orjson

from nex.data.jsons import Json
from nex.data.messages import FREE, Message, Reply, Settings, Signature, ToolCall, text_of
from nex.data.task import Outcome, PlannedCall
from nex.errors import InputError

Work = Generator[PlannedCall, str, Outcome]
"""Yields calls, receives what a model would read of their results, ends with the Outcome."""
Solve = Callable[[str, Sequence[Signature]], Work]
"""(instruction, tools) -> the work; the same observations give the same calls."""
HOME = "nex.models.solvers"
FINISH = "finish"


@dataclass(frozen=True, slots=True)
class Solver:
    """A program in the agent's seat; it keeps nothing between turns but replays its observations."""

    name: str
    solve: Solve

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        """The next call, as it follows from everything seen so far."""
        request = "\n".join(text_of(m["content"]) for m in messages if m["role"] == "user")
        seen = [text_of(m["content"]) for m in messages if m["role"] == "tool"]
        move = _next(self.solve(request, tools), seen)
        call: ToolCall = {
            "id": f"call_{len(seen)}",
            "type": "function",
            "function": {"name": move.tool, "arguments": orjson.dumps(move.arguments).decode()},
        }
        message: Message = {"role": "assistant", "content": [], "tool_calls": [call]}
        return Reply(message, FREE, "tool_calls", self.name)


def _next(work: Work, seen: Sequence[str]) -> PlannedCall:
    try:
        move = next(work)
        for text in seen:
            move = work.send(text)
    except StopIteration as end:
        outcome = cast("Outcome", end.value)
        arguments: Json = outcome.model_dump(mode="json", exclude_none=True)
        return PlannedCall(tool=FINISH, arguments=arguments)
    return move


def solver_named(name: str) -> Solver:
    """`solver:NAME`: the module of that name in this package; InputError where there is none."""
    module = f"{HOME}.{name.replace('-', '_')}"
    if not name.replace("-", "_").isidentifier() or find_spec(module) is None:
        raise InputError(f"no solver {name!r}; `nex show ENV` says which one an environment has")
    found = getattr(import_module(module), "solve", None)
    if found is None:
        raise InputError(f"no solver {name!r}: {module} solves nothing")
    return Solver(f"solver:{name}", cast("Solve", found))
