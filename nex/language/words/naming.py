"""Which words may be a name, and what an attribute's name alone says about its type."""

from __future__ import annotations

from nex.data.world import AttributeType

RESERVED = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "nor",
        "either",
        "neither",
        "is",
        "are",
        "be",
        "been",
        "was",
        "were",
        "has",
        "have",
        "had",
        "must",
        "can",
        "cannot",
        "may",
        "might",
        "should",
        "shall",
        "will",
        "would",
        "do",
        "does",
        "not",
        "no",
        "never",
        "only",
        "if",
        "unless",
        "when",
        "whenever",
        "while",
        "whose",
        "who",
        "which",
        "that",
        "there",
        "it",
        "its",
        "they",
        "their",
        "he",
        "she",
        "we",
        "you",
        "i",
        "every",
        "each",
        "any",
        "all",
        "some",
        "this",
        "these",
        "your our my those",
        "than",
        "then",
        "nobody",
        "anybody",
        "anyone",
        "everyone",
        "whether",
        "also",
        "more",
        "most",
        "less",
        "least",
        "how",
        "why",
        "today",
    ]
)
"""Words that no name contains: they are the frame of the sentences."""

_TYPED: dict[AttributeType, frozenset[str]] = {
    "date": frozenset(("date", "day", "birthday", "deadline")),
    "time": frozenset(("time",)),
    "money": frozenset(
        ["price", "rate", "fee", "cost", "amount", "balance", "salary", "budget", "deposit", "fare"]
    ),
    "integer": frozenset(
        ["quantity", "count", "nights", "stock", "level", "capacity", "age", "size", "seats"]
    ),
}
_VAGUE = frozenset(
    [
        "status",
        "state",
        "stage",
        "phase",
        "tier",
        "type",
        "kind",
        "category",
        "severity",
        "priority",
    ]
)
_FORBIDDEN = set("\"\\{}<>$;`=*|'()[]^~")
_LONGEST = 60


def usual_type(name: str) -> AttributeType:
    """The type of an attribute that states none, by its head word: `due date` is a date.

    The words are listed in docs/spec-language.md; every other name is a text.
    """
    if name.startswith("number of "):
        return "integer"
    head = (
        name.split(" of ", maxsplit=1)[0].split(" on ", maxsplit=1)[0].rsplit(" ", maxsplit=1)[-1]
    )
    for type, words in _TYPED.items():
        if head in words:
            return type
    return "text"


def is_vague(name: str) -> bool:
    """Whether an attribute of that name has surely a list of values, stated or not."""
    return name.rsplit(" ", maxsplit=1)[-1] in _VAGUE


def is_name(words: tuple[str, ...], most: int = 5) -> bool:
    """Whether the words can be a name: few, none reserved, not a bare number."""
    return (
        0 < len(words) <= most
        and not any(word in RESERVED or word in ",:/|->" or word == "'s" for word in words)
        and odd_letter(" ".join(words)) is None
        and all(any(c.isalnum() or c > "\x7f" for c in word) for word in words)
        and sum(map(len, words)) <= _LONGEST
        and not words[0].replace(".", "").isdigit()
    )


def odd_letter(name: str) -> str | None:
    """The first character that no name may hold; None where there is none."""
    return next((letter for letter in name if letter in _FORBIDDEN), None)
