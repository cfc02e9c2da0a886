"""What makes a blueprint whole: reachable units, known and used tools, actions with one owner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from nex.data.blueprint import Blueprint, UnitPlan
from nex.data.jsons import JsonValue, digest
from nex.data.messages import Signature

_MEMBERS = {"critic": 2, "route": 1, "sequence": 1, "loop": 1}


def plans(plan: UnitPlan) -> Iterator[UnitPlan]:
    """The plan and every plan below it, parents first."""
    yield plan
    for unit in plan.units:
        yield from plans(unit)


def graph(plan: UnitPlan) -> str:
    """The architecture's graph signature: kinds, tools and shape, without names and prompts."""
    return digest(_shape(plan))


def _shape(plan: UnitPlan) -> JsonValue:
    below = [_shape(unit) for unit in plan.units]
    ordered = plan.kind in {"critic", "sequence"}
    tools: list[JsonValue] = [*sorted(plan.tools)]
    units = below if ordered else sorted(below, key=digest)
    return {"kind": plan.kind, "tools": tools, "units": units, "rounds": plan.rounds}


def check_blueprint(blueprint: Blueprint, signatures: Sequence[Signature]) -> tuple[str, ...]:
    """The blueprint's defects in words; empty where it is whole.

    Every unit can be reached and named, every tool is known and used by somebody, no action is
    owned by two, workflows have the members that they need.
    """
    units = list(plans(blueprint.root))
    defects = list(_of_names(units))
    defects += _of_tools(units, [signature.name for signature in signatures])
    for unit in units:
        defects += _of_unit(unit)
    return tuple(defects)


def _of_names(units: list[UnitPlan]) -> Iterator[str]:
    for name, count in Counter(unit.name for unit in units).items():
        if count > 1:
            yield f"{count} units are named {name!r}"
    tools = {tool for unit in units for tool in unit.tools} | {"finish", "ask_user"}
    for unit in units:
        if unit.name in tools:
            yield f"unit {unit.name!r} is named like a tool"


def _of_tools(units: list[UnitPlan], known: list[str]) -> Iterator[str]:
    owners = Counter(tool for unit in units for tool in unit.tools)
    for tool in owners:
        if tool not in known:
            yield f"tool {tool!r} is unknown"
    for tool in known:
        if owners[tool] == 0:
            yield f"tool {tool!r} is used by no unit"
        elif owners[tool] > 1 and not tool.startswith(("search_", "get_")):
            yield f"action {tool!r} is owned by {owners[tool]} units"


def _of_unit(unit: UnitPlan) -> Iterator[str]:
    if unit.kind == "agent" and not unit.tools and not unit.units:
        yield f"agent {unit.name!r} can do nothing"
    if unit.kind != "agent" and unit.tools:
        yield f"workflow {unit.name!r} has tools of its own, which nobody calls"
    needed = _MEMBERS.get(unit.kind, 0)
    if len(unit.units) < needed or (unit.kind == "critic" and len(unit.units) != 2):
        yield f"{unit.kind} {unit.name!r} has {len(unit.units)} units, needs {needed}"
    if unit.rounds < 1:
        yield f"unit {unit.name!r} has {unit.rounds} rounds, needs at least 1"
