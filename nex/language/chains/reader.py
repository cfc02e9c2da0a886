"""Reads a request that `writer.write_chain` wrote back into the chain of calls."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from nex.data.chain import HOLE, Argument, Chain, Hop, HopKind, Link, Taken
from nex.data.jsons import Json, JsonValue
from nex.data.messages import Signature
from nex.errors import InputError
from nex.language.chains.naming import parameter_words, tool_phrases
from nex.language.chains.wording import (
    ANDS,
    ASKS,
    BEINGS,
    EQUALS,
    LEADS,
    NEXTS,
    OF,
    ORDINALS,
    PHRASES,
    REPLIES,
    WITHS,
)

LONGEST = 64 << 10
_JSON = json.JSONDecoder()
_NUMBER = re.compile(r"[0-9]{1,6}")


def read_chain(text: str, signatures: Sequence[Signature]) -> Chain:
    """The chain that a request asks for; InputError says where it cannot be understood."""
    reading = _Reading(text[:LONGEST], tool_phrases(signatures))
    schemas = {signature.name: signature.input for signature in signatures}
    links: list[Link] = []
    answer: Taken | None = None
    while not reading.ended and answer is None:
        if reading.skips(ASKS):
            answer = reading.taken()
        else:
            links.append(reading.link(schemas))
        reading.expects(".")
        reading.skips((" ",))
    if not links or not reading.ended:
        raise reading.confused("a call")
    return Chain(tuple(links), answer)


@dataclass(slots=True)
class _Reading:
    """A request and how far it was read."""

    text: str
    phrases: Mapping[str, str]
    at: int = 0

    @property
    def ended(self) -> bool:
        return self.at >= len(self.text)

    def confused(self, wanted: str) -> InputError:
        return InputError(f"{self.text[self.at : self.at + 60]!r}: {wanted} was expected")

    def skips(self, choices: Iterable[str]) -> str | None:
        """The longest of the texts that stands here, passed over; its first letter may be large."""
        for one in sorted(choices, key=len, reverse=True):
            here = self.text[self.at : self.at + len(one)]
            if one and here[:1].lower() == one[:1].lower() and here[1:] == one[1:]:
                self.at += len(one)
                return one
        return None

    def expects(self, *choices: str) -> str:
        found = self.skips(choices)
        if found is None:
            raise self.confused(f"one of {', '.join(map(repr, choices))}")
        return found

    def link(self, schemas: Mapping[str, Json]) -> Link:
        start = self.at
        for lead in (*LEADS, *NEXTS):
            self.at = start
            if lead and self.skips((lead,)) is None:
                continue
            phrase = self.skips(self.phrases.values())
            if phrase is not None:
                tool = next(name for name, words in self.phrases.items() if words == phrase)
                return Link(tool, self._arguments(parameter_words(schemas[tool])))
        self.at = start
        raise self.confused("a tool")

    def _arguments(self, words: Mapping[str, str]) -> tuple[Argument, ...]:
        if self.skips(WITHS) is None:
            return ()
        found: list[Argument] = []
        while True:
            found.append(self._argument(words))
            if self.skips(ANDS) is None:
                return tuple(found)

    def _argument(self, words: Mapping[str, str]) -> Argument:
        name = words[self.expects(*words)]
        self.expects(*EQUALS)
        if self._at_value():
            value = self._value()
            taken = self.taken() if self.skips(BEINGS) else None
            return Argument(name, value, taken)
        return Argument(name, HOLE, self.taken())

    def _at_value(self) -> bool:
        """Whether JSON stands here; what is taken starts with a word of its own."""
        return re.match(r"[\"\[{\d-]|true\b|false\b|null\b", self.text[self.at :]) is not None

    def _value(self) -> JsonValue:
        try:
            value, end = cast("tuple[JsonValue, int]", _JSON.raw_decode(self.text, self.at))
        except (ValueError, RecursionError) as e:
            raise self.confused("a value") from e
        self.at = end
        return value

    def taken(self) -> Taken:
        """A place in a reply, read from the inside out."""
        hops: list[Hop] = []
        while (step := self._reply()) is None:
            hops.append(self._hop())
            self.expects(OF)
        return Taken(step, tuple(reversed(hops)))

    def _reply(self) -> int | None:
        for form in REPLIES:
            for step, ordinal in enumerate(ORDINALS):
                if self.skips((form.format(ordinal),)):
                    return step
        return None

    def _hop(self) -> Hop:
        for kind, phrase in sorted(PHRASES.items(), key=_longest_first):
            head, hole, _ = phrase.partition("{}")
            named = head.endswith('"')
            if self.skips((head.removesuffix('"'),)) is None:
                continue
            if not hole:
                return Hop(cast("HopKind", kind))
            return Hop(cast("HopKind", kind), self._name() if named else self._count())
        raise self.confused("a place")

    def _name(self) -> str:
        value = self._value()
        if not isinstance(value, str):
            raise self.confused("a name in quotes")
        return value

    def _count(self) -> int:
        found = _NUMBER.match(self.text, self.at)
        if found is None:
            raise self.confused("a number")
        self.at = found.end()
        return int(found[0])


def _longest_first(phrase: tuple[str, str]) -> int:
    return -len(phrase[1])
