"""What a user says when asked: a value that was left out, another row after all, or whichever."""

from __future__ import annotations

from dataclasses import dataclass

from nex.data.streams import Stream
from nex.data.world import Attribute, Parameter, Value
from nex.errors import InputError
from nex.language.requests import phrases
from nex.language.requests.item_writer import as_attribute, sentence
from nex.language.requests.lexicon import Lexicon
from nex.language.requests.mention_reader import MentionReader
from nex.language.requests.mention_writer import MentionWriter
from nex.language.requests.reader import read_mention
from nex.language.requests.request import Mention
from nex.language.requests.tokens import tokens

_TRIES = 5
_MARKS = frozenset(".,?!;:")
_INSTEAD = tuple(text.partition("{")[0] for text in phrases.SECOND_THOUGHTS)


@dataclass(frozen=True, slots=True)
class Told:
    """An answer: the value asked for, and the row to take instead of one that was said before."""

    value: Mention | Value
    instead: Mention | None = None


def write_answer(parameter: Parameter, told: Told, known: Lexicon, stream: Stream) -> str:
    """English that reads back as the answer; InputError where no wording does."""
    for attempt in range(_TRIES):
        writer = MentionWriter(known, stream, explicit=attempt == _TRIES - 1)
        said = writer.value(as_attribute(parameter), told.value)
        text = sentence(stream.choice(phrases.ANSWERS).format(value=said))
        if told.instead is not None:
            text += (
                f" {stream.choice(phrases.SECOND_THOUGHTS).format(row=writer.row(told.instead))}"
            )
        if read_answer(text, parameter, known) == told:
            return text
    raise InputError(f"world {known.world.name!r}: no wording says {told!r} unmistakably")


def read_answer(text: str, parameter: Parameter, known: Lexicon) -> Told | None:
    """What an answer tells about a parameter; None where it tells nothing."""
    head, instead = text, None
    for start in _INSTEAD:
        before, found, after = text.partition(start)
        if found:
            head, instead = before, _row(after.replace(" instead.", "."), known)
    value = _value(head, as_attribute(parameter), known)
    return None if value is None else Told(value, instead)


def is_indifferent(text: str) -> bool:
    """Whether the user does not care which."""
    return text.strip() in phrases.INDIFFERENT


def _row(text: str, known: Lexicon) -> Mention | None:
    return read_mention(text, known)


def _value(text: str, attribute: Attribute, known: Lexicon) -> Mention | Value:
    """The longest value of the attribute that ends the text; None where there is none."""
    said = tokens(text)
    reader = MentionReader(said, known)
    for start in range(len(said)):
        for end, value in reader.values(attribute, start):
            if value is not None and all(t in _MARKS or t == "please" for t in said[end:]):
                return value
    return None
