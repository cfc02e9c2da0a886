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
    from nex.runtime.run import RunResult, run
    from nex.runtime.tool import tool

__all__ = ["Agent", "Limits", "RunResult", "run", "tool"]

_HOMES = {
    "Agent": "nex.runtime.agent",
    "Limits": "nex.runtime.budget",
    "RunResult": "nex.runtime.run",
    "run": "nex.runtime.run",
    "tool": "nex.runtime.tool",
}


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'nex' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
