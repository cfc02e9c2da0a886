"""Brings drafted rows near the World's limits: somebody at the limit, somebody one below."""

from __future__ import annotations

from nex.data.streams import Stream
from nex.data.world import Filter, Path
from nex.language.words.literals import SCALES
from nex.worlds.conditions import Cell, Roots, cell_at, value_at
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
    """A third of the rows, those first where it matters, get their rival's number or one beside."""
    own, other = sorted((pair.left, pair.right), key=len)
    rows = stream.shuffled(state.rows(pair.entity))
    rows.sort(key=lambda row: any(row[key] not in values for key, values in pair.states))
    done = 0
    for row in rows[: max(4, len(rows) // 3)]:
        roots: Roots = {pair.entity: (pair.entity, row["id"])}
        cell = cell_at(state, (pair.entity, *own), roots)
        rival = value_at(state, Path(path=(pair.entity, *other)), roots)
        if cell is not None and type(rival) is int:
            done += _step(state, cell, rival, (1, 0, -1)[done % 3])


def _step(state: State, cell: Cell, rival: int, steps: int) -> bool:
    """Set a cell some steps away from its rival, if its bounds allow."""
    attribute = state.schema.column(cell.entity, cell.attribute).attribute
    if attribute.type not in SCALES or attribute.unique:
        return False
    value = rival + steps * SCALES[attribute.type]
    low, high = attribute.minimum, attribute.maximum
    if value <= 0 or (low is not None and value < low) or (high is not None and value > high):
        return False
    state.assign(*cell, value)
    return True
