"""Casing: the ways in which tools and arguments are spelled, each with its way back."""

from __future__ import annotations

import re

from nex.data.world import identifier

PREFIX = "__"
"""What stands between a server's prefix and a tool's name."""
_ARTICLE = r"(?:a|an|the|one)"


def camel(name: str) -> str:
    """`check_out_book` -> `checkOutBook`."""
    first, *rest = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


def pascal(name: str) -> str:
    """`check_out_book` -> `CheckOutBook`."""
    return camel(f"_{name}")


def uncased(name: str) -> str:
    """Any of the spellings as an identifier again: `checkOutBook` -> `check_out_book`."""
    name = name.rpartition(PREFIX)[2]
    spaced = re.sub(r"(?<=[^\W_])(?=[A-Z])", "_", name.replace("-", "_"))
    return spaced.casefold()


def constant(word: str) -> str:
    """A value as a constant: `on loan` -> `ON_LOAN`; as it is, where that could not be undone."""
    found = word.replace(" ", "_").upper()
    return found if unconstant(found) == word else word


def unconstant(word: str) -> str:
    """A constant as the World's word again: `ON_LOAN` -> `on loan`."""
    return word.replace("_", " ").lower() if re.fullmatch(r"[A-Z][A-Z0-9_]*", word) else word


def noun_first(name: str, object: str) -> str:
    """`check_out_book` -> `book_check_out`; as it is where the object does not stand in it."""
    noun = identifier(object)
    before, found, after = f"_{name}_".partition(f"_{noun}_")
    rest = [part.strip("_") for part in (before, after)]
    return "_".join([noun, *filter(None, rest)]) if found and rest[0] else name


def verb_first(name: str, phrase: str) -> str:
    """The name with its verb first again, as the phrase says it: "Check out a book to a member"."""
    said, words = identifier(phrase), name.split("_")
    for count in range(1, len(words)):
        noun, rest = "_".join(words[:count]), "_".join(words[count:])
        found = re.match(rf"(.+?)_{_ARTICLE}_{re.escape(noun)}(?:_|$)", said)
        verb = found[1] if found else None
        if verb and f"{rest}_".startswith(f"{verb}_"):
            return "_".join(filter(None, [verb, noun, rest[len(verb) + 1 :]]))
    return name
