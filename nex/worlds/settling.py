"""Brings drafted rows near the World's limits: somebody at the limit, somebody one below."""

from __future__ import annotations

from collections.abc import Mapping

from nex.data.streams import Stream
from nex.data.world import Filter, Value
from nex.language.literals import SCALES
from nex.worlds.implied import Limit, Pair, implications, limits, pairs
from nex.worlds.state import Row, State


def settle(state: State, stream: Stream) -> None:
    """Share rows out around every count limit, and set compared numbers one step apart."""
    fixed = {(one.made, one.reference) for one in implications(state.world)}
    for limit in dict.fromkeys(limits(state.world)):
        if (limit.entity, limit.reference) not in fixed:
            _share(state, limit, stream)
    for pair in dict.fromkeys(pairs(state.world)):
        _near(state, pair, stream)


def _share(state: State, limit: Limit, stream: Stream) -> None:
    targets = stream.shuffled(state.ids(limit.target))
    rows = [r for r in state.rows(limit.entity) if _matches(r, limit.where)]
    rows = [r for r in stream.shuffled(rows) if r[limit.reference] is not None]
    if limit.most < 1 or len(targets) < 3:
        return
    places = [0] * limit.most + [1] * (limit.most - 1)
    spread = [2 + n % (len(targets) - 2) for n in range((len(targets) - 2) * (limit.most - 1 or 1))]
    places += stream.shuffled(spread)
    if len(rows) < limit.most + 1:
        places = [0] * max(1, len(rows) - 1) + [1]
    for row, place in zip(rows, places, strict=False):
        state.assign(limit.entity, str(row["id"]), limit.reference, targets[place])


def _matches(row: Row, where: tuple[Filter, ...]) -> bool:
    return all(row[one.attribute] in one.among for one in where)


def _near(state: State, pair: Pair, stream: Stream) -> None:
    """Every third row gets a number that is equal to its rival, or one step off."""
    rows = stream.shuffled(state.rows(pair.entity))
    for nth, row in enumerate(rows[: max(3, len(rows) // 3)]):
        cell, rival = (
            _cell(state, pair.entity, row, pair.left),
            _value(state, pair.entity, row, pair.right),
        )
        if len(pair.left) > len(pair.right):
            cell = _cell(state, pair.entity, row, pair.right)
            rival = _value(state, pair.entity, row, pair.left)
        if cell is None or type(rival) is not int:
            continue
        entity, id, name = cell
        attribute = state.schema.column(entity, name).attribute
        step = SCALES.get(attribute.type, 1)
        value = rival + (0, step, -step)[nth % 3]
        low, high = attribute.minimum, attribute.maximum
        if value > 0 and (low is None or value >= low) and (high is None or value <= high):
            state.assign(entity, id, name, value)


def _cell(
    state: State, entity: str, row: Mapping[str, Value], path: tuple[str, ...]
) -> tuple[str, str, str] | None:
    """The (entity, id, attribute) at the end of a path from a row; None where it breaks off."""
    id = row["id"]
    for name in path[:-1]:
        target = state.schema.column(entity, name).attribute.entity
        id = state.cell(entity, str(id), name)
        if target is None or id is None:
            return None
        entity = target
    attribute = state.world.entity(entity).attribute(path[-1])
    if attribute is None or attribute.type not in SCALES or attribute.unique:
        return None
    return entity, str(id), path[-1]


def _value(state: State, entity: str, row: Mapping[str, Value], path: tuple[str, ...]) -> Value:
    cell = _cell(state, entity, row, path)
    return None if cell is None else state.cell(*cell)
