"""What a rewrite must share with its line: no number of its own, and some word of the line's."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_SPELLED = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
)
_OTHERS = {"a": 1, "an": 1, "once": 1, "twice": 2, "single": 1, "dozen": 12, "thirty": 30}
_DAYS = {"week": 7, "weeks": 7, "fortnight": 14, "year": 365}


def numbers(text: str) -> set[str]:
    """The numbers that stand in a text in digits, without zeros that say nothing."""
    return {_bare(found[0]) for found in _NUMBER.finditer(text)}


def told(text: str) -> set[str]:
    """Every number that a text may be said to name: in digits, in words, as a span in days.

    One more and one less count too: *fewer than three* is *at most 2*.
    """
    said = re.findall(r"[a-z]+|\d+", text.lower())
    found = [_SPELLED.index(word) for word in said if word in _SPELLED]
    found += [_OTHERS[word] for word in said if word in _OTHERS]
    found += [int(word) for word in said if word.isdigit() and len(word) < 6]
    days = [_DAYS[word] * n for word in said if word in _DAYS for n in (*found, 1)]
    near = (n + step for n in found for step in (-1, 0, 1))
    return numbers(text) | {str(n) for n in (*near, *days)}


def _bare(number: str) -> str:
    plain = number.replace(",", "")
    if plain.count(".") == 1:
        plain = plain.rstrip("0").rstrip(".")
    return plain.lstrip("0") or "0"


_FRAME = frozenset(
    (
        *("must", "only", "have", "with", "that", "when", "than", "from", "every", "each", "most"),
        *("nobody", "anybody", "cannot", "never", "their", "there", "unless", "before", "after"),
        *("more", "less", "least", "they", "them", "this", "these", "shall", "should", "will"),
        *("would", "been"),
    )
)
_POINTS = frozenset(
    ("it", "its", "they", "them", "their", "this", "that", "these", "those", "one", "he", "she")
)
"""Words that stand for something in another line."""
_STEM = 4
"""Letters by which words count as akin: ship, shipped, shipping."""


def akin(line: str, sentence: str, around: str = "") -> bool:
    """Whether a sentence shares a word with the line, or, where that points, with those around it.

    A line of short words is akin to any.
    """
    points = bool(_POINTS & set(re.findall(r"[a-z]+", line.lower())))
    own = _stems(f"{line} {around}" if points else line)
    return not own or bool(own & _stems(sentence))


def _stems(text: str) -> set[str]:
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return {word[:_STEM] for word in words if len(word) >= _STEM and word not in _FRAME}
