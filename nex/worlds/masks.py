"""Names for fresh rows made from their content, so that it does not matter which id they got."""

from __future__ import annotations

from collections.abc import Mapping

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
    known = 0
    for round in range(len(rows) + 1):
        if len(set(names.values())) == known and round > min(len(rows), ROUNDS):
            break
        known = len(set(names.values()))
        names = {
            id: f"new:{digest([entity, masked(content, names)])[:12]}"
            for id, (entity, content) in rows.items()
        }
    return names


def masked(content: Content, names: Mapping[str, str]) -> dict[str, Value]:
    """The content with masks in the place of fresh ids."""
    return {
        key: names.get(value, value) if isinstance(value, str) else value
        for key, value in content.items()
    }
