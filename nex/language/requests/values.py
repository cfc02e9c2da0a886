"""Plain values in instructions: money as 12.50, dates as they are, texts between quotation marks."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from nex.data.world import MONEY_SCALE, NUMBER_SCALE, AttributeType, Value
from nex.language.requests.tokens import LITERAL, quoted

_SCALES = {"integer": 1, "number": NUMBER_SCALE, "money": MONEY_SCALE}
_SHAPES = {"date": re.compile(r"\d{4}-\d{2}-\d{2}"), "time": re.compile(r"\d{2}:\d{2}")}
NOTHING = "nothing"


def value_text(kind: AttributeType, value: Value) -> str:
    """A plain value as an instruction says it; texts and words of a list in quotation marks."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return _number_text(value, _SCALES.get(kind, 1))
    return value if kind in _SHAPES else quoted(value)


def value_of(kind: AttributeType, token: str) -> Value:
    """The value that a token says, in the attribute's own scale.

    Raises ValueError where the token is no such value.
    """
    if token.startswith(LITERAL):
        if kind in {"text", "one_of", "date", "time"}:
            return token[1:]
    elif token == NOTHING:
        return None
    elif kind in _SCALES:
        return _scaled(token, _SCALES[kind])
    elif kind == "yes_no" and token in {"yes", "no"}:
        return token == "yes"
    elif kind in _SHAPES and _SHAPES[kind].fullmatch(token):
        return token
    raise ValueError(token)


def _number_text(value: int, scale: int) -> str:
    if scale == 1:
        return str(value)
    exact = Decimal(value) / scale
    return f"{exact:.2f}" if scale == MONEY_SCALE else f"{exact.normalize():f}"


def _scaled(token: str, scale: int) -> int:
    try:
        exact = Decimal(token) * scale
    except InvalidOperation:
        raise ValueError(token) from None
    if exact != exact.to_integral_value():
        raise ValueError(token)
    return int(exact)
