"""nex: turn language into training grounds for agents.

`from nex import Agent, tool, run` is all that an embedding program needs; importing nex alone
loads nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nex.runtime.agent import Agent
    from nex.runtime.budget import Limits
    from nex.runtime.pending import Pending, read_pending
    from nex.runtime.permission import permit
    from nex.runtime.run import RunResult, resume, run
    from nex.runtime.stream import stream
    from nex.runtime.tool import tool

__all__ = [
    "Agent",
    "Limits",
    "Pending",
    "RunResult",
    "permit",
    "read_pending",
    "resume",
    "run",
    "stream",
    "tool",
]

_HOMES = {
    "Agent": "agent",
    "Limits": "budget",
    "Pending": "pending",
    "RunResult": "run",
    "permit": "permission",
    "read_pending": "pending",
    "resume": "run",
    "run": "run",
    "stream": "stream",
    "tool": "tool",
}
"""Public name -> its module in nex.runtime."""


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'nex' has no attribute {name!r}")
    return getattr(import_module(f"nex.runtime.{_HOMES[name]}"), name)
