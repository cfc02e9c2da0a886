"""Wording a Request: what it writes, `request_reader` reads back, or it would not have written it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nex.data.streams import Stream
from nex.data.world import Action, Attribute, Parameter, Value, World
from nex.errors import InputError
from nex.language import request_phrases as phrases
from nex.language.mention_writer import MentionWriter
from nex.language.morphology import with_article
from nex.language.request_lexicon import Lexicon, lexicon
from nex.language.request_patterns import Pattern, Slot, Words
from nex.language.request_reader import read_mention, read_request
from nex.language.request_tokens import quoted, spoken
from nex.language.requests import Do, Item, Mention, Question, Reach, Request, Speaker

_TRIES = 4
_GROUPS = frozenset(
    (
        "staff",
        "finance",
        "personnel",
        "management",
        "security",
        "reception",
        "support",
        "accounting",
    )
)
"""Roles that are no single person's name: nobody is `a finance`."""


def write_request(request: Request, world: World | Lexicon, stream: Stream) -> str:
    """English for a request; the stream chooses among the wordings.

    The text always reads back as the same request: a wording that does not is thrown away, and
    the last one tried is explicit about every detail. Raises InputError for a request that the
    World's vocabulary cannot say (two attributes of one name).
    """
    known = world if isinstance(world, Lexicon) else lexicon(world)
    for text in _candidates(request, known, stream):
        if read_request(text, known) == request:
            return text
    raise InputError(f"world {known.world.name!r}: no wording says {request!r} unmistakably")


def write_mention(row: Mention, world: World | Lexicon, stream: Stream) -> str:
    """A short answer that says which row is meant: `I mean the loan of the book "Dune".`"""
    known = world if isinstance(world, Lexicon) else lexicon(world)
    for attempt in range(_TRIES + 1):
        writer = MentionWriter(known, stream, explicit=attempt == _TRIES)
        text = _sentence(stream.choice(phrases.CLARIFICATIONS).format(row=writer.row(row)))
        if read_mention(text, known) == row:
            return text
    raise InputError(f"world {known.world.name!r}: no wording says {row!r} unmistakably")


def _candidates(request: Request, known: Lexicon, stream: Stream) -> Iterator[str]:
    for attempt in range(_TRIES):
        writer = _Writer(known, stream, MentionWriter(known, stream))
        yield _with_speaker(
            request,
            writer.body(request.items, greeted=request.speaker is None),
            stream,
            plain=attempt < 2,
        )
    explicit = MentionWriter(known, stream, explicit=True)
    writer = _Writer(known, stream, explicit)
    yield _with_speaker(
        request, writer.body(request.items, greeted=request.speaker is None), stream, plain=False
    )
    last = " ".join(f"{_explicit(item, known, explicit)}." for item in request.items)
    yield _with_speaker(request, last, stream, plain=False)


def _with_speaker(request: Request, body: str, stream: Stream, *, plain: bool) -> str:
    if request.speaker is None:
        return body
    return f"{_speaker(request.speaker, stream, plain=plain)} {body}"


def _speaker(speaker: Speaker, stream: Stream, *, plain: bool) -> str:
    role = spoken(speaker.role)
    if speaker.label is not None and not plain:
        return f"I am the {role} {_straight(speaker.label)}."
    who = f"somebody from {role}" if role in _GROUPS else with_article(role)
    if speaker.label is None:
        return stream.choice(phrases.SPEAKERS).format(who=who)
    said = stream.choice(phrases.NAMED_SPEAKERS)
    return said.replace("{who}", f"{speaker.label}, {who}")


def _straight(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@dataclass(frozen=True, slots=True)
class _Writer:
    lexicon: Lexicon
    stream: Stream
    mentions: MentionWriter

    def body(self, items: tuple[Item, ...], *, greeted: bool) -> str:
        """Greeting, items and closing."""
        stream = self.stream
        said = list(self._sentences(items))
        if greeted and stream.chance(0.25):
            said.insert(0, stream.choice(phrases.GREETINGS))
        if stream.chance(0.25):
            said.append(stream.choice(phrases.CLOSINGS))
        return " ".join(said)

    def _sentences(self, items: tuple[Item, ...]) -> Iterator[str]:
        pending = list(enumerate(items))
        while pending:
            nth, item = pending.pop(0)
            pattern = self.stream.choice(self._patterns(item))
            opener = self.stream.choice(_openers(pattern))
            clause = f"{opener} {self._clause(pattern, item)}"
            while (
                pending and self.stream.chance(0.35) and (joined := self._joined(pattern, pending))
            ):
                clause += joined
            yield self._finished(clause, opener, pattern, nth=nth, last=nth == len(items) - 1)

    def _joined(self, first: Pattern, pending: list[tuple[int, Item]]) -> str:
        """The next item in the same sentence, in the same form; "" where it has none."""
        fitting = [p for p in self._patterns(pending[0][1]) if p.form == first.form]
        if not fitting or first.form == "asking":
            return ""
        _, item = pending.pop(0)
        joiner = self.stream.choice(phrases.JOINERS)
        return f"{joiner} {self._clause(self.stream.choice(fitting), item)}"

    def _finished(self, clause: str, opener: str, pattern: Pattern, *, nth: int, last: bool) -> str:
        starter = ""
        if nth:
            finals = phrases.LAST_STARTERS if last and self.stream.chance(0.4) else ()
            starter = self.stream.choice(finals or phrases.STARTERS)
        is_asked = pattern.form == "asking" or opener.startswith(_ASKING)
        return _sentence(f"{starter} {clause.strip()}".strip(), "?" if is_asked else ".")

    def _patterns(self, item: Item) -> tuple[Pattern, ...]:
        match item:
            case Do():
                said = tuple(name for name, _ in item.arguments)
                return tuple(p for p in self.lexicon.acting[item.action] if p.arguments == said)
            case Reach():
                return self.lexicon.asking[None]
            case Question():
                return self.lexicon.asking[item.asked]

    def _clause(self, pattern: Pattern, item: Item) -> str:
        return " ".join(
            part.text if isinstance(part, Words) else self._filled(part, item)
            for part in pattern.parts
        )

    def _filled(self, slot: Slot, item: Item) -> str:
        match item:
            case Do():
                return self._argument(slot.parameter, dict(item.arguments))
            case Reach():
                return self._reached(slot, item)
            case Question():
                return self._asked(slot, item)

    def _argument(self, parameter: Parameter | None, said: dict[str, Mention | Value]) -> str:
        if parameter is None:
            return ""
        return self.mentions.value(_as_attribute(parameter), said[parameter.name])

    def _reached(self, slot: Slot, item: Reach) -> str:
        if slot.kind == "row":
            return self.mentions.row(item.row)
        if slot.kind == "attribute":
            return spoken(item.attribute)
        return self.mentions.value(
            _attribute_of(self.lexicon, item.row, item.attribute), item.value
        )

    def _asked(self, slot: Slot, item: Question) -> str:
        if slot.kind == "attribute":
            return spoken(item.attribute or "")
        if slot.kind == "row":
            return self.mentions.row(item.rows)
        return self.mentions.row(item.rows, "", plural=slot.kind == "rows")


def _openers(pattern: Pattern) -> tuple[str, ...]:
    if pattern.form == "imperative" and pattern.asked is not None:
        return phrases.QUESTION_OPENERS
    return phrases.OPENERS[pattern.form]


_ASKING = ("could", "can", "would", "do you")


def _explicit(item: Item, known: Lexicon, writer: MentionWriter) -> str:
    match item:
        case Do():
            action = known.world.action(item.action)
            said = "; ".join(
                f"{spoken(name)}: {writer.value(_as_attribute(_parameter(action, name)), value)}"
                for name, value in item.arguments
            )
            return f"Carry out {quoted(item.action)} ({said})"
        case Reach():
            attribute = _attribute_of(known, item.row, item.attribute)
            state = f"{spoken(attribute.name)}: {writer.value(attribute, item.value)}"
            return f"Bring about {writer.row(item.row)} ({state})"
        case Question():
            of = "" if item.attribute is None else f" of {quoted(item.attribute)}"
            return f"Find {item.asked}{of} over {writer.row(item.rows)}"


def _parameter(action: Action, name: str) -> Parameter:
    return next(p for p in action.parameters if p.name == name)


def _as_attribute(parameter: Parameter) -> Attribute:
    kind = "reference" if parameter.entity else parameter.type
    return Attribute(
        name=parameter.name, type=kind, values=parameter.values, entity=parameter.entity
    )


def _attribute_of(known: Lexicon, row: Mention, name: str) -> Attribute:
    found = known.nouns[row.entity].entity.attribute(name)
    if found is None:
        raise KeyError(name)
    return found


def _sentence(text: str, end: str = "") -> str:
    return text[:1].upper() + text[1:] + end
