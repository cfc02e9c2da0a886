"""Groups of rows that words fit, and how one of them stands out."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

from nex.data.streams import Stream
from nex.data.world import Value
from nex.language.requests.request import Mention, Order, Ranked, mention
from nex.synthesis.scene import Scene
from nex.synthesis.snapshot import Snapshot

_RANKABLE = frozenset({"integer", "number", "money", "date"})
_OWN: tuple[Order, Order] = ("highest", "lowest")
_COUNTED: tuple[Order, Order] = ("most", "fewest")


class Group(NamedTuple):
    """Words and the rows that they fit."""

    words: Mention
    ids: tuple[str, ...]


def groups(
    scene: Scene, entity: str, id: str, stream: Stream, *, whole: bool = False
) -> list[Group]:
    """Words that fit this row and others, in a random order; `whole`: also those for every row."""
    now, label = scene.now, scene.describing.label(entity)
    traits = [
        trait
        for trait in scene.describing.traits(now, entity, id)
        if label is None or trait.attribute != label.name
    ]
    sizes = (0, 1, 2) if whole else (1, 2)
    found = [mention(entity, *chosen) for size in sizes for chosen in combinations(traits, size)]
    fitting = (Group(words, now.meant(words)) for words in stream.shuffled(found))
    return [one for one in fitting if len(one.ids) > 1 and _told(now, one.words)]


def _told(now: Snapshot, words: Mention) -> bool:
    """Whether every mention within the words fits one row."""
    inner = [trait.value for trait in words.traits if isinstance(trait.value, Mention)]
    return all(now.only(one) is not None for one in inner)


def rankings(scene: Scene, entity: str) -> list[Ranked]:
    """Every order in which rows of the entity can stand."""
    found: list[Ranked] = []
    for attribute in scene.world.entity(entity).attributes:
        if attribute.type in _RANKABLE:
            found += [Ranked(order, attribute.name) for order in _OWN]
    for noun in scene.words.nouns.values():
        link = noun.links.get(entity)
        if link is not None:
            found += [Ranked(order, link, noun.entity.name) for order in _COUNTED]
    return found


def first(now: Snapshot, group: Group, way: Ranked) -> str | None:
    """The one row of the group that stands first; None where none or several do."""
    ranks = [(rank, id) for id in group.ids if (rank := _rank(now, group, way, id)) is not None]
    if len(ranks) < 2:
        return None
    ranks.sort(key=lambda one: one[0], reverse=way.order in ("highest", "most"))
    return ranks[0][1] if ranks[0][0] != ranks[1][0] else None


def _rank(now: Snapshot, group: Group, way: Ranked, id: str) -> tuple[int, str] | None:
    value: Value
    if way.counted is not None:
        value = len(now.having(way.counted, way.attribute, id))
    else:
        value = now.cell(group.words.entity, id, way.attribute)
    if isinstance(value, bool) or value is None:
        return None
    return (value, "") if isinstance(value, int) else (0, value)
