"""What makes a blueprint whole: reachable units, known and used tools, actions with one owner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from nex.data.blueprint import Blueprint, UnitPlan
from nex.data.jsons import JsonValue, digest
from nex.data.messages import Signature
from nex.language.dialects.waiting import NAMES as WAITING
from nex.runtime.formats.names import FORMATS

MOST_NODES = 34
"""Units that a graph has at most."""
MOST_LEVELS = 4
"""Forms that may stand within each other."""
_MEMBERS: dict[str, tuple[int, int]] = {
    "critic": (2, 2),
    "loop": (2, 2),
    "each": (2, 2),
    "sequence": (2, 5),
    "parallel": (2, 8),
    "vote": (2, 9),
    "debate": (2, 5),
    "route": (3, 9),
    "auction": (2, 8),
    "blackboard": (2, 8),
    "hand-off": (2, 8),
}
"""How many units a workflow takes: at least, at most."""
_IDLE = ("split", "choose")
"""Duties that take no tools."""


def plans(plan: UnitPlan) -> Iterator[UnitPlan]:
    """The plan and every plan below it, parents first."""
    yield plan
    for unit in plan.units:
        yield from plans(unit)


def graph(plan: UnitPlan) -> str:
    """The architecture's graph signature: kinds, shape, tools, skills and store.

    Names, prompts, voices, call formats, rounds and approvals do not make another graph.
    """
    return digest(_shape(plan))


def _shape(plan: UnitPlan) -> JsonValue:
    below = [_shape(unit) for unit in plan.units]
    ordered = plan.kind in {"critic", "loop", "each", "sequence"}
    tools: list[JsonValue] = [*sorted(plan.tools)]
    units = below if ordered else sorted(below, key=digest)
    return {
        "kind": plan.kind,
        "duty": plan.duty,
        "tools": tools,
        "units": units,
        "skills": [skill.name for skill in plan.skills],
        "store": [*plan.store],
    }


def tree(plan: UnitPlan) -> str:
    """The bare tree: kinds and arity, whatever the order."""
    return f"{plan.kind}({','.join(sorted(map(tree, plan.units)))})"


def check_blueprint(blueprint: Blueprint, signatures: Sequence[Signature]) -> tuple[str, ...]:
    """The blueprint's defects in words; empty where it is whole.

    Every unit can be reached and named, every tool is known and used by somebody, no action is
    owned by two, workflows have the members that they need.
    """
    units = list(plans(blueprint.root))
    defects = list(_of_names(units))
    if len(units) > MOST_NODES:
        defects.append(f"it has {len(units)} units, {MOST_NODES} at most")
    defects += _of_tools(units, [signature.name for signature in signatures])
    for unit in units:
        defects += _of_unit(unit)
    defects += _of_gear(units)
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
        elif owners[tool] > 1 and tool not in WAITING and not tool.startswith(("search_", "get_")):
            yield f"action {tool!r} is owned by {owners[tool]} units"


def _of_gear(units: list[UnitPlan]) -> Iterator[str]:
    """What agents have beside tools: read by somebody who can use it, shared by several."""
    stores = [unit for unit in units if unit.store]
    if len(stores) == 1:
        yield f"agent {stores[0].name!r} has a store that nobody shares"
    if len({unit.store for unit in stores}) > 1:
        yield "agents that share a store have different keys of it"
    for unit in units:
        yield from _of_skills(unit)
        if unit.kind != "agent" and (unit.skills or unit.store):
            yield f"workflow {unit.name!r} has skills or a store, which nobody reads"
        if unit.approvals != 1 and unit.kind not in ("critic", "loop"):
            yield f"unit {unit.name!r} has {unit.approvals} approvals, and nobody reviews it"


def _of_skills(unit: UnitPlan) -> Iterator[str]:
    if len({skill.name for skill in unit.skills}) < len(unit.skills):
        yield f"agent {unit.name!r} has a skill twice"
    for skill in unit.skills:
        if skill.name not in unit.tools:
            yield f"agent {unit.name!r} has the skill {skill.name!r} and no such tool"


def _of_unit(unit: UnitPlan) -> Iterator[str]:
    if unit.kind == "agent" and not (unit.tools or unit.units or unit.duty in _IDLE):
        yield f"agent {unit.name!r} can do nothing"
    if unit.kind != "agent" and unit.tools:
        yield f"workflow {unit.name!r} has tools of its own, which nobody calls"
    if len({*unit.tools}) < len(unit.tools):
        yield f"unit {unit.name!r} has a tool twice"
    if unit.format not in FORMATS:
        yield f"unit {unit.name!r} has the unknown call format {unit.format!r}"
    least, most = _MEMBERS.get(unit.kind, (0, MOST_NODES))
    if not least <= len(unit.units) <= most:
        wanted = least if least == most else f"{least} to {most}"
        yield f"{unit.kind} {unit.name!r} has {len(unit.units)} units, needs {wanted}"
    if min(unit.rounds, unit.approvals) < 1:
        yield f"unit {unit.name!r} has {unit.rounds} rounds, {unit.approvals} approvals: 1 at least"
