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
    "each": ("split, then each part", ("splitter", "each")),
    "debate": ("in turn, until two agree", ("speaker",)),
    "auction": ("who bids first", ("bidder",)),
}
"""For each kind of workflow what it does, and the roles of its members; the last one repeats, and a
sequence counts on."""

WRAPPERS = {"later": "", "checked": ", typed", "asks first": ", asks first"}
"""Forms that add something to one unit and are drawn as that unit; what they add, in words."""
USUAL = {"duty": "work", "format": "structured"}
"""What goes without saying of a plan."""


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
    chosen = [str(getattr(plan, name, usual)) for name, usual in USUAL.items()]
    unusual = "".join(f", {word}" for word in chosen if word not in USUAL.values())
    about = _about(plan.kind, plan.kind, plan) + unusual + _gear(plan)
    return Node(plan.name, about, role, plan.tools, members)


def _gear(plan: UnitPlan) -> str:
    """What the unit has beside tools and members, and how strict it is."""
    count = len(plan.skills)
    said = f", {count} skill{'s' if count > 1 else ''}" if count else ""
    said += f", store: {' and '.join(plan.store)}" if plan.store else ""
    return said + (f", {plan.approvals} approvals" if plan.approvals > 1 else "")


def unit_node(unit: Unit, role: str = "", above: tuple[Unit, ...] = ()) -> Node:
    """A unit as a node; one that is called by itself is drawn once and named below."""
    unit, added = _within(unit)
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
    return Node(name, _about(form, kind, unit) + added, role, plain, members)


def _within(unit: Unit) -> tuple[Unit, str]:
    """The unit inside its wrappers, and what they add."""
    added = ""
    while (form := str(getattr(unit, "form", ""))) in WRAPPERS:
        added += WRAPPERS[form]
        unit = _parts(unit)[0][1]
    return unit, added


def _parts(unit: Unit) -> list[tuple[str, Unit]]:
    return list(cast("Iterable[tuple[str, Unit]]", getattr(unit, "parts", ())))


def _is_plain(unit: Unit) -> bool:
    """Whether a name says all of it: a tool, which calls nothing itself and that nothing guards."""
    inner, added = _within(unit)
    return getattr(inner, "kind", "tool") == "tool" and not added and not _parts(inner)


def _roles(form: str, count: int) -> list[str]:
    if form == "sequence":
        return [f"{n}." for n in range(1, count + 1)]
    if form == "loop" and count > 1:
        form = "critic"
    roles = FORMS[form][1] if form in FORMS else ("",)
    return [roles[min(n, len(roles) - 1)] for n in range(count)]


def _about(form: str, kind: str, source: object) -> str:
    """`agent`, or `race: the first good one wins`, and the numbers that bound it."""
    other = kind if form == kind else f"{kind}, {form}"
    said = f"{form}: {FORMS[form][0]}" if form in FORMS else other
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
