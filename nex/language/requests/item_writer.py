"""Wording one item after the other: sentences, clauses, and what fills their gaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from nex.data.streams import Stream
from nex.data.world import Action, Attribute, Parameter
from nex.language.requests import phrases
from nex.language.requests.choosing import chosen_phrase, several, times_phrase
from nex.language.requests.deciding import LEAVES, test_phrase
from nex.language.requests.lexicon import Lexicon
from nex.language.requests.mention_writer import MentionWriter
from nex.language.requests.patterns import Pattern, Slot, Words
from nex.language.requests.request import (
    ROW,
    Do,
    Fallback,
    Item,
    Many,
    Mention,
    Question,
    Reach,
    Test,
    When,
)
from nex.language.requests.tokens import quoted, spoken
from nex.language.requests.voices import ANY, PERSONAS, Voice


@dataclass(frozen=True, slots=True)
class ItemWriter:
    """Words for the items of one request, in one voice."""

    lexicon: Lexicon
    stream: Stream
    mentions: MentionWriter
    voice: Voice = ANY

    def body(self, items: tuple[Item, ...], *, greeted: bool) -> str:
        """Greeting, items and closing."""
        stream, voice = self.stream, self.voice
        said = list(self._sentences(items))
        if voice.persona:
            said.insert(0, stream.choice(PERSONAS[voice.persona]))
        if greeted and stream.chance(voice.greets):
            said.insert(0, stream.choice(phrases.GREETINGS))
        if stream.chance(voice.closes):
            said.append(stream.choice(phrases.CLOSINGS))
        return " ".join(said)

    def _sentences(self, items: tuple[Item, ...]) -> Iterator[str]:
        pending = list(enumerate(items))
        while pending:
            nth, item = pending.pop(0)
            last = nth == len(items) - 1
            if not simple(item):
                yield self._started(self.compound(item), nth=nth, last=last, end=".")
                continue
            pattern = self._pattern(item)
            opener = self.stream.choice(self.voice.openers(_openers(pattern)))
            clause = f"{opener} {self._clause(pattern, item)}"
            while (
                pending and self.stream.chance(0.35) and (joined := self._joined(pattern, pending))
            ):
                clause += joined
            is_asked = pattern.form == "asking" or opener.startswith(_ASKING)
            yield self._started(clause, nth=nth, last=last, end="?" if is_asked else ".")

    def _joined(self, first: Pattern, pending: list[tuple[int, Item]]) -> str:
        """The next item in the same sentence, in the same form; "" where it has none."""
        item = pending[0][1]
        fitting = [p for p in self._patterns(item) if p.form == first.form] if simple(item) else []
        if not fitting or first.form == "asking":
            return ""
        pending.pop(0)
        joiner = self.stream.choice(phrases.JOINERS)
        return f"{joiner} {self._clause(self.stream.choice(fitting), item)}"

    def _started(self, clause: str, *, nth: int, last: bool, end: str) -> str:
        starter = ""
        if nth:
            finals = phrases.LAST_STARTERS if last and self.stream.chance(0.4) else ()
            starter = self.stream.choice(finals or phrases.STARTERS)
        return sentence(f"{starter} {clause.strip()}".strip(), end)

    def compound(self, item: Item) -> str:
        """An item that decides something, or is done several times."""
        stream = self.stream
        match item:
            case When(test, None, otherwise):
                said = stream.choice(phrases.UNLESSES).replace("{test}", self._test(test))
                return f"{said} {self._branch(otherwise)}"
            case When(test, then, otherwise):
                said = stream.choice(phrases.WHENS).replace("{test}", self._test(test))
                ending = ""
                if otherwise is not None or stream.chance(0.3):
                    ending = f"; {stream.choice(phrases.OTHERWISES)} {self._branch(otherwise)}"
                return f"{said} {self._branch(then)}{ending}"
            case Fallback(first, instead):
                said = stream.choice(phrases.FALLBACKS)
                return f"{self._branch(first)}; {said} {self._branch(instead)}"
            case Many(deed, ways, times):
                once = Many(deed, ways) if ways else deed
                return f"{times_phrase(times, stream)} {self._branch(once)}"
            case _:
                return self._branch(item)

    def _branch(self, item: Item | None) -> str:
        if item is None:
            return self.stream.choice(LEAVES)
        if not simple(item):
            return self.compound(item)
        if self.mentions.explicit:
            return explicit_clause(item, self.lexicon, self.mentions)
        usable = [p for p in self._patterns(item) if p.form == "imperative"]
        return self._clause(self.stream.choice(usable), item)

    def _test(self, test: Test) -> str:
        question = test.question

        def said(slot: str) -> str:
            if slot == "value":
                attribute = attribute_of(self.lexicon, question.rows, question.attribute or "")
                return self.mentions.value(attribute, test.value)
            return self._asked(Slot(slot), question)

        return test_phrase(test, said, self.stream)

    def _pattern(self, item: Item) -> Pattern:
        patterns = self._patterns(item)
        liked = [p for p in patterns if self.voice.prefers(p.form)]
        return self.stream.choice(liked or patterns)

    def _patterns(self, item: Item) -> tuple[Pattern, ...]:
        match _deed(item):
            case Do() as do:
                said = tuple(name for name, _ in do.arguments)
                return tuple(p for p in self.lexicon.acting[do.action] if p.arguments == said)
            case Question() as question:
                return self.lexicon.asking[question.asked]
            case Reach() as reach:
                patterns = self.lexicon.asking[None]
                attribute = attribute_of(self.lexicon, reach.row, reach.attribute)
                plain = attribute.type not in _NEVER_BARE or self.mentions.explicit
                return patterns if plain else tuple(p for p in patterns if not _bare(p))
            case _:
                return self.lexicon.asking[None]

    def _clause(self, pattern: Pattern, item: Item) -> str:
        return " ".join(
            part.text if isinstance(part, Words) else self._filled(part, item)
            for part in pattern.parts
        )

    def _filled(self, slot: Slot, item: Item) -> str:
        many = item if isinstance(item, Many) else None
        match _deed(item):
            case Do() as do:
                return self._argument(slot.parameter, do, many)
            case Reach() as reach:
                return self._reached(slot, reach, many)
            case Question() as question:
                return self._asked(slot, question)
            case _:
                return ""

    def _argument(self, parameter: Parameter | None, do: Do, many: Many | None) -> str:
        if parameter is None:
            return ""
        value = dict(do.arguments)[parameter.name]
        if many and isinstance(value, Mention) and parameter.name in dict(many.ways):
            return chosen_phrase(many, parameter.name, value, self.mentions)
        return self.mentions.value(as_attribute(parameter), value)

    def _reached(self, slot: Slot, item: Reach, many: Many | None) -> str:
        if slot.kind == "row":
            chosen = many is not None and ROW in dict(many.ways)
            if many is not None and chosen:
                return chosen_phrase(many, ROW, item.row, self.mentions)
            return self.mentions.row(item.row)
        if slot.kind == "attribute":
            return spoken(item.attribute)
        return self.mentions.value(attribute_of(self.lexicon, item.row, item.attribute), item.value)

    def _asked(self, slot: Slot, item: Question) -> str:
        if slot.kind == "attribute":
            return spoken(item.attribute or "")
        if slot.kind == "row":
            return self.mentions.row(item.rows)
        return self.mentions.row(item.rows, "", plural=slot.kind == "rows")


_NEVER_BARE = ("reference", "yes_no")
"""Values that read badly right behind their attribute: "to room the room A", "to paid yes"."""


def _bare(pattern: Pattern) -> bool:
    """Whether the value stands right behind its attribute: `to status open`."""
    return any(isinstance(a, Slot) and isinstance(b, Slot) for a, b in pairwise(pattern.parts))


def simple(item: Item) -> bool:
    """Whether the item is one clause that patterns say."""
    if isinstance(item, Many):
        return bool(item.ways) and (item.times == 1 or several(item))
    return isinstance(item, Do | Reach | Question)


def _deed(item: Item) -> Item:
    return item.deed if isinstance(item, Many) else item


def _openers(pattern: Pattern) -> tuple[str, ...]:
    if pattern.form == "imperative" and pattern.asked is not None:
        return phrases.QUESTION_OPENERS
    return phrases.OPENERS[pattern.form]


_ASKING = ("could", "can", "would", "do you")


def explicit_clause(item: Item, known: Lexicon, writer: MentionWriter) -> str:
    """The item in the form that cannot be misread."""
    match item:
        case Do():
            return _explicit_do(item, None, known, writer)
        case Many(Do() as do) if simple(item):
            return _explicit_do(do, item, known, writer)
        case Reach():
            attribute = attribute_of(known, item.row, item.attribute)
            state = f"{spoken(attribute.name)}: {writer.value(attribute, item.value)}"
            return f"Bring about {writer.row(item.row)} ({state})"
        case Question():
            of = "" if item.attribute is None else f" of {quoted(item.attribute)}"
            return f"Find {item.asked}{of} over {writer.row(item.rows)}"
        case _:
            return ItemWriter(known, writer.stream, writer).compound(item)


def _explicit_do(do: Do, many: Many | None, known: Lexicon, writer: MentionWriter) -> str:
    action = known.world.action(do.action)
    said: list[str] = []
    for name, value in do.arguments:
        text = writer.value(as_attribute(_parameter(action, name)), value)
        if many and isinstance(value, Mention) and name in dict(many.ways):
            text = chosen_phrase(many, name, value, writer)
        said.append(f"{spoken(name)}: {text}")
    return f"Carry out {quoted(do.action)} ({'; '.join(said)})"


def _parameter(action: Action, name: str) -> Parameter:
    return next(p for p in action.parameters if p.name == name)


def as_attribute(parameter: Parameter) -> Attribute:
    """The parameter as if it were an attribute: the same values are said in the same way."""
    kind = "reference" if parameter.entity else parameter.type
    return Attribute(
        name=parameter.name, type=kind, values=parameter.values, entity=parameter.entity
    )


def attribute_of(known: Lexicon, row: Mention, name: str) -> Attribute:
    """The attribute of the rows that a mention is about; KeyError where there is none."""
    found = known.nouns[row.entity].entity.attribute(name)
    if found is None:
        raise KeyError(name)
    return found


def sentence(text: str, end: str = "") -> str:
    """The text with a capital letter, and its mark at the end."""
    return text[:1].upper() + text[1:] + end
