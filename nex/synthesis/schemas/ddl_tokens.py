"""SQL text as tokens: words, quoted names, strings, numbers, signs; comments are gone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from nex.errors import InputError

TokenKind = Literal["word", "name", "string", "number", "sign"]
MOST_TOKENS = 200_000

_TOKEN = re.compile(
    r"""(?P<skip>\s+|--[^\n]*|\#[^\n]*|/\*.*?(?:\*/|\Z))
    |(?P<string>'(?:[^'\\]|''|\\.)*+(?:'|\\?\Z))
    |(?P<name>"[^"\n]*"|`[^`\n]*`|\[[A-Za-z_][^\]\n]*\])
    |(?P<number>\d+(?:\.\d+)?)
    |(?P<word>[^\W\d]\w*)
    |(?P<sign>::|<=|>=|<>|!=|.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of SQL and the line that it stands on."""

    kind: TokenKind
    text: str
    """A name without its quotes, a string without them too, a word in small letters."""
    line: int


def tokens(text: str, path: str) -> list[Token]:
    """The tokens of a text. Raises InputError where it is far too long."""
    found: list[Token] = []
    line = 1
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "sign"
        said = match[0]
        if kind != "skip":
            found.append(_token(kind, said, line))
        line += said.count("\n")
        if len(found) > MOST_TOKENS:
            raise InputError(f"{path}:{line}: more than {MOST_TOKENS} tokens; give the tables only")
    return found


def _token(kind: str, said: str, line: int) -> Token:
    match kind:
        case "string":
            return Token("string", said[1:].removesuffix("'").replace("''", "'"), line)
        case "name":
            return Token("name", said[1:-1], line)
        case "number":
            return Token("number", said, line)
        case "word":
            return Token("word", said.lower(), line)
        case _:
            return Token("sign", said, line)
