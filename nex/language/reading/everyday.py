"""Everyday and legal turns of phrase, as the words that the forms know for the same.

A turn is replaced only where both say the same wherever they stand: whatever would add to a
sentence's meaning, or take from it, has no place here.
"""

from __future__ import annotations

from itertools import product

from nex.language.words.tokens import Sentence

Words = tuple[str, ...]

_SAID = (
    (
        "which (can|may|will|must|shall) be|that (can|may|will|must|shall) be|which is one of",
        "which is",
    ),
    ("being either", "which is either"),
    (
        "we (note|track|record|store|save|write|list) down|we keep track of|we keep a note of",
        "we keep",
    ),
    ("we (note|track|save|list)|we have got", "we keep"),
    ("(are|is) people with|are just people with|is a person with|is somebody with", "have"),
    ("can then|can also|is able to|are able to|is permitted to|are permitted to", "can"),
    ("may then|may also|is entitled to|are entitled to", "may"),
    ("is not (able|permitted|allowed|entitled) to", "cannot"),
    ("are not (able|permitted|allowed|entitled) to", "cannot"),
    ("(must|may|can|shall) not exceed|cannot exceed", "must be at most"),
    ("(shall|will) become", "becomes"),
    ("(shall|will) be set to", "is set to"),
    ("provided always that|always provided that", "provided that"),
    ("at any (given|one) time", "at any time"),
)
_STATES = ("state", "status", "condition", "shape")
_OPENS = frozenset(["a", "an", "the", "one", "some", "optional", "unique"])
_NONE = frozenset(["no", "nobody", "none"])
_NEGATED = frozenset(["no", "nobody", "never", "not", "cannot"])
_DEFINITE = frozenset(["the", "a", "an", "its", "it", "that", "such"])


def _each(text: str) -> list[Words]:
    """Every sequence of words that a line of the table stands for."""
    parts = [word.strip("()").split("|") for word in text.split(" ")]
    return [tuple(words) for words in product(*parts)]


def _turns() -> dict[str, list[tuple[Words, Words]]]:
    """By their first word, longest first."""
    found: dict[str, list[tuple[Words, Words]]] = {}
    for said, plain in _SAID:
        for line in _alternatives(said):
            for words in _each(line):
                found.setdefault(words[0], []).append((words, tuple(plain.split(" "))))
    for name in _STATES:
        for its in ("it is", "they are"):
            words = ("what", name, *its.split(" "), "in")
            found.setdefault("what", []).append((words, ("a", name)))
    return {first: sorted(turns, key=lambda t: -len(t[0])) for first, turns in found.items()}


def _alternatives(said: str) -> list[str]:
    """The lines between the bars that stand outside of brackets."""
    lines, depth = [""], 0
    for letter in said:
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and depth == 0:
            lines.append("")
        else:
            lines[-1] += letter
    return lines


_TURNS = _turns()


def plainly(words: Sentence) -> Sentence:
    """The sentence in the words of the forms; itself where no turn is in it."""
    said: list[str] = []
    spelled: list[str] = []
    at = 0
    while at < len(words):
        size, plain = _turn(words, at)
        said += plain
        spelled += plain if plain != (words.at(at),) else (words.spelled[at],)
        at += size
    return Sentence(tuple(said), tuple(spelled))


def _turn(words: Sentence, at: int) -> tuple[int, Words]:
    """How many words are replaced there, and by which."""
    for turn, plain in _TURNS.get(words.at(at), ()):
        if words.starts(at, turn):
            return len(turn), plain
    if words.starts(at, ("by", "one")) and words.at(at + 2) in ("", ",", "and"):
        return 2, ("by", "1")
    return _legal(words, at)


def _legal(words: Sentence, at: int) -> tuple[int, Words]:
    word, after = words.at(at), words.at(at + 1)
    if word == "shall":
        if after == "have" and words.at(at + 2) in _OPENS:
            return 2, ("have",)
        return 1, ("may" if words.at(0) in _NONE else "must",)
    once = words.words.count("where") == 1 and "if" not in words.words
    if word == "where" and once and at > 2 and after in _DEFINITE:
        return 1, ("if" if not _NEGATED.isdisjoint(words.words[:at]) else "where",)
    return 1, (word,)
