"""Bounds: what any longer text of a writer may hold before a program reads it."""

from __future__ import annotations

import re

from nex.synthesis.writer.asking import Misfit
from nex.synthesis.writer.letters import shown

_REACHES = re.compile(
    r"""[\w-]*\.csv\b|(?<![\w.~])(?:\.{1,2}|~)?/[\w.][\w./-]*|\w+/\w+/[\w./-]*|\\+\w+"""
    r"""|\buse the .{1,60} server\b|\bare files\b|\bon the .{1,60} server\b""",
    re.IGNORECASE,
)
"""Files of rows, paths, and the sentences that mount a server."""


def bounded(text: str, *, characters: int, lines: int) -> str:
    """The text, of printing characters and of a sane size. Raises Misfit."""
    if len(text) > characters or text.count("\n") >= lines:
        raise Misfit(
            f"{len(text)} characters in {text.count(chr(10)) + 1} lines; at most {characters} in "
            f"{lines} are read"
        )
    odd = next((c for c in text if not c.isprintable() and c not in "\n\t"), None)
    if odd is not None:
        raise Misfit(f"it holds the character {shown(odd)}; plain text is wanted")
    return text


def reaching_out(text: str) -> str | None:
    """What of a text names a file, a path or a server; None: nothing does."""
    found = _REACHES.search(text)
    return None if found is None else found[0][:80]


def demand_inside(text: str) -> None:
    """Raise Misfit where the text names a file, a path or a server: only a person may."""
    found = reaching_out(text)
    if found is not None:
        raise Misfit(f"{shown(found)!r} names a file, a path or a server; leave that out")
