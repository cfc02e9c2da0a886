"""How the offline solver works on items that depend on what it finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Protocol

from nex.data.jsons import Json, JsonValue
from nex.data.world import Value, identifier
from nex.language.requests.deciding import holds
from nex.language.requests.request import (
    ROW,
    Deed,
    Do,
    Every,
    Fallback,
    Free,
    Item,
    Many,
    Mention,
    Question,
    Ranked,
    Reach,
    Trait,
    When,
    mention,
)


class Stuck(Exception):
    """A request that cannot be fulfilled, with the reason."""


class Hands(Protocol):
    """What simple work is done with."""

    def item(self, item: Item) -> JsonValue: ...

    def rows(self, mention: Mention) -> list[Json]: ...

    def plain(self, question: Question, answer: JsonValue) -> Value: ...


def work_on(hands: Hands, item: Many | When | Fallback) -> None:
    """Look, decide and do; raises Stuck where nothing will do."""
    match item:
        case When(test, then, otherwise):
            found = hands.plain(test.question, hands.item(test.question))
            branch = then if holds(test, found) else otherwise
            if branch is not None:
                hands.item(branch)
        case Fallback(first, instead):
            try:
                hands.item(first)
            except Stuck:
                hands.item(instead)
        case Many():
            _each(hands, item)


def _each(hands: Hands, item: Many) -> None:
    taken: set[str] = set()
    every = [name for name, way in item.ways if isinstance(way, Every)]
    for _ in range(item.times):
        pools = [_ids(hands, words_of(item.deed, name)) for name in every]
        for ids in product(*pools):
            _once(hands, item, dict(zip(every, ids, strict=True)), taken)


def _once(hands: Hands, item: Many, given: Mapping[str, str], taken: set[str]) -> None:
    rows = dict(given)
    free: dict[str, list[str]] = {}
    for name, way in item.ways:
        words = words_of(item.deed, name)
        if isinstance(way, Ranked):
            rows[name] = _first(hands, words, way)
        elif isinstance(way, Free):
            free[name] = [id for id in _ids(hands, words) if id not in taken]
    for choice in product(*free.values()):
        try:
            hands.item(about(item.deed, {**rows, **dict(zip(free, choice, strict=True))}))
        except Stuck:
            if not free:
                raise
        else:
            taken.update(choice)
            return
    raise Stuck("none of them will do")


def _ids(hands: Hands, words: Mention) -> list[str]:
    return [str(row["id"]) for row in hands.rows(words)]


def _first(hands: Hands, words: Mention, way: Ranked) -> str:
    """The id of the row that stands first in the order."""
    found = hands.rows(words)
    ranks: list[tuple[JsonValue, str]] = []
    for row in found:
        id = str(row["id"])
        if way.counted is None:
            ranks.append((row[identifier(way.attribute)], id))
        else:
            by_id = mention(words.entity, Trait("id", id))
            holders = mention(way.counted, Trait(way.attribute, by_id))
            ranks.append((len(hands.rows(holders)), id))
    return top(way, ranks)


def top(way: Ranked, ranks: list[tuple[JsonValue, str]]) -> str:
    """The id that stands first; raises Stuck where none has a value."""
    numbers = [(rank, id) for rank, id in ranks if isinstance(rank, int | float)]
    texts = [(rank, id) for rank, id in ranks if isinstance(rank, str)]
    last = way.order in ("highest", "most")
    if numbers:
        return (max if last else min)(numbers)[1]
    if texts:
        return (max if last else min)(texts)[1]
    raise Stuck("there is none")


def words_of(deed: Deed, name: str) -> Mention:
    """The words for the rows of one parameter of a deed."""
    if isinstance(deed, Reach):
        return deed.row
    return {key: value for key, value in deed.arguments if isinstance(value, Mention)}[name]


def about(deed: Deed, rows: Mapping[str, str]) -> Deed:
    """The deed with some of its rows given by id."""
    if isinstance(deed, Reach):
        return replace(deed, row=_named(deed.row, rows[ROW])) if ROW in rows else deed
    return Do(deed.action, tuple(_arguments(deed, rows)))


def _arguments(deed: Do, rows: Mapping[str, str]) -> Iterator[tuple[str, Mention | Value]]:
    for name, value in deed.arguments:
        if name in rows and isinstance(value, Mention):
            yield name, _named(value, rows[name])
        else:
            yield name, value


def _named(words: Mention, id: str) -> Mention:
    return mention(words.entity, Trait("id", id))
