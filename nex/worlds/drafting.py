"""The first draft of a World's rows: how many, in which states, and with which values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from nex.data.streams import Stream
from nex.data.world import Attribute, Entity, Value, World
from nex.errors import InputError
from nex.language.sentences.clock import is_clock
from nex.worlds.drawn import Values
from nex.worlds.draws import TODAY
from nex.worlds.implied import Implication, boundaries, implications
from nex.worlds.listing import listed
from nex.worlds.state import State

OPENING: dict[str, Value] = {"date": TODAY.isoformat(), "time": "10:00", "weekday": "monday"}
"""What the clock shows when work begins."""

MOST_ROWS = 20_000
"""Rows of a start state, in all."""

Dice = Callable[[str], Stream]


@dataclass(slots=True)
class Draft:
    """What the rows of one World will be: their numbers, and the states some must be in."""

    counts: dict[str, int]
    states: dict[tuple[str, str], dict[Value, int]] = field(
        default_factory=dict[tuple[str, str], dict[Value, int]]
    )
    """(entity, attribute) -> how many rows have a value, where something depends on it."""


def draft(state: State, dice: Dice) -> None:
    """Make every row; references point to rows that exist, invariants may still be broken."""
    world = state.world
    known = implications(world)
    plan = _plan(world, known, dice("counts"))
    waiting: list[tuple[str, Attribute]] = []
    for entity in _ordered(world):
        waiting += _make_rows(state, entity, plan, dice(f"rows {entity.name}"))
        for one in known:
            if one.made == entity.name:
                _point(state, one, dice(f"implied {entity.name} {one.attribute} {one.value}"))
    for name, attribute in waiting:
        _refer(state, name, attribute, dice(f"links {name} {attribute.name}"))


def _plan(world: World, known: list[Implication], stream: Stream) -> Draft:
    plan = Draft({})
    for entity in world.entities:
        rows = len(listed(world, entity.name))
        drawn = _count(entity, stream)
        plan.counts[entity.name] = max(rows, entity.count or 0) if rows else drawn
    if sum(plan.counts.values()) > MOST_ROWS:
        raise InputError(
            f"world {world.name!r} asks for {sum(plan.counts.values())} rows; "
            f"at most {MOST_ROWS} are made: say smaller counts"
        )
    for one in known:
        made = world.entity(one.made).count
        total = plan.counts[one.entity]
        share = max(1, round(total * 0.38)) if made is None else made
        if not one.exclusive:
            share = max(1, min(share, round(total * 0.38)))
        ceiling = max(1, total - 2)
        states = plan.states.setdefault((one.entity, one.attribute), {})
        states[one.value] = min(share, max(1, ceiling - sum(states.values())))
    for one in known:
        if one.exclusive and world.entity(one.made).count is None:
            plan.counts[one.made] = sum(
                plan.states[other.entity, other.attribute][other.value]
                for other in known
                if other.made == one.made
            )
    return plan


def _count(entity: Entity, stream: Stream) -> int:
    drawn = stream.between(0, 6)
    if entity.count is not None:
        return entity.count
    if any(a.type == "reference" and not a.optional for a in entity.attributes):
        return 10 + drawn
    return 8 + drawn


def _ordered(world: World) -> list[Entity]:
    """Entities so that references mostly point back; cycles keep the order of the World."""
    left, ordered = list(world.entities), list[Entity]()
    while left:
        names = {entity.name for entity in left}
        free = [e for e in left if not (_targets(e) - {e.name}) & names]
        chosen = (free or left)[0]
        left.remove(chosen)
        ordered.append(chosen)
    return ordered


def _targets(entity: Entity) -> set[str | None]:
    return {a.entity for a in entity.attributes if a.type == "reference"}


def _make_rows(
    state: State, entity: Entity, plan: Draft, stream: Stream
) -> list[tuple[str, Attribute]]:
    if is_clock(entity):
        state.insert(entity.name, OPENING)
        return []
    count = plan.counts[entity.name]
    columns = {
        a.name: _column(a, plan.states.get((entity.name, a.name), {}), count, stream)
        for a in entity.attributes
        if a.type in ("one_of", "yes_no")
    }
    values = Values(entity, _edges(state.world, entity), stream)
    given = listed(state.world, entity.name)
    for nth in range(count):
        row: dict[str, Value] = dict(given[nth]) if nth < len(given) else {}
        for attribute in entity.attributes:
            if attribute.type == "reference" or attribute.name in row:
                continue
            if attribute.name in columns:
                row[attribute.name] = columns[attribute.name][nth]
            elif attribute.optional and stream.chance(0.3):
                row[attribute.name] = None
            else:
                row[attribute.name] = values.draw(attribute, row)
        state.insert(entity.name, row)
    return [(entity.name, a) for a in entity.attributes if a.type == "reference"]


def _column(
    attribute: Attribute, fixed: Mapping[Value, int], count: int, stream: Stream
) -> list[Value]:
    """The values of an attribute with few: what is fixed, each of the others, then skewed."""
    domain: list[Value] = list(attribute.values) if attribute.values else [False, True]
    column: list[Value] = [value for value, times in fixed.items() for _ in range(times)]
    free = [value for value in domain if value not in fixed] or domain
    column += free[: max(0, count - len(column))]
    weights = [1.0 / (1 + place) for place in range(len(free))]
    while len(column) < count:
        column.append(stream.weighted(free, weights))
    return stream.shuffled(column[:count])


def _edges(world: World, entity: Entity) -> dict[str, tuple[int, ...]]:
    """For each number that a rule looks at: the values at and one step from the rule's."""
    edges: dict[str, list[int]] = {}
    for boundary in boundaries(world):
        attribute = entity.attribute(boundary.attribute)
        if boundary.entity != entity.name or attribute is None:
            continue
        step = {"money": 100, "number": 1000}.get(attribute.type, 1)
        for value in (boundary.value - step, boundary.value, boundary.value + step):
            low, high = attribute.minimum, attribute.maximum
            if (low is None or value >= low) and (high is None or value <= high) and value >= 0:
                edges.setdefault(attribute.name, []).append(value)
    return {key: tuple(dict.fromkeys(values)) for key, values in edges.items()}


def _point(state: State, one: Implication, stream: Stream) -> None:
    """Make the rows that a state implies point to the rows in that state, one to one."""
    free = [row for row in state.rows(one.made) if row[one.reference] is None]
    there = [r for r in state.rows(one.entity) if r[one.attribute] == one.value]
    for row, target in zip(free, stream.shuffled(there), strict=False):
        state.assign(one.made, str(row["id"]), one.reference, target["id"])


def _refer(state: State, name: str, attribute: Attribute, stream: Stream) -> None:
    """Point the rows that point nowhere yet: some rows get many, some none."""
    targets = stream.shuffled(state.ids(attribute.entity or ""))
    free = list(targets)
    for row in state.rows(name):
        if row[attribute.name] is not None or not targets:
            continue
        if attribute.optional and stream.chance(0.3):
            continue
        chosen: str | None = targets[int(len(targets) * stream.unit() ** 2)]
        if attribute.unique:
            chosen = free.pop() if free else None
        elif chosen == row["id"]:
            chosen = targets[targets.index(chosen) - 1]
        state.assign(name, str(row["id"]), attribute.name, chosen)
