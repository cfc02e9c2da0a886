"""Letters: what a text from outside may hold, and how it is shown where it may hold anything."""

from __future__ import annotations

import re
import unicodedata

from nex.synthesis.writer.asking import Misfit

_MARKUP = re.compile(r"\A\s*(?:#|>|\||[-*+]\s|\d+[.)]\s|`{3}|~{3}|=+\s*\Z|-{3})")


def shown(text: str) -> str:
    """The text as a terminal may show it: whatever does not print stands as its escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def one_line(text: str, most: int) -> str:
    """The text, of one line of printing characters. Raises Misfit for any other."""
    plain = unicodedata.normalize("NFC", text).strip()
    if not plain:
        raise Misfit("a text is empty")
    if len(plain) > most:
        raise Misfit(f"{shown(plain[:40])!r}... has {len(plain)} characters, {most} at most")
    odd = next((c for c in plain if not c.isprintable()), None)
    if odd is not None:
        raise Misfit(f"{shown(plain[:60])!r} holds {odd!r}; one line of plain text is wanted")
    return plain


def plain_sentence(text: str, most: int) -> str:
    """A sentence without anything that Markdown, a shell or a path would take for its own."""
    plain = one_line(text, most)
    odd = next((c for c in plain.replace("->", "") if c in "<>{}|\\`$"), None)
    if odd is not None or _MARKUP.match(plain) or "://" in plain:
        raise Misfit(f"{plain[:60]!r} is no plain sentence; no markup, no code, no addresses")
    return plain if plain.endswith((".", "?", "!")) else f"{plain}."
