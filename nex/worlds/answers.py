"""Whether an answer says what was asked for, and whether a reason names a rule. Text is data."""

from __future__ import annotations

import re
from decimal import Decimal

from nex.data.jsons import JsonValue

LONGEST = 4_000
"""Characters of an answer or a reason that are looked at; what is longer does not count as one."""

_NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d{1,18})(\.\d{1,9})?")
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}
_SMALL = frozenset(
    (
        "a",
        "an",
        "the",
        "is",
        "are",
        "be",
        "of",
        "to",
        "if",
        "and",
        "or",
        "that",
        "must",
        "may",
        "for",
    )
)


def same_answer(expected: JsonValue, given: JsonValue) -> bool:
    """Whether two answers say the same.

    Numbers count by value (12.5, "12.50"), texts without case, outer quotes, spaces and a full
    stop, yes/no as words or booleans, lists in any order, also as one text with commas.
    The comparison follows `expected`, so nothing that was given can make it deep or long.
    """
    if isinstance(expected, list):
        return _same_list(expected, _as_list(given))
    if isinstance(given, list) and len(given) == 1:
        given = given[0]
    if isinstance(expected, dict):
        return (
            isinstance(given, dict)
            and given.keys() == expected.keys()
            and all(same_answer(value, given[key]) for key, value in expected.items())
        )
    return not isinstance(given, list | dict) and _plain(expected) == _plain(given)


def names_rule(reason: str, sentence: str) -> bool:
    """Whether a reason names the rule: its sentence, or nearly all of its words."""
    if not sentence or len(reason) > LONGEST:
        return False
    said, wanted = _folded(reason), _folded(sentence)
    if wanted in said:
        return True
    words = [word for word in wanted.split() if word not in _SMALL]
    spoken = {_stem(word) for word in said.split()}
    met = sum(_stem(word) in spoken for word in words)
    return len(said) <= 3 * len(wanted) + 80 and met >= max(2, round(0.8 * len(words)))


def _same_list(expected: list[JsonValue], given: list[JsonValue] | None) -> bool:
    if given is None or len(given) != len(expected):
        return False
    left = list(given)
    for value in expected:
        for place, other in enumerate(left):
            if same_answer(value, other):
                del left[place]
                break
        else:
            return False
    return True


def _as_list(given: JsonValue) -> list[JsonValue] | None:
    if isinstance(given, list):
        return given
    if isinstance(given, str) and len(given) <= LONGEST:
        parts = (part.strip().removeprefix("and ") for part in re.split(r"[,;\n]", given))
        return [part for part in parts if part]
    return None if isinstance(given, dict) or given is None else [given]


def _plain(value: JsonValue) -> tuple[str, object]:
    """A scalar in the one form that equality is about."""
    if isinstance(value, bool):
        return ("yes_no", value)
    if isinstance(value, int):
        return ("number", value)
    if isinstance(value, float):
        return _decimal(repr(value))
    if not isinstance(value, str) or len(value) > LONGEST:
        return ("none", None) if value is None else ("text", None)
    text = " ".join(value.split()).strip(" .\"'\u201c\u201d").casefold()
    if text in _YES_NO:
        return ("yes_no", _YES_NO[text])
    number = re.sub(r"^[$€£]\s*|\s*(%|eur|usd|€|\$|£)$", "", text)
    return _decimal(number.replace(",", "")) if _NUMBER.fullmatch(number) else ("text", text)


def _decimal(text: str) -> tuple[str, object]:
    number = Decimal(text)
    if not number.is_finite() or abs(number) > 10**18:
        return ("text", f"not a number to compare: {text}")
    return ("number", round(number, 6))


def _folded(text: str) -> str:
    plain = text.casefold().replace("\u2019", "'").replace("'s", "")
    return " ".join(word.strip(".") for word in re.findall(r"[\w.]+", plain))


def _stem(word: str) -> str:
    return re.sub(r"(ing|ed|es|s)$", "", word) if len(word) > 4 else word
