"""Attributes as a list in a sentence: `a title, a due date (optional) and a status: open or shut`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from nex.data.world import Attribute, AttributeType, Value
from nex.language.words.literals import NUMERIC, read_literal, unscaled
from nex.language.words.naming import is_name, usual_type

Words = tuple[str, ...]

_ARTICLES = frozenset(["a", "an", "the", "its", "one", "some", "their"])
_TYPES: dict[str, AttributeType] = {
    "text": "text",
    "string": "text",
    "integer": "integer",
    "whole number": "integer",
    "number": "number",
    "decimal": "number",
    "money": "money",
    "amount of money": "money",
    "yes / no": "yes_no",
    "yes or no": "yes_no",
    "yes-no": "yes_no",
    "boolean": "yes_no",
    "date": "date",
    "time": "time",
}


@dataclass(slots=True)
class _Item:
    """One attribute while it is read."""

    name: str = ""
    type: AttributeType | None = None
    values: tuple[str, ...] = ()
    entity: str | None = None
    flags: set[str] = field(default_factory=set[str])
    bounds: tuple[str | None, str | None] = (None, None)
    initial: str | None = None


def attributes(words: Words, nouns: Mapping[str, str]) -> tuple[Attribute, ...] | None:
    """The attributes that a list names; None where some word of it is none of their form.

    `nouns` maps every noun of the spec, singular and plural, to its entity.
    """
    found: list[Attribute] = []
    for part in _parts(words):
        item = _item(part, nouns)
        made = _attribute(item, nouns) if item is not None else None
        if made is None:
            return None
        found.append(made)
    return tuple(found) if found else None


def value_list(words: Words) -> tuple[str, ...] | None:
    """Values in a list: `available, on loan or lost`, `a | b`, `a/b`; None for anything else."""
    items: list[list[str]] = [[]]
    for at, word in enumerate(words):
        if word in (",", "|", "/") or (word == "or" and at > 0):
            items.append([])
        else:
            items[-1].append(word)
    kept = [" ".join(item) for item in items if item]
    plausible = all(is_value(tuple(item)) for item in items if item)
    return tuple(kept) if kept and plausible and len(set(kept)) == len(kept) else None


def is_value(words: Words) -> bool:
    """Whether the words can be one value of a list."""
    frame = {"and", "is", "are", "has", "must", "can", "if", "unless", "->", ":", "(", ")", ";"}
    return 0 < len(words) <= 5 and not frame & set(words) and words[0] not in _NO_VALUE


_NO_VALUE = frozenset(("the", "whose", "not", "at", "more", "less", "with", "when"))


def _parts(words: Words) -> Iterator[Words]:
    """The list's items: split at commas and "and" outside of brackets; a value list ends it."""
    start = depth = 0
    for at, word in enumerate(words):
        depth += (word == "(") - (word == ")")
        if depth == 0 and (word == ":" or _opens_values(words, at)):
            break
        if depth == 0 and word in (",", "and") and not _relative(words, at):
            if at > start:
                yield words[start:at]
            start = at + 1
    if start < len(words):
        yield words[start:]


def _opens_values(words: Words, at: int) -> bool:
    relative = words[at : at + 2] in (("which", "is"), ("that", "is"))
    return (relative and "or" in words[at:]) or (words[at] == "of" and _of_values(words[at + 1 :]))


def _of_values(words: Words) -> bool:
    """`a status of draft, submitted or paid`: the list runs to the end and has an "or"."""
    return "or" in words[:-1] and "and" not in words and "(" not in words


def _relative(words: Words, at: int) -> bool:
    return words[at] == "," and words[at + 1 : at + 2] in (("who",), ("which",), ("that",))


def _item(words: Words, nouns: Mapping[str, str]) -> _Item | None:
    item = _Item()
    while words and words[0] in {*_ARTICLES, "optional", "optionally", "unique"}:
        if words[0] not in _ARTICLES:
            item.flags.add("unique" if words[0] == "unique" else "optional")
        words = words[1:]
    if words[:1] == ("whether",):
        return _whether(item, words)
    name, rest = _named(words)
    item.name = " ".join(name)
    return item if is_name(name) and _described(item, rest, nouns) else None


def _whether(item: _Item, words: Words) -> _Item | None:
    known = words[1:3] in (("it", "is"), ("they", "are"))
    name = words[3:] if words[2:3] in (("is",), ("are",)) else words[2:]
    name = name[1:] if name[:1] in (("a",), ("an",)) else name
    item.name, item.type = " ".join(name), "yes_no"
    return item if known and is_name(name) else None


def _named(words: Words) -> tuple[Words, Words]:
    """The name, and what describes it."""
    for at, word in enumerate(words):
        described = word in ("(", ":", ",", "which", "that", "who") or _opens_values(words, at)
        if described and at > 0:
            return words[:at], words[at:]
    if words[-3:] == ("yes", "/", "no"):
        return words[:-3], ("(", *words[-3:], ")")
    return words, ()


def _described(item: _Item, rest: Words, nouns: Mapping[str, str]) -> bool:
    if not rest:
        return True
    if rest[0] == ",":
        rest = rest[1:]
    if rest[:1] == ("(",):
        close = rest.index(")") if ")" in rest else -1
        return close == len(rest) - 1 and _qualified(item, rest[1:close], nouns)
    if rest[:2] in (("who", "is"), ("which", "is"), ("that", "is")):
        return _explained(item, rest[2:], nouns)
    values = value_list(rest[1:])
    item.type, item.values = "one_of", values or ()
    return values is not None and len(values) > 1 and rest[0] in (":", "of")


def _explained(item: _Item, rest: Words, nouns: Mapping[str, str]) -> bool:
    """`, who is an employee`, `, which is either active or suspended`."""
    rest = rest[1:] if rest[:1] == ("also",) else rest
    if rest[:1] in (("a",), ("an",)) and " ".join(rest[1:]) in nouns:
        item.type, item.entity = "reference", nouns[" ".join(rest[1:])]
        return True
    values = value_list(rest[1:] if rest[:1] == ("either",) else rest)
    item.type, item.values = "one_of", values or ()
    return values is not None and len(values) > 1


def _qualified(item: _Item, words: Words, nouns: Mapping[str, str]) -> bool:
    """What brackets say: `integer, optional, between 1 and 5`, `small, large; starts as small`."""
    if ";" in words:
        at = words.index(";")
        return _qualified(item, words[:at], nouns) and _qualified(item, words[at + 1 :], nouns)
    kept = replace(item, flags=set(item.flags))
    if all(_qualifier(item, part, nouns) for part in _split(words)):
        return True
    item.type, item.flags, item.bounds = kept.type, kept.flags, kept.bounds
    item.initial, item.entity = kept.initial, kept.entity
    values = value_list(words[2:] if words[:2] == ("one", "of") else words)
    item.type, item.values = "one_of", values or ()
    return values is not None and (len(values) > 1 or words[:2] == ("one", "of"))


def _split(words: Words) -> list[Words]:
    parts: list[list[str]] = [[]]
    for word in words:
        if word == ",":
            parts.append([])
        else:
            parts[-1].append(word)
    return [tuple(part) for part in parts]


def _qualifier(item: _Item, words: Words, nouns: Mapping[str, str]) -> bool:
    text = " ".join(words)
    noun = " ".join(words[1:]) if words[:1] in (("a",), ("an",)) else text
    noun = noun.removeprefix("reference to ").removeprefix("a ").removeprefix("an ")
    if text in ("optional", "unique"):
        item.flags.add(text)
    elif text in _TYPES and item.type is None:
        item.type = _TYPES[text]
    elif noun in nouns:
        item.type, item.entity = "reference", nouns[noun]
    elif words[:2] in (("starts", "as"), ("initially",), ("start", "as")):
        item.initial = " ".join(words[2:])
    else:
        return _bounded(item, words)
    return True


def _bounded(item: _Item, words: Words) -> bool:
    match words:
        case ("between", low, "and", high) | ("from", low, "to", high):
            item.bounds = (low, high)
        case ("at", "least", low):
            item.bounds = (low, item.bounds[1])
        case ("at", "most", high):
            item.bounds = (item.bounds[0], high)
        case _:
            return False
    return True


def _attribute(item: _Item, nouns: Mapping[str, str]) -> Attribute | None:
    """The finished attribute; None where its parts do not fit its type."""
    if item.type is None and item.name in nouns:
        item.type, item.entity = "reference", nouns[item.name]
    type = item.type or usual_type(item.name)
    bounds = [unscaled(bound, type) if bound is not None else None for bound in item.bounds]
    stated = [bound for bound in item.bounds if bound is not None]
    if stated and (type not in NUMERIC or len(stated) != sum(b is not None for b in bounds)):
        return None
    made = Attribute(
        name=item.name,
        type=type,
        values=item.values,
        entity=item.entity,
        optional="optional" in item.flags,
        unique="unique" in item.flags,
        minimum=bounds[0],
        maximum=bounds[1],
    )
    initial = initial_value(item.initial, made)
    if item.initial is not None and initial is None:
        return None
    return made.model_copy(update={"initial": initial})


def initial_value(text: str | None, attribute: Attribute) -> Value:
    """The value that a new row's attribute starts as; None where the text is none of its type."""
    return read_literal(text, attribute) if text is not None else None


def is_type(text: str) -> bool:
    """Whether a value would read as a type or a flag when it stands in brackets."""
    return text in _TYPES or text in ("optional", "unique")
