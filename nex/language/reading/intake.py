"""What a spec must be before it is read: text of a sane size, nothing binary."""

from __future__ import annotations

import re
from bisect import bisect_right

from nex.errors import InputError

MOST_BYTES = 1 << 20
MOST_STATEMENTS = 5000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def decoded(data: bytes, path: str) -> str:
    """The text of a spec's bytes. Raises InputError for what is too large or no UTF-8."""
    if len(data) > MOST_BYTES:
        size = f"{len(data) / MOST_BYTES:.1f} MiB"
        raise InputError(f"{path}: a spec of {size}; at most 1 MiB is read, split it or shorten it")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"{path}:1:1: UTF-16 text; save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = data.count(b"\n", 0, e.start) + 1
        column = e.start - data.rfind(b"\n", 0, e.start)
        raise InputError(
            f"{path}:{line}:{column}: byte {data[e.start]:#04x} is no UTF-8; save the spec as text"
        ) from e


def checked(text: str, path: str) -> str:
    """The text itself. Raises InputError where it is too long, empty or holds control characters."""
    if len(text) > MOST_BYTES:
        raise InputError(
            f"{path}: a spec of {len(text)} characters; at most {MOST_BYTES} are read, shorten it"
        )
    odd = _CONTROL.search(text)
    if odd is not None:
        line, column = Places(text).of(odd.start())
        raise InputError(
            f"{path}:{line}:{column}: control character {odd[0]!r}; a spec is plain Markdown"
        )
    if sum(letter.isalnum() for letter in text[:100_000]) < 2:
        raise InputError(
            f"{path}:1:1: {text[:20]!r} says nothing; start with a sentence such as "
            '"A book has a title and an author."'
        )
    return text


class Places:
    """Lines and columns, from 1, of offsets in a text."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def of(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1
