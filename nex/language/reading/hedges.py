"""Words that say nothing exact: what is read without them is a guess."""

from __future__ import annotations

HEDGES = frozenset(
    [
        "about",
        "around",
        "roughly",
        "approximately",
        "usually",
        "normally",
        "generally",
        "basically",
        "please",
        "always",
        "just",
        "so",
        "also",
        "then",
        "probably",
        "typically",
        "often",
    ]
)
"""Words that the forms do not know; a statement that is read without them is a guess."""


def unhedged(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without hedges, an opening such as "in this bylaw,", and remarks behind a dash."""
    said = words[: words.index("--")] if "--" in words else words
    bare = tuple(word for word in said if word not in HEDGES)
    return bare[4:] if bare[:2] == ("in", "this") and bare[3:4] == (",",) else bare
