"""Names of columns, schemas and operations as words of a spec."""

from __future__ import annotations

import re

from nex.language.words.morphology import singular
from nex.language.words.naming import RESERVED, is_name

_PIECE = re.compile(r"[A-Z]+(?![^\W\d_A-Z])|[A-Z]?[^\W\d_A-Z]+|\d+")


def words_of(identifier: str) -> str:
    """`orderLines` and `order_lines` as `order lines`; "" where no name is left."""
    pieces = [piece.lower() for piece in _PIECE.findall(identifier)]
    words = tuple(piece for piece in pieces if piece not in RESERVED)[:5]
    while words and words[0].isdigit():
        words = words[1:]
    return " ".join(words) if is_name(words) else ""


def thing_of(identifier: str) -> str:
    """The thing whose rows a table holds: `order_lines` as `order line`."""
    return singular(words_of(identifier))


def link_of(column: str, target: str) -> str:
    """What a reference to a thing is called: `customer_id` and `customer_email` as `customer`."""
    words = words_of(column)
    if words.startswith(f"{target} "):
        return target
    for ending in (" id", " uuid", " key", " ref"):
        words = words.removesuffix(ending)
    return words


def value_of(text: str) -> str:
    """A value of a list as a spec says it; "" where it cannot be said there."""
    words = re.sub(r"[^\w\s.+/-]", " ", text.replace("_", " ")).lower().split()
    said = " ".join(words)
    odd = set(words) & (RESERVED | {"at", "between"})
    return "" if odd or not said or len(words) > 5 or len(said) > 40 else said
