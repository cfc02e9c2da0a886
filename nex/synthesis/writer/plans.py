"""Architectures from prose: a typed Blueprint that a model fills, held to what holds for any."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar, get_args

from nex.data.blueprint import Blueprint, UnitDuty, UnitForm, UnitPlan
from nex.data.jsons import Json, JsonValue
from nex.data.messages import Signature
from nex.data.world import identifier
from nex.errors import InputError
from nex.synthesis.blueprints_checks import MOST_NODES, check_blueprint
from nex.synthesis.blueprints_words import prompt as house_rules
from nex.synthesis.writer.asking import Misfit, Writer, drafted
from nex.synthesis.writer.bounds import bounded
from nex.synthesis.writer.letters import one_line
from nex.synthesis.writer.prompts import message, prompt
from nex.synthesis.writer.replies import read_object
from nex.synthesis.writer.specs import LONGEST_REQUEST

Word = TypeVar("Word")

FORMS: dict[str, UnitForm] = {form.replace("-", "_"): form for form in get_args(UnitForm)}
DUTIES: dict[str, UnitDuty] = {duty: duty for duty in get_args(UnitDuty)}
MOST_LEVELS = 8
"""Units within units."""
MOST_ROUNDS = 20
_PARTS: dict[UnitDuty, str] = {
    "work": "specialist",
    "review": "reviewer",
    "split": "splitter",
    "find": "finder",
    "propose": "proposer",
    "choose": "chooser",
}
"""Whose house rules an agent with a duty follows."""
_TOLD = 6
"""Defects of which the model is told at once."""


async def propose_blueprint(
    prose: str, signatures: Sequence[Signature], writer: Writer
) -> Blueprint:
    """The architecture that a line describes, for the agents of these tools; not gated yet.

    Raises InputError with the reason where none is whole within the writer's rounds.
    """
    asked = one_line(prose, LONGEST_REQUEST)

    def read(reply: str) -> Blueprint:
        found = read_object(reply)
        root = found.get("root", found)
        name = identifier(_line(found, "name", asked[:40]))[:60].replace("_", " ")
        drawn = Blueprint(name=name, topology=f"written by {writer.name}", root=_unit(root, 1))
        defects = [*of_duties(drawn.root), *check_blueprint(drawn, signatures)]
        if drawn.root.duty != "work":
            defects.insert(0, f"{drawn.root.name!r} at the top must work, not {drawn.root.duty}")
        if defects:
            raise Misfit("; ".join(defects[:_TOLD]))
        return drawn

    tools = "\n".join(f"- {s.name}: {(s.description.splitlines() or [''])[0]}" for s in signatures)
    request = prompt("workplace", tools=tools, request=asked)
    messages = [message("system", prompt("blueprint")), message("user", request)]
    try:
        return await drafted(writer, "blueprint", messages, read)
    except Misfit as e:
        raise InputError(f"{prose!r}: {writer.name} drew no architecture that holds: {e}") from e


_MEMBERS: dict[UnitForm, tuple[tuple[UnitDuty, ...], ...]] = {
    "each": (("split",), ("work",)),
    "route": (("choose",), ("work",)),
    "critic": (("work",), ("review",)),
    "loop": (("work",), ("review",)),
    "parallel": (("find",),),
    "vote": (("propose", "review"),),
    "debate": (("propose",),),
    "sequence": (("find", "propose", "work"),),
    "auction": (("work",),),
    "blackboard": (("work",),),
    "hand-off": (("work",),),
}
"""What the units of a workflow are there for, in order; the last holds for all that follow."""
_SHARED = ("vote", "parallel", "debate")
"""Workflows that are there for what their units are there for."""


def of_duties(plan: UnitPlan) -> Iterator[str]:
    """Units with a duty that their workflow has no use for."""
    wanted = _MEMBERS.get(plan.kind, (("work",),))
    for place, unit in enumerate(plan.units):
        known = wanted[min(place, len(wanted) - 1)]
        if unit.duty not in known:
            yield f"{unit.name!r} in the {plan.kind} {plan.name!r} must {' or '.join(known)}"
        yield from of_duties(unit)


def _unit(value: JsonValue, level: int) -> UnitPlan:
    if not isinstance(value, dict):
        raise Misfit("every unit is an object")
    if level > MOST_LEVELS:
        raise Misfit(f"units stand deeper than {MOST_LEVELS} levels")
    kind = _among(value, "kind", FORMS, "agent")
    units = tuple(_unit(unit, level + 1) for unit in _listed(value, "units"))
    duty = _among(value, "duty", DUTIES, "work")
    if kind in _SHARED and units:
        duty = units[0].duty
    is_agent = kind == "agent"
    return UnitPlan(
        name=identifier(_line(value, "name", ""))[:60],
        kind=kind,
        duty=duty,
        role=_line(value, "role", ""),
        instructions=_instructions(value, duty) if is_agent else "",
        tools=tuple(dict.fromkeys(map(_tool, _listed(value, "tools")))),
        units=units,
        rounds=_rounds(value.get("rounds")),
    )


def _instructions(unit: Json, duty: UnitDuty) -> str:
    """The model's own words, then what every agent with that duty is told."""
    own = unit.get("instructions", "")
    if not isinstance(own, str):
        raise Misfit('"instructions" is a text')
    text = bounded(own.strip(), characters=2000, lines=40)
    return "\n".join(filter(None, (text, house_rules(_PARTS[duty], "plain"))))


def _line(unit: Json, key: str, otherwise: str) -> str:
    value = unit.get(key) or otherwise
    if not isinstance(value, str) or (key == "name" and not value):
        raise Misfit(f'every unit needs "{key}": a text')
    return one_line(value, 300) if value else ""


def _listed(unit: Json, key: str) -> list[JsonValue]:
    value = unit.get(key) or []
    if not isinstance(value, list) or len(value) > 10 * MOST_NODES:
        raise Misfit(f'"{key}" is a list of at most {10 * MOST_NODES}')
    return value


def _tool(value: JsonValue) -> str:
    if not isinstance(value, str):
        raise Misfit('"tools" holds names of tools')
    return one_line(value, 200)


def _among(unit: Json, key: str, known: Mapping[str, Word], otherwise: str) -> Word:
    value = unit.get(key) or otherwise
    name = identifier(value) if isinstance(value, str) else ""
    if name not in known:
        raise Misfit(f'"{key}": {str(value)[:40]!r} is unknown; known: {", ".join(known)}')
    return known[name]


def _rounds(value: JsonValue) -> int:
    if value is None:
        return 1
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_ROUNDS:
        raise Misfit(f'"rounds" is a whole number from 1 to {MOST_ROUNDS}')
    return value
