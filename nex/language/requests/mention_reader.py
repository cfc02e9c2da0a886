"""Reading mentions of rows: `the pending reservation of the guest "Uma Rossi"`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from nex.data.world import Attribute, Parameter, Value
from nex.language.requests.lexicon import Lexicon, Noun
from nex.language.requests.request import Mention, Trait, mention
from nex.language.requests.tokens import LITERAL
from nex.language.requests.values import NOTHING, value_of

Filling = Mention | Value | tuple[str, ...]
"""What fills a slot; an attribute slot is filled with the tokens of the name."""
Key = TypeVar("Key")
Found = TypeVar("Found")
Pairs = tuple[tuple[Key, Found], ...]
Readings = Callable[[Key, int], Iterator[tuple[int, Found]]]

_DETERMINERS = (("the",), ("all", "the"), ("all",), ("every",), ("a",), ("an",), ())


class MentionReader:
    """Every mention that stands at a position of one text, the longest first."""

    def __init__(self, text: tuple[str, ...], lexicon: Lexicon) -> None:
        self._text = text
        self._lexicon = lexicon
        self._known: dict[tuple[int, bool], list[tuple[int, Mention]]] = {}

    def at(self, start: int, *, plural: bool = False) -> list[tuple[int, Mention]]:
        """(position after it, mention) of each reading."""
        key = (start, plural)
        if key not in self._known:
            found = list(self._read(start, plural=plural))
            found.sort(key=lambda reading: -reading[0])
            self._known[key] = found
        return self._known[key]

    def values(self, attribute: Attribute, at: int) -> Iterator[tuple[int, Mention | Value]]:
        """The attribute's values that stand there."""
        if attribute.type != "reference":
            yield from self._plain(attribute, at)
            return
        yield from ((end, row) for end, row in self.at(at) if row.entity == attribute.entity)
        if self._is(at, NOTHING):
            yield at + 1, None

    def argument(self, parameter: Parameter, at: int) -> Iterator[tuple[int, Mention | Value]]:
        """The arguments for the parameter that stand there."""
        kind = "reference" if parameter.entity else parameter.type
        yield from self.values(
            Attribute(
                name=parameter.name, type=kind, values=parameter.values, entity=parameter.entity
            ),
            at,
        )

    def pairs(
        self, at: int, keys: Mapping[tuple[str, ...], Key], readings: Readings[Key, Found]
    ) -> Iterator[tuple[int, Pairs[Key, Found]]]:
        """`(name: value; name: value)`, the form that cannot be misread."""
        if self._is(at, "("):
            yield from self._pairs(at + 1, keys, readings, ())

    def _pairs(
        self,
        at: int,
        keys: Mapping[tuple[str, ...], Key],
        readings: Readings[Key, Found],
        found: Pairs[Key, Found],
    ) -> Iterator[tuple[int, Pairs[Key, Found]]]:
        if self._is(at, ")"):
            yield at + 1, found
        colon = next((i for i in range(at, len(self._text)) if self._text[i] == ":"), None)
        key = None if colon is None else keys.get(self._text[at:colon])
        if colon is None or key is None:
            return
        for end, value in readings(key, colon + 1):
            after = end + 1 if self._is(end, ";") else end
            yield from self._pairs(after, keys, readings, (*found, (key, value)))

    def _is(self, at: int, *tokens: str) -> bool:
        return self._text[at : at + len(tokens)] == tokens

    def _read(self, start: int, *, plural: bool) -> Iterator[tuple[int, Mention]]:
        nouns = self._lexicon.plurals if plural else self._lexicon.singulars
        for determiner in _DETERMINERS:
            if not self._is(start, *determiner):
                continue
            at = start + len(determiner)
            for before, adjectives in self._adjectives(at, ()):
                for after, entity in nouns.at(self._text, before):
                    noun = self._lexicon.nouns[entity]
                    traits = _adjective_traits(noun, adjectives)
                    if traits is not None:
                        yield from self._described(after, noun, traits)
            yield from self._owned(at)
            if determiner:
                return

    def _adjectives(
        self, at: int, found: tuple[tuple[str, ...], ...]
    ) -> Iterator[tuple[int, tuple[tuple[str, ...], ...]]]:
        for end, value in self._lexicon.adjectives.at(self._text, at):
            yield from self._adjectives(end, (*found, value))
        yield at, found

    def _described(
        self, at: int, noun: Noun, traits: tuple[Trait, ...]
    ) -> Iterator[tuple[int, Mention]]:
        """What follows a noun: its label, then the other traits."""
        if noun.label is not None and not any(t.attribute == noun.label.name for t in traits):
            for end, value in self._plain(noun.label, at):
                if value is not None:
                    trait = Trait(noun.label.name, value)
                    yield from self._described_further(end, noun, (*traits, trait))
        yield from self._described_further(at, noun, traits)
        for end, pairs in self.pairs(at, noun.named, self.values):
            explicit = (Trait(attribute.name, value) for attribute, value in pairs)
            yield end, mention(noun.entity.name, *traits, *explicit)
        yield from self._explicitly_owned(at, noun)

    def _described_further(
        self, at: int, noun: Noun, traits: tuple[Trait, ...]
    ) -> Iterator[tuple[int, Mention]]:
        yield at, mention(noun.entity.name, *traits)
        start = at + 1 if self._is(at, "and") and traits else at
        taken = {trait.attribute for trait in traits}
        for end, trait in self._trait(start, noun):
            if trait.attribute not in taken:
                yield from self._described_further(end, noun, (*traits, trait))

    def _trait(self, at: int, noun: Noun) -> Iterator[tuple[int, Trait]]:
        match self._text[at : at + 1]:
            case ("of",) | ("for",):
                yield from self._linked(at + 1, noun)
            case ("with",):
                skipped = self._text[at + 1 : at + 2] in {("the",), ("a",), ("an",)}
                yield from self._valued(at + 1 + skipped, noun, ((),))
            case ("whose",):
                yield from self._valued(at + 1, noun, (("is",), ("are",)))
            case ("that",) | ("which",):
                yield from self._being(at + 1, noun)
            case ("without",):
                yield from self._unset(at + 1, noun)
            case _:
                pass

    def _linked(self, at: int, noun: Noun) -> Iterator[tuple[int, Trait]]:
        for end, row in self.at(at):
            if row.entity in noun.links:
                yield end, Trait(noun.links[row.entity], row)

    def _valued(
        self, at: int, noun: Noun, between: tuple[tuple[str, ...], ...]
    ) -> Iterator[tuple[int, Trait]]:
        for end, attribute in noun.attributes.at(self._text, at):
            for word in between:
                if self._is(end, *word):
                    for after, value in self.values(attribute, end + len(word)):
                        yield after, Trait(attribute.name, value)

    def _being(self, at: int, noun: Noun) -> Iterator[tuple[int, Trait]]:
        if self._is(at, "is") or self._is(at, "are"):
            for end, value in self._lexicon.adjectives.at(self._text, at + 1):
                for trait in _adjective_traits(noun, (value,)) or ():
                    yield end, trait

    def _unset(self, at: int, noun: Noun) -> Iterator[tuple[int, Trait]]:
        start = at + 1 if self._text[at : at + 1] in {("a",), ("an",), ("any",)} else at
        for end, attribute in noun.attributes.at(self._text, start):
            yield end, Trait(attribute.name, None)

    def _owned(self, at: int) -> Iterator[tuple[int, Mention]]:
        """`the manager of the employee "Mia Cole"`."""
        for end, (holder, attribute) in self._lexicon.roles.at(self._text, at):
            if self._is(end, "of") and attribute.entity is not None:
                for after, row in self.at(end + 1):
                    if row.entity == holder:
                        yield after, Mention(attribute.entity, of=(attribute.name, row))

    def _explicitly_owned(self, at: int, noun: Noun) -> Iterator[tuple[int, Mention]]:
        """`the employee (manager of: the claim (...))`."""
        if not self._is(at, "("):
            return
        for end, (holder, attribute) in self._lexicon.roles.at(self._text, at + 1):
            if self._is(end, "of", ":") and attribute.entity == noun.entity.name:
                for after, row in self.at(end + 2):
                    if row.entity == holder and self._is(after, ")"):
                        yield after + 1, Mention(noun.entity.name, of=(attribute.name, row))

    def _plain(self, attribute: Attribute, at: int) -> Iterator[tuple[int, Value]]:
        if at >= len(self._text):
            return
        token = self._text[at]
        if attribute.type == "one_of" and not token.startswith(LITERAL):
            yield from self._lexicon.listed[attribute.values].at(self._text, at)
        try:
            value = value_of(attribute.type, token)
        except ValueError:
            return
        if attribute.type != "one_of" or value is None or value in attribute.values:
            yield at + 1, value


def _adjective_traits(
    noun: Noun, adjectives: tuple[tuple[str, ...], ...]
) -> tuple[Trait, ...] | None:
    """The traits that bare values mean; None where one is no value of the noun's, or twice."""
    traits: list[Trait] = []
    for adjective in adjectives:
        owner = noun.owners.get(adjective)
        if owner is None or any(trait.attribute == owner.attribute for trait in traits):
            return None
        traits.append(owner)
    return tuple(traits)
