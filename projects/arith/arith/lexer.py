"""From text to tokens."""

from __future__ import annotations

from dataclasses import dataclass

SYMBOLS = ("<=", ">=", "==", "!=", "+", "-", "*", "/", "%", "^", "(", ")", ",", "<", ">", "=")
SPACE = " \t\n"


class ArithError(Exception):
    """The text says nothing that can be computed; `position` is where."""

    def __init__(self, message, position):
        super().__init__(f"{message} at {position}")
        self.position = position


@dataclass(frozen=True)
class Token:
    """A number, a name, a symbol or the end, and where it starts."""

    kind: str
    text: str
    position: int


def number_end(text, start):
    """Where the number that starts there ends: digits, at most one point followed by digits."""
    end = start
    while end < len(text) and text[end].isdigit():
        end += 1
    if end + 1 < len(text) and text[end] == "." and text[end + 1].isdigit():
        end += 1
        while end < len(text) and text[end].isdigit():
            end += 1
    return end


def name_end(text, start):
    """Where the name that starts there ends."""
    end = start
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    return end


def tokens(text):
    """The tokens of a text, the end included; ArithError for a character that has no place."""
    found = []
    at = 0
    while at < len(text):
        if text[at] in SPACE:
            at += 1
            continue
        if text[at].isdigit():
            end = number_end(text, at)
            found.append(Token("number", text[at:end], at))
        elif text[at].isalpha() or text[at] == "_":
            end = name_end(text, at)
            found.append(Token("name", text[at:end], at))
        else:
            symbol = next((s for s in SYMBOLS if text.startswith(s, at)), None)
            if symbol is None:
                raise ArithError(f"unexpected {text[at]!r}", at)
            end = at + len(symbol)
            found.append(Token("symbol", symbol, at))
        at = end
    found.append(Token("end", "", len(text)))
    return found
