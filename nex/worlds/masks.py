"""Names for fresh rows made from their content, so that it does not matter which id they got."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nex.data.jsons import digest
from nex.data.world import Value

Content = Mapping[str, Value]

ROUNDS = 8


def masks(rows: Mapping[str, tuple[str, Content]]) -> dict[str, str]:
    """A name for each fresh row: id -> mask, from (entity, content); references count by content.

    Rows that no content tells apart, however far references are followed, get the same mask.
    Colour refinement: every round, a row's name takes in the names that its row refers to.
    """
    names = dict.fromkeys(rows, "")
    if names.keys().isdisjoint(_texts(rows)):
        return _named(rows, names)
    known = 0
    for round in range(len(rows) + 1):
        if len(set(names.values())) == known and round > min(len(rows), ROUNDS):
            break
        known = len(set(names.values()))
        names = _named(rows, names)
    return names


def _texts(rows: Mapping[str, tuple[str, Content]]) -> Iterator[str]:
    for _, content in rows.values():
        yield from (value for value in content.values() if isinstance(value, str))


def _named(rows: Mapping[str, tuple[str, Content]], names: Mapping[str, str]) -> dict[str, str]:
    return {
        id: f"new:{digest([entity, masked(content, names)])[:12]}"
        for id, (entity, content) in rows.items()
    }


def masked(content: Content, names: Mapping[str, str]) -> dict[str, Value]:
    """The content with masks in the place of fresh ids."""
    return {
        key: names.get(value, value) if isinstance(value, str) else value
        for key, value in content.items()
    }
