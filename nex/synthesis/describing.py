"""Words for a row: mentions that fit it and no other, or, for a question back, several."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from nex.data.streams import Stream
from nex.data.world import Attribute, World
from nex.language.requests.request import Mention, Trait, label_attribute, mention
from nex.synthesis.snapshot import Snapshot

_DEPTH = 2
"""How many mentions may stand within one another."""


class Describing:
    """Mentions of the rows of one World."""

    def __init__(self, world: World) -> None:
        self._entities = {entity.name: entity for entity in world.entities}
        self._labels = {entity.name: label_attribute(entity) for entity in world.entities}
        self._holders: dict[str, list[tuple[str, str]]] = {name: [] for name in self._entities}
        for entity in world.entities:
            for attribute in entity.attributes:
                if attribute.type == "reference" and attribute.entity is not None:
                    self._holders[attribute.entity].append((entity.name, attribute.name))

    def label(self, entity: str) -> Attribute | None:
        """The attribute that rows of the entity are called by."""
        return self._labels[entity]

    def row(
        self, snapshot: Snapshot, entity: str, id: str, stream: Stream, *, plain: float = 0.6
    ) -> Mention | None:
        """A mention that fits only this row; None where no short one does.

        `plain`: how often a label is preferred that suffices alone.
        """
        simple = self._by_label(snapshot, entity, id)
        if simple is not None and stream.chance(plain):
            return simple
        found = self._fitting(snapshot, entity, id, stream)
        return next(found, simple)

    def several(self, snapshot: Snapshot, entity: str, id: str, stream: Stream) -> Mention | None:
        """A mention that fits this row and one to five others; None where none does."""
        label = self._labels[entity]
        options: list[Mention] = []
        traits = list(self._traits(snapshot, entity, id, 1))
        if label is not None:
            traits = [trait for trait in traits if trait.attribute != label.name]
            options.append(
                mention(entity, Trait(label.name, snapshot.cell(entity, id, label.name)))
            )
        for size in (1, 2):
            options.extend(mention(entity, *chosen) for chosen in combinations(traits, size))
        usable = [m for m in options if 2 <= len(snapshot.meant(m)) <= 6 and _nested(snapshot, m)]
        return stream.choice(usable) if usable else None

    def traits(self, snapshot: Snapshot, entity: str, id: str) -> list[Trait]:
        """Every fact about the row that a mention may use."""
        return list(self._traits(snapshot, entity, id, 1))

    def _by_label(self, snapshot: Snapshot, entity: str, id: str) -> Mention | None:
        label = self._labels[entity]
        value = snapshot.cell(entity, id, label.name) if label else None
        if label is None or value is None:
            return None
        found = mention(entity, Trait(label.name, value))
        return found if snapshot.only(found) == id else None

    def _fitting(
        self, snapshot: Snapshot, entity: str, id: str, stream: Stream, depth: int = 0
    ) -> Iterator[Mention]:
        traits = stream.shuffled(self._traits(snapshot, entity, id, depth))
        owned = stream.shuffled(self._owned(snapshot, entity, id, depth))
        options = [mention(entity, trait) for trait in traits]
        first = [*options, *owned[:3]]
        for found in stream.shuffled(first):
            if snapshot.only(found) == id:
                yield found
        for size in (2, 3):
            for chosen in combinations(traits, size):
                found = mention(entity, *chosen)
                if snapshot.only(found) == id:
                    yield found

    def _traits(self, snapshot: Snapshot, entity: str, id: str, depth: int) -> Iterator[Trait]:
        row = snapshot.rows(entity)[id]
        for attribute in self._entities[entity].attributes:
            value = row[attribute.name]
            if value is None or value == "":
                continue
            if attribute.type != "reference":
                yield Trait(attribute.name, value)
            elif attribute.entity is not None and depth < _DEPTH:
                inner = self._inner(snapshot, attribute.entity, str(value), depth + 1)
                if inner is not None:
                    yield Trait(attribute.name, inner)

    def _owned(self, snapshot: Snapshot, entity: str, id: str, depth: int) -> Iterator[Mention]:
        if depth:
            return
        for holder, attribute in self._holders[entity]:
            for row in snapshot.having(holder, attribute, id)[:2]:
                inner = self._inner(snapshot, holder, row, depth + 1, avoid=id)
                if inner is not None:
                    yield Mention(entity, of=(attribute, inner))

    def _inner(
        self, snapshot: Snapshot, entity: str, id: str, depth: int, avoid: str = ""
    ) -> Mention | None:
        """A row within a mention: by label, else by one or two other rows that it refers to."""
        simple = self._by_label(snapshot, entity, id)
        if simple is not None or depth >= _DEPTH or id not in snapshot.rows(entity):
            return simple
        row = snapshot.rows(entity)[id]
        traits = [
            Trait(attribute.name, inner)
            for attribute in self._entities[entity].attributes
            if attribute.type == "reference" and attribute.entity and row[attribute.name] != avoid
            if row[attribute.name] is not None
            if (inner := self._by_label(snapshot, attribute.entity, str(row[attribute.name])))
        ]
        for size in (1, 2):
            for chosen in combinations(traits, size):
                found = mention(entity, *chosen)
                if snapshot.only(found) == id:
                    return found
        return None


def _nested(snapshot: Snapshot, row: Mention) -> bool:
    """Whether every mention within this one fits one row."""
    inner = [trait.value for trait in row.traits if isinstance(trait.value, Mention)]
    return all(snapshot.only(one) is not None for one in inner)
