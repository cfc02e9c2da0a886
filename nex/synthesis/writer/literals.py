"""Literals: what a text names letter by letter, which other words for it must name too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nex.synthesis.writer.asking import Misfit

_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_DIGITS = re.compile(r"[^\s\"()]*\d[^\s\"()]*")
_NAMES = re.compile(r"(?<=[^.!?:\s] )[A-Z][\w'-]+(?: [A-Z][\w'-]+)*")
_IDENTIFIERS = re.compile(r"\w+_\w+")
_WORD = re.compile(r"[^\W_]+")


def literals(text: str) -> list[str]:
    """Quoted texts, what holds digits, names within a sentence, identifiers; as they stand."""
    return list(dict.fromkeys(_literals(text)))


def _literals(text: str) -> Iterator[str]:
    yield from (found[1] for found in _QUOTED.finditer(text))
    bare = _QUOTED.sub(" ", text)
    yield from (found[0].strip(".,;:!?'") for found in _DIGITS.finditer(bare))
    yield from (name for found in _NAMES.finditer(bare) for name in [found[0]] if name != "I")
    yield from (found[0] for found in _IDENTIFIERS.finditer(bare))


def demand_same_literals(original: str, other: str) -> None:
    """Raise Misfit where other words for a text lack one of its literals, or bring one of their own."""
    for literal in literals(original):
        if not _stands(literal, other):
            raise Misfit(f"it must say {literal!r} letter by letter")
    for literal in literals(other):
        if not _stands(literal, original):
            raise Misfit(f"it says {literal!r}, which the instruction does not say")
    if _words(original) == _words(other):
        raise Misfit("it is the same text; say it in other words")


def _stands(literal: str, text: str) -> bool:
    if literal and not _words(literal).strip():
        return literal in text
    return _words(literal) in _words(text)


def _words(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.casefold()))} "
