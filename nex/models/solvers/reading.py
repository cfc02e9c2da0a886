"""What solvers of crafted environments share: asking for one thing, and reading a request."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from typing import TypeVar

from nex.data.jsons import JsonValue
from nex.data.messages import Signature
from nex.data.task import Outcome, PlannedCall

Got = TypeVar("Got")
Step = Generator[PlannedCall, str, Got]
"""A piece of work that ends with what it found out."""
LOST = Outcome(status="refused", reason="The request cannot be understood.")


def call(tool: str, **arguments: JsonValue) -> Step[str]:
    """One call; what came of it, as text."""
    return (yield PlannedCall(tool=tool, arguments=arguments))


def read(pattern: str, request: str) -> dict[str, str] | None:
    """The named parts of a request that says this; None where it says something else."""
    found = re.search(pattern, request, re.DOTALL)
    return {k: v for k, v in found.groupdict().items() if v is not None} if found else None


def answered(value: JsonValue) -> Outcome:
    """Done, with that answer."""
    return Outcome(answer=value)


def offered(tools: Sequence[Signature], prefix: str) -> bool:
    """Whether any tool of that prefix is at hand."""
    return any(tool.name.startswith(prefix) for tool in tools)
