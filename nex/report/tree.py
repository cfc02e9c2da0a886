"""Tree: who can call whom, drawn as text, from units that run or from the plan of them."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from nex.data.blueprint import Blueprint, UnitPlan
from nex.runtime.unit import Unit

WIDTH = 100
"""Columns that a drawing is wide at most, unless its names are longer."""
FORMS = {
    "sequence": ("in turn", ("1.",)),
    "parallel": ("all at once", ("=",)),
    "map": ("once for each item", ("each",)),
    "branch": ("by case", ("if",)),
    "route": ("one is chosen", ("chooser", "case")),
    "loop": ("again until it will do", ("repeat",)),
    "vote": ("most of them decide", ("voter",)),
    "critic": ("reviewed", ("worker", "reviewer")),
    "race": ("the first good one wins", ("runner",)),
    "hand-off": ("passed on until one answers", ("first", "then")),
    "blackboard": ("all write on one board", ("writer",)),
}
"""For each kind of workflow what it does, and the roles of its members; the last one repeats, and a
sequence counts on."""


@dataclass(frozen=True, slots=True)
class Node:
    """One unit as it is drawn."""

    name: str
    about: str
    role: str = ""
    tools: tuple[str, ...] = ()
    """Names of what it calls that calls nothing itself."""
    members: tuple[Node, ...] = ()


def draw(what: Unit | UnitPlan | Blueprint) -> str:
    """The tree below a unit, a plan or a blueprint, a line for each unit and each row of tools."""
    if isinstance(what, Blueprint):
        what = what.root
    node = plan_node(what) if isinstance(what, UnitPlan) else unit_node(what)
    return "\n".join(_lines(node, "", ""))


def plan_node(plan: UnitPlan, role: str = "") -> Node:
    """The plan of a unit as a node."""
    roles = _roles(plan.kind, len(plan.units))
    members = tuple(map(plan_node, plan.units, roles))
    return Node(plan.name, _about(plan.kind, plan.kind, plan), role, plan.tools, members)


def unit_node(unit: Unit, role: str = "", above: tuple[Unit, ...] = ()) -> Node:
    """A unit as a node; one that is called by itself is drawn once and named below."""
    unit, checked = _within(unit)
    name, kind = unit.signature.name, cast("str", getattr(unit, "kind", "tool"))
    if any(unit is upper for upper in above):
        return Node(name, "itself again", role)
    below = (*above, unit)
    tools = cast("Sequence[Unit]", getattr(unit, "tools", ()))
    plain = tuple(tool.signature.name for tool in tools if _is_plain(tool))
    parts = _parts(unit) or [("", tool) for tool in tools if not _is_plain(tool)]
    roles = [part for part, _ in parts]
    form = cast("str", getattr(unit, "form", kind))
    if form in FORMS and not any(roles):
        roles = _roles(form, len(parts))
    members = tuple(
        unit_node(part, role, below) for role, (_, part) in zip(roles, parts, strict=True)
    )
    return Node(name, _about(form, kind, unit) + checked, role, plain, members)


def _within(unit: Unit) -> tuple[Unit, str]:
    """The unit inside its wrappers, and what they add."""
    checked = ""
    while (form := getattr(unit, "form", "")) in ("later", "checked"):
        checked = ", typed" if form == "checked" else checked
        unit = _parts(unit)[0][1]
    return unit, checked


def _parts(unit: Unit) -> list[tuple[str, Unit]]:
    return list(cast("Iterable[tuple[str, Unit]]", getattr(unit, "parts", ())))


def _is_plain(unit: Unit) -> bool:
    """Whether a name says all of it: a tool, which calls nothing itself."""
    return getattr(_within(unit)[0], "kind", "tool") == "tool"


def _roles(form: str, count: int) -> list[str]:
    if form == "sequence":
        return [f"{n}." for n in range(1, count + 1)]
    roles = FORMS[form][1] if form in FORMS else ("",)
    return [roles[min(n, len(roles) - 1)] for n in range(count)]


def _about(form: str, kind: str, source: object) -> str:
    """`agent`, or `race: the first good one wins`, and the numbers that bound it."""
    said = f"{form}: {FORMS[form][0]}" if form in FORMS else kind
    bounds: list[tuple[str, Callable[[int], str]]] = [
        ("rounds", lambda n: f", at most {n} rounds" if n > 1 else ""),
        ("quorum", lambda n: f", at least {n}" if n > 1 else ""),
        ("width", lambda n: f", {n} at once"),
    ]
    numbers = ((getattr(source, name, None), words) for name, words in bounds)
    return said + "".join(words(n) for n, words in numbers if isinstance(n, int))


def _lines(node: Node, first: str, rest: str) -> list[str]:
    """The node's own line after `first`, all others after `rest`."""
    role = f"{node.role} " if node.role else ""
    lines = [f"{first}{role}{node.name}  {node.about}"]
    bar = rest + ("\u2502  " if node.members else "   ")
    room = max(WIDTH - len(bar), 20)
    lines += [bar + row for row in textwrap.wrap(", ".join(node.tools), room)]
    for place, member in enumerate(node.members):
        last = place == len(node.members) - 1
        corner, below = ("\u2514\u2500 ", "   ") if last else ("\u251c\u2500 ", "\u2502  ")
        lines += _lines(member, rest + corner, rest + below)
    return lines
