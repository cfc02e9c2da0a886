"""Writes a chain of calls as a request in English; `reader.read_chain` reads it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import orjson

from nex.data.chain import Argument, Chain, Hop, Link, Taken
from nex.data.jsons import JsonValue
from nex.data.messages import Signature
from nex.data.streams import Stream
from nex.language.chains.naming import parameter_words, spaced, tool_phrases
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


def write_chain(chain: Chain, signatures: Sequence[Signature], stream: Stream) -> str:
    """The request; the stream picks among wordings."""
    phrases = tool_phrases(signatures)
    schemas = {signature.name: signature.input for signature in signatures}
    reply = stream.choice(REPLIES)

    def place(taken: Taken) -> str:
        return place_words(taken, reply)

    sentences: list[str] = []
    for nth, link in enumerate(chain.links):
        lead = stream.choice(NEXTS if nth else LEADS)
        words = _call(link, parameter_words(schemas[link.tool]), place, stream)
        sentences.append(_sentence(lead + phrases[link.tool] + words))
    if chain.answer is not None:
        sentences.append(_sentence(stream.choice(ASKS) + place(chain.answer)))
    return " ".join(sentences)


def place_words(taken: Taken, reply: str = REPLIES[0]) -> str:
    """A place in a reply, from the inside out."""
    inner = [_hop(hop) for hop in reversed(taken.place)]
    return OF.join([*inner, reply.format(ORDINALS[taken.step])])


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _hop(hop: Hop) -> str:
    if isinstance(hop.at, str) and hop.at:
        return PHRASES[hop.kind].replace('"{}"', _json(hop.at))
    return PHRASES[hop.kind].format(hop.at)


def _call(link: Link, words: dict[str, str], place: Callable[[Taken], str], stream: Stream) -> str:
    if not link.arguments:
        return ""
    said = stream.chance(0.5)
    equals = stream.choice(EQUALS)
    parts = [
        _name(one.name, words, said) + equals + _value(one, place, stream) for one in link.arguments
    ]
    *most, last = parts
    listed = ANDS[0].join(most) + (ANDS[1] if most else "") + last
    return stream.choice(WITHS) + listed


def _name(name: str, words: dict[str, str], said: bool) -> str:
    return spaced(name) if said and words.get(spaced(name)) == name else name


def _value(argument: Argument, place: Callable[[Taken], str], stream: Stream) -> str:
    if argument.taken is None:
        return _json(argument.value)
    if argument.value == "{}":
        return place(argument.taken)
    return _json(argument.value) + stream.choice(BEINGS) + place(argument.taken)


def _json(value: JsonValue) -> str:
    return orjson.dumps(value).decode()
