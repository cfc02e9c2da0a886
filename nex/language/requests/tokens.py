"""An instruction as tokens: folded words, numbers, quoted literals and a few marks."""

from __future__ import annotations

import re
from functools import lru_cache

from nex.data.world import identifier

LITERAL = '"'
"""The first character of a literal's token; the rest is the quoted text as it was written."""

_TOKEN = re.compile(
    r'"((?:[^"]|"")*)"'
    r"|“([^”]*)”"
    r"|(\d{4}-\d{2}-\d{2}(?!\w)|\d{2}:\d{2}(?!\w)|(?<!\w)-?\d+(?:\.\d+)?(?!\w))"
    r"|([^\W_]+)"
    r"|([.,?!;:()])"
)


def tokens(text: str) -> tuple[str, ...]:
    """The tokens of a text; whatever is no word, number, literal or mark separates them."""
    found: list[str] = []
    for straight, curly, number, word, mark in _TOKEN.findall(text):
        if number or mark:
            found.append(number or mark)
        elif word:
            found.append(word.casefold())
        else:
            found.append(LITERAL + (curly or straight.replace('""', '"')))
    return tuple(found)


@lru_cache(maxsize=4096)
def words(name: str) -> tuple[str, ...]:
    """The tokens of a name of the World, without marks: `Check-in` and `check_in` are the same."""
    return tuple(token for token in tokens(name.replace('"', " ")) if token not in ".,?!;:()")


def quoted(text: str) -> str:
    """The text between quotation marks that it does not hold itself, else with them doubled."""
    if '"' in text and "”" not in text and "“" not in text:
        return f"“{text}”"
    return '"' + text.replace('"', '""') + '"'


@lru_cache(maxsize=4096)
def spoken(name: str) -> str:
    """A name of the World as an instruction says it: marks that the reader drops are left out."""
    if tokens(name) == words(name) and words(name):
        return name
    return " ".join(words(name)) or identifier(name)
