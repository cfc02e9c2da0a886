"""Rows that are chosen by looking: `every overdue loan`, `the member with the most loans`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nex.data.streams import Stream
from nex.language.requests import phrases
from nex.language.requests.lexicon import Lexicon
from nex.language.requests.mention_reader import MentionReader
from nex.language.requests.mention_writer import MentionWriter
from nex.language.requests.request import ORDERS, Every, Free, Many, Mention, Order, Ranked, Way
from nex.language.requests.tokens import spoken, words

MOST = 1000
"""Times that an item is done, at most."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Rows that fit a mention, how one of them is taken, and how often."""

    rows: Mention
    way: Way
    times: int = 1


Reading = tuple[int, Chosen]
_STARTS: tuple[tuple[tuple[str, ...], bool, Way], ...] = (
    *((words(text.partition("{")[0]), many, Every()) for text, many in phrases.EVERY),
    *((words(text.partition("{")[0]), many, Free()) for text, many in phrases.FREE),
)


_DATED: dict[Order, str] = {"highest": "latest", "lowest": "earliest"}
"""What the ends of an order are called among dates and times."""
_SAID: dict[str, Order] = {
    **{order: order for order in ORDERS},
    **{said: order for order, said in _DATED.items()},
}


class ChosenReader:
    """Every chosen row that stands at a position of one text."""

    def __init__(self, text: tuple[str, ...], lexicon: Lexicon, mentions: MentionReader) -> None:
        self._text, self._lexicon, self._mentions = text, lexicon, mentions

    def at(self, start: int) -> Iterator[Reading]:
        """(position after it, what is chosen) of each reading."""
        for said, many, way in _STARTS:
            if self._text[start : start + len(said)] == said:
                for end, rows in self._mentions.at(start + len(said), plural=many):
                    yield end, Chosen(rows, way)
        yield from self._some(start)
        yield from self._ranked(start)

    def _some(self, start: int) -> Iterator[Reading]:
        times = number(self._text, start)
        if times is not None and self._text[start + 1 : start + 3] == ("of", "the"):
            for end, rows in self._mentions.at(start + 3, plural=True):
                yield end, Chosen(rows, Free(), times)

    def _ranked(self, start: int) -> Iterator[Reading]:
        for end, rows in self._mentions.at(start):
            order = self._order(end)
            if order is not None:
                for after, way in self._by(end + 3, rows, order):
                    yield after, Chosen(rows, way)

    def _order(self, at: int) -> Order | None:
        if self._text[at : at + 2] != ("with", "the"):
            return None
        return _SAID.get("".join(self._text[at + 2 : at + 3]))

    def _by(self, at: int, rows: Mention, order: Order) -> Iterator[tuple[int, Way]]:
        if order in ("highest", "lowest"):
            for end, attribute in self._lexicon.nouns[rows.entity].attributes.at(self._text, at):
                yield end, Ranked(order, attribute.name)
            return
        for end, entity in self._lexicon.plurals.at(self._text, at):
            link = self._lexicon.nouns[entity].links.get(rows.entity)
            if link is not None:
                yield end, Ranked(order, link, entity)


def number(text: tuple[str, ...], at: int) -> int | None:
    """The small whole number that stands there; None where none does."""
    token = text[at] if at < len(text) else ""
    small = token.isascii() and token.isdecimal() and len(token) < 5
    return int(token) if small and 0 < int(token) <= MOST else None


def chosen_phrase(many: Many, name: str, rows: Mention, writer: MentionWriter) -> str:
    """The words for a row of the item that is chosen by looking."""
    way = dict(many.ways)[name]
    stream = writer.stream
    match way:
        case Ranked():
            order = _order_of(way, rows, writer.lexicon)
            return phrases.RANKED.format(
                row=writer.row(rows), order=order, attribute=_by(way, writer.lexicon)
            )
        case Free() if several(many):
            row = writer.row(rows, "", plural=True)
            return phrases.SOME_OF.format(times=many.times, row=row)
        case Free():
            each = any(isinstance(other, Every) for _, other in many.ways)
            text, plural = phrases.FREE[-1] if each else stream.choice(phrases.FREE[:-1])
        case Every():
            text, plural = stream.choice(phrases.EVERY)
    return text.replace("{row}", writer.row(rows, "", plural=plural))


def several(many: Many) -> bool:
    """Whether the number of times is said with the rows: `3 of the available books`."""
    return many.times > 1 and [type(way) for _, way in many.ways] == [Free]


def _order_of(way: Ranked, rows: Mention, lexicon: Lexicon) -> str:
    own = lexicon.nouns[rows.entity].entity.attribute(way.attribute) if not way.counted else None
    dated = own is not None and own.type in ("date", "time")
    return _DATED.get(way.order, way.order) if dated else way.order


def _by(way: Ranked, lexicon: Lexicon) -> str:
    return lexicon.nouns[way.counted].plural if way.counted else spoken(way.attribute)


def times_phrase(times: int, stream: Stream) -> str:
    """What precedes an item that is done several times."""
    before, after = stream.choice(phrases.TIMES)
    return f"{before} {times} {after}"
