"""What stands in a model's reply: JSON among chatter, text within fences; bounded, or a Misfit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

import orjson

from nex.data.jsons import Json, JsonValue
from nex.synthesis.writer.asking import Misfit

MOST_DEPTH = 32
"""Brackets within brackets."""
_TRIES = 8
"""Places at which JSON may begin."""
_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})[^\n]*\n(.*?)^[ \t]*\1[ \t]*$", re.DOTALL | re.MULTILINE)
_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]|,(?=\s*[}\]])', re.DOTALL)
_THOUGHT = re.compile(r"\A\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)


def unfenced(text: str) -> str:
    """The longest block within fences; the whole text where there is none."""
    text = _THOUGHT.sub("", text)
    blocks = [found[2] for found in _FENCE.finditer(f"{text}\n")]
    return max(blocks, key=len).strip("\n") if blocks else text.strip()


def read_object(text: str) -> Json:
    """The first JSON object in a reply, its keys in lower case.

    Chatter around it, fences and commas before a closing bracket are let pass. Raises Misfit
    where there is none, or one too deep.
    """
    text = _THOUGHT.sub("", text)
    for piece in _candidates(text):
        try:
            found: object = orjson.loads(piece)
        except orjson.JSONDecodeError:
            continue
        if isinstance(found, dict):
            return cast("Json", lowered(cast("JsonValue", found)))
    raise Misfit("the reply holds no JSON object")


def lowered(value: JsonValue) -> JsonValue:
    """The value with every object's keys in lower case, without blanks around them."""
    match value:
        case dict():
            return {key.strip().lower(): lowered(one) for key, one in value.items()}
        case list():
            return [lowered(one) for one in value]
        case _:
            return value


def _candidates(text: str) -> Iterator[str]:
    """Spans from an opening brace to the one that closes it, the first ones."""
    at = 0
    for _ in range(_TRIES):
        at = text.find("{", at)
        if at < 0:
            return
        end, piece = _span(text, at)
        if end is not None:
            yield piece
        at = at + 1 if end is None else end


def _span(text: str, start: int) -> tuple[int | None, str]:
    """Where the braces that open at `start` close, and the text between, without idle commas."""
    depth, last = 0, start
    kept: list[str] = []
    for found in _PIECE.finditer(text, start):
        kept.append(text[last : found.start()])
        last = found.end()
        piece = found[0]
        kept.append("" if piece == "," else piece)
        depth += (piece in "{[") - (piece in "}]")
        if depth > MOST_DEPTH:
            raise Misfit(f"the reply's JSON is deeper than {MOST_DEPTH} brackets")
        if depth == 0:
            return last, "".join(kept)
    return None, ""


def texts(found: Json, key: str, most: int) -> list[str]:
    """The texts in a list under `key`; one text counts as a list of it. Raises Misfit."""
    value = found.get(key)
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise Misfit(f'the reply needs "{key}": a list of texts')
    if len(listed) > most:
        raise Misfit(f'"{key}" holds {len(listed)} texts, {most} at most')
    return [one for one in listed if isinstance(one, str)]
