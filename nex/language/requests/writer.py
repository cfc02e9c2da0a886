"""Wording a Request: what it writes, `reader` reads back, or it would not have written it."""

from __future__ import annotations

from collections.abc import Iterator

from nex.data.streams import Stream
from nex.data.world import World
from nex.errors import InputError
from nex.language.requests import phrases
from nex.language.requests.item_writer import ItemWriter, explicit_clause, sentence
from nex.language.requests.lexicon import Lexicon, lexicon
from nex.language.requests.mention_writer import MentionWriter
from nex.language.requests.reader import read_mention, read_request
from nex.language.requests.request import Mention, Request, Speaker
from nex.language.requests.tokens import spoken
from nex.language.requests.voices import ANY, Voice
from nex.language.words.morphology import with_article

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


def write_request(
    request: Request, world: World | Lexicon, stream: Stream, voice: Voice = ANY
) -> str:
    """English for a request in a voice; the stream chooses among the wordings.

    The text always reads back as the same request: a wording that does not is thrown away, and
    the last one tried is explicit about every detail. Raises InputError for a request that the
    World's vocabulary cannot say (two attributes of one name).
    """
    known = world if isinstance(world, Lexicon) else lexicon(world)
    for text in _candidates(request, known, stream, voice):
        if read_request(text, known) == request:
            return text
    raise InputError(f"world {known.world.name!r}: no wording says {request!r} unmistakably")


def write_mention(row: Mention, world: World | Lexicon, stream: Stream) -> str:
    """A short answer that says which row is meant: `I mean the loan of the book "Dune".`"""
    known = world if isinstance(world, Lexicon) else lexicon(world)
    for attempt in range(_TRIES + 1):
        writer = MentionWriter(known, stream, explicit=attempt == _TRIES)
        text = sentence(stream.choice(phrases.CLARIFICATIONS).format(row=writer.row(row)))
        if read_mention(text, known) == row:
            return text
    raise InputError(f"world {known.world.name!r}: no wording says {row!r} unmistakably")


def _candidates(request: Request, known: Lexicon, stream: Stream, voice: Voice) -> Iterator[str]:
    for attempt in range(_TRIES):
        writer = ItemWriter(known, stream, MentionWriter(known, stream), voice)
        yield _with_speaker(
            request,
            writer.body(request.items, greeted=request.speaker is None),
            stream,
            plain=attempt < 2,
        )
    explicit = MentionWriter(known, stream, explicit=True)
    writer = ItemWriter(known, stream, explicit, voice)
    yield _with_speaker(
        request, writer.body(request.items, greeted=request.speaker is None), stream, plain=False
    )
    last = " ".join(f"{explicit_clause(item, known, explicit)}." for item in request.items)
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
