"""Compares two multisets of changes within a frame: columns exact, exempt or tolerant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from nex.data.jsons import canonical
from nex.data.task import Change, Frame
from nex.data.world import Value
from nex.worlds.masks import masked, masks
from nex.worlds.tables import ID


class Framed(NamedTuple):
    """A change as the frame sees it."""

    change: Change
    exact: bytes
    """What must be equal, fresh rows named by their exact columns only."""
    tolerant: dict[str, Value]
    """What must be near."""


def match(
    wanted: Sequence[Framed], actual: Sequence[Change], frame: Frame
) -> tuple[list[Change], list[Change]]:
    """The expected changes without a partner, and the actual ones without."""
    found = framed(actual, frame)
    if not wanted or not found:
        return [one.change for one in wanted], [one.change for one in found]
    room = dict(frame.tolerant)
    partner: dict[int, int] = {}

    def settle(place: int, tried: set[int]) -> bool:
        for other, candidate in enumerate(found):
            if other in tried or not _agree(wanted[place], candidate, room):
                continue
            tried.add(other)
            if other not in partner or settle(partner[other], tried):
                partner[other] = place
                return True
        return False

    missing = [wanted[n].change for n in range(len(wanted)) if not settle(n, set())]
    return missing, [one.change for n, one in enumerate(found) if n not in partner]


def framed(changes: Sequence[Change], frame: Frame) -> list[Framed]:
    """The changes that a frame looks at, each split into what is exact and what is tolerant."""
    if not changes:
        return []
    exempt = set(frame.exempt)
    loose = exempt | {column for column, _ in frame.tolerant}
    rows = {
        c.row: (c.entity, _without(c.entity, c.after, loose))
        for c in changes
        if c.kind == "created" and not _has_name(c)
    }
    names = masks(rows)
    seen: list[Framed] = []
    for change in changes:
        kept = _without(change.entity, {**change.before, **change.after}, exempt)
        if change.kind == "updated" and not kept:
            continue
        seen.append(_framed(change, loose - exempt, (exempt | loose), names))
    return seen


def _has_name(change: Change) -> bool:
    """Whether a created row says its own name, as a file does: it is no chance and must be right."""
    return change.after.get(ID) == change.row


def _framed(change: Change, near: set[str], loose: set[str], names: Mapping[str, str]) -> Framed:
    before = _without(change.entity, change.before, loose)
    after = masked(_without(change.entity, change.after, loose), names)
    row = names.get(change.row, change.row)
    tolerant = {
        key: value for key, value in change.after.items() if f"{change.entity}.{key}" in near
    }
    exact = canonical([change.kind, change.entity, row, before, after, sorted(tolerant)])
    return Framed(change, exact, tolerant)


def _without(entity: str, content: Mapping[str, Value], columns: set[str]) -> dict[str, Value]:
    if not columns:
        return dict(content)
    return {key: value for key, value in content.items() if f"{entity}.{key}" not in columns}


def _agree(wanted: Framed, found: Framed, room: Mapping[str, int]) -> bool:
    if wanted.exact != found.exact:
        return False
    entity = wanted.change.entity
    return all(
        _near(value, found.tolerant[key], room[f"{entity}.{key}"])
        for key, value in wanted.tolerant.items()
    )


def _near(one: Value, other: Value, room: int) -> bool:
    if isinstance(one, int) and isinstance(other, int):
        return abs(one - other) <= room
    if isinstance(one, str) and isinstance(other, str) and one != other:
        try:
            return abs((date.fromisoformat(one) - date.fromisoformat(other)).days) <= room
        except ValueError:
            return False
    return one == other
