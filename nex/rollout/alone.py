"""The plainest architecture: one agent that has every tool."""

from __future__ import annotations

from collections.abc import Sequence

from nex.data.blueprint import Blueprint, UnitPlan
from nex.data.messages import Signature

ORDERS = (
    "You work on {world}. {role} Use the tools; look before you change anything, change nothing "
    "that the request does not ask for, and end with finish."
)


def alone(tools: Sequence[Signature]) -> Blueprint:
    """One agent with all these tools, not gated yet."""
    root = UnitPlan(
        name="worker",
        role="Does all the work.",
        instructions=ORDERS,
        tools=tuple(tool.name for tool in tools),
    )
    return Blueprint(name="solo", topology="solo", root=root)
