"""Reading an instruction back into the Request that it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from nex.data.world import Parameter, World, identifier
from nex.language.requests.building import Argument, Filled, attribute_in, built, deed_of, fits
from nex.language.requests.choosing import Chosen, ChosenReader, number
from nex.language.requests.deciding import DecidingReader
from nex.language.requests.lexicon import Lexicon, lexicon
from nex.language.requests.mention_reader import Filling, MentionReader
from nex.language.requests.patterns import Part, Pattern, Slot, Words
from nex.language.requests.request import (
    ASKED,
    Asked,
    Item,
    Mention,
    Question,
    Reach,
    Request,
    Speaker,
)
from nex.language.requests.tokens import LITERAL, spoken, tokens, words

_MARKS = frozenset(".,?!;:")
_ROLE = r"(?:[Aa]n?|[Tt]he|[Ss]omebody from) (?P<role>[^\".,]+)"
_SPEAKERS = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        rf"(?:Hello, )?(?:I am|I'm|This is) {_ROLE}\.(?= |$)",
        rf"(?P<label>[^\".]+?), {_ROLE} here\.(?= |$)",
        rf"{_ROLE} here\.(?= |$)",
        rf"(?:Hello, )?(?:I am|I'm|This is) (?P<label>[^\"]+?), {_ROLE}\.(?= |$)",
        r"I am the (?P<role>[^\".,]+) \"(?P<quoted>(?:[^\"]|\"\")*)\"\.(?= |$)",
    )
)


def read_request(text: str, world: World | Lexicon) -> Request | None:
    """What the instruction asks for; None where it is no instruction of this language.

    `world` may be partial: only entities, attributes, values and the actions' words are used.
    Hand in its `lexicon` where many instructions are read.
    """
    known = world if isinstance(world, Lexicon) else lexicon(world)
    return _read(text, known)


@lru_cache(maxsize=64)
def _read(text: str, known: Lexicon) -> Request | None:
    """Cached, since who writes a text reads it back before anybody else does."""
    speaker, rest = _speaker(text, known)
    items = _Reading(tokens(rest), known).request()
    return None if items is None else Request(items, speaker)


def read_mention(text: str, world: World | Lexicon) -> Mention | None:
    """The row that a short answer names ("I mean the loan of ..."); None where it names none."""
    known = world if isinstance(world, Lexicon) else lexicon(world)
    reading = _Reading(tokens(text), known)
    for start in range(len(reading.text)):
        for end, found in reading.mentions.at(start):
            if all(token in _MARKS or token == "please" for token in reading.text[end:]):
                return found
    return None


def _speaker(text: str, known: Lexicon) -> tuple[Speaker | None, str]:
    for pattern in _SPEAKERS:
        if match := pattern.match(text):
            groups = match.groupdict()
            label = groups.get("label")
            if groups.get("quoted") is not None:
                label = groups["quoted"].replace('""', '"')
            return Speaker(_role(groups["role"], known), label), text[match.end() :]
    return None, text


def _role(said: str, lexicon: Lexicon) -> str:
    """The World's own spelling of a role; what it does not know stays as it was said."""
    known = (*lexicon.world.roles, *lexicon.nouns)
    same = [role for role in known if identifier(role) == identifier(said)]
    return same[0] if same else said


class _Reading:
    """One instruction while it is read; the first reading that uses every token wins."""

    def __init__(self, text: tuple[str, ...], lexicon: Lexicon) -> None:
        self.text = text
        self.words = lexicon
        self.mentions = MentionReader(text, lexicon)
        self.choices = ChosenReader(text, lexicon, self.mentions)
        self.deciding = DecidingReader(self)
        self._starts: dict[int, list[int]] = {}

    def request(self) -> tuple[Item, ...] | None:
        return next((items for items in self._items(0) if items), None)

    def _items(self, start: int) -> Iterator[tuple[Item, ...]]:
        starts = self.after_fillers(start)
        if starts[0] == len(self.text):
            yield ()
            return
        for position in starts:
            for end, item in self._item(position):
                for rest in self._items(end):
                    yield (item, *rest)

    def after_fillers(self, start: int) -> list[int]:
        """Every position that courtesies and marks lead to, the farthest first."""
        if start not in self._starts:
            reached, waiting = {start}, [start]
            while waiting:
                at = waiting.pop()
                ends = [end for end, _ in self.words.fillers.at(self.text, at)]
                if at < len(self.text) and self.text[at] in _MARKS:
                    ends.append(at + 1)
                fresh = [end for end in ends if end not in reached]
                reached.update(fresh)
                waiting.extend(fresh)
            self._starts[start] = sorted(reached, reverse=True)
        return self._starts[start]

    def _item(self, start: int) -> Iterator[tuple[int, Item]]:
        yield from self.deciding.at(start)
        for end, item in self.simple(start):
            yield from self.deciding.after(item, end)
            yield end, item

    def simple(self, start: int) -> Iterator[tuple[int, Item]]:
        """The items that stand there and decide nothing."""
        for end, pattern in self.words.starting.at(self.text, start):
            yield from self._said(pattern, 1, end, ())
        for end, row in chain(self.choices.at(start), self.mentions.at(start)):
            for after, pattern in self.words.following.at(self.text, end):
                if fits(pattern, row):
                    yield from self._said(pattern, 2, after, (row,))
        yield from self._explicit(start)

    def _said(
        self, pattern: Pattern, nth: int, at: int, filled: tuple[Filled, ...]
    ) -> Iterator[tuple[int, Item]]:
        """The item, where the pattern's parts from the nth on stand at this position."""
        for end, values in self._parts(pattern.parts, nth, at, filled):
            item = built(pattern, values, self.words)
            if item is not None:
                yield end, item

    def stand(self, parts: tuple[Part, ...], at: int) -> Iterator[tuple[int, tuple[Filling, ...]]]:
        """What fills the slots of parts that stand there, with no row chosen by looking."""
        for end, values in self._parts(parts, 0, at, ()):
            plain = tuple(value for value in values if not isinstance(value, Chosen))
            if len(plain) == len(values):
                yield end, plain

    def _parts(
        self, parts: tuple[Part, ...], nth: int, at: int, filled: tuple[Filled, ...]
    ) -> Iterator[tuple[int, tuple[Filled, ...]]]:
        if nth == len(parts):
            yield at, filled
            return
        part = parts[nth]
        if isinstance(part, Words):
            end = at + len(part.tokens)
            if self.text[at:end] == part.tokens:
                yield from self._parts(parts, nth + 1, end, filled)
            return
        for end, value in self._fillings(part, at, filled):
            yield from self._parts(parts, nth + 1, end, (*filled, value))

    def _fillings(
        self, slot: Slot, at: int, filled: tuple[Filled, ...]
    ) -> Iterator[tuple[int, Filled]]:
        mentions = self.mentions
        if slot.parameter is not None:
            yield from self._argument(slot.parameter, at)
        elif slot.kind in {"row", "every", "rows"}:
            yield from self.choices.at(at) if slot.kind == "row" else ()
            yield from mentions.at(at, plural=slot.kind == "rows")
        elif slot.kind == "attribute":
            yield from self.words.names.at(self.text, at)
        elif slot.kind == "number":
            told = number(self.text, at)
            yield from () if told is None else ((at + 1, told),)
        elif attribute := attribute_in(filled, self.words):
            yield from mentions.values(attribute, at)

    def _argument(self, parameter: Parameter, at: int) -> Iterator[tuple[int, Argument]]:
        if parameter.entity is not None:
            for end, chosen in self.choices.at(at):
                if chosen.rows.entity == parameter.entity:
                    yield end, chosen
        yield from self.mentions.argument(parameter, at)

    def _explicit(self, start: int) -> Iterator[tuple[int, Item]]:
        """`carry out "check out book" (book: ...; member: ...)` and its like, the last resort."""
        text = self.text
        if text[start : start + 2] == ("carry", "out"):
            yield from self._explicit_do(start + 2)
        if text[start : start + 2] == ("bring", "about"):
            yield from self._explicit_reach(start + 2)
        if text[start : start + 1] == ("find",):
            yield from self._explicit_question(start + 1)

    def _explicit_do(self, at: int) -> Iterator[tuple[int, Item]]:
        named = _literal(self.text, at)
        action = self.words.actions.get(identifier(named)) if named is not None else None
        if action is None:
            return
        parameters = {words(spoken(p.name)): p for p in action.parameters}
        for end, pairs in self.mentions.pairs(at + 1, parameters, self._argument):
            found = {parameter.name: value for parameter, value in pairs}
            yield end, deed_of(action, found)

    def _explicit_reach(self, at: int) -> Iterator[tuple[int, Item]]:
        for end, row in self.mentions.at(at):
            named = self.words.nouns[row.entity].named
            for after, pairs in self.mentions.pairs(end, named, self.mentions.values):
                if len(pairs) == 1:
                    attribute, value = pairs[0]
                    yield after, Reach(row, attribute.name, value)

    def _explicit_question(self, at: int) -> Iterator[tuple[int, Item]]:
        """`find sum of "amount" over the claim (...)`."""
        asked: Asked | None = next((k for k in ASKED if self.text[at : at + 1] == (k,)), None)
        if asked is None:
            return
        named = _literal(self.text, at + 2) if self.text[at + 1 : at + 2] == ("of",) else None
        over = at + 1 if named is None else at + 3
        if self.text[over : over + 1] != ("over",):
            return
        for end, rows in self.mentions.at(over + 1):
            attribute = self.words.nouns[rows.entity].named.get(words(named or ""))
            if (attribute is None) == (named is None):
                yield end, Question(asked, rows, attribute.name if attribute else None)


def _literal(text: tuple[str, ...], at: int) -> str | None:
    if at < len(text) and text[at].startswith(LITERAL):
        return text[at][1:]
    return None
