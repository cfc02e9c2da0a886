"""From the parts of a pattern that were found in a text to the item that they say."""

from __future__ import annotations

from collections.abc import Mapping

from nex.data.world import Action, Attribute, Value
from nex.language.requests.choosing import Chosen
from nex.language.requests.lexicon import Lexicon
from nex.language.requests.mention_reader import Filling
from nex.language.requests.patterns import Pattern, Slot
from nex.language.requests.request import ROW, Deed, Do, Item, Many, Mention, Question, Reach

Argument = Mention | Value | Chosen
Filled = Filling | Chosen


def fits(pattern: Pattern, row: Mention | Chosen) -> bool:
    """Whether the row is of the kind that the pattern starts with."""
    first = pattern.parts[0]
    parameter = first.parameter if isinstance(first, Slot) else None
    return parameter is None or parameter.entity == _rows(row).entity


def _rows(row: Mention | Chosen) -> Mention:
    return row.rows if isinstance(row, Chosen) else row


def attribute_in(filled: tuple[Filled, ...], words: Lexicon) -> Attribute | None:
    """The attribute that a reach or a question names, of the row that it names."""
    row = next((_rows(value) for value in filled if isinstance(value, Mention | Chosen)), None)
    name = next((value for value in filled if isinstance(value, tuple)), None)
    return words.nouns[row.entity].named.get(name) if row and name else None


def built(pattern: Pattern, filled: tuple[Filled, ...], words: Lexicon) -> Item | None:
    """The item that a pattern with filled slots says; None where the fillings do not go together."""
    if pattern.action is not None:
        return _built_do(pattern, pattern.action, filled)
    attribute = attribute_in(filled, words)
    row = next(value for value in filled if isinstance(value, Mention | Chosen))
    if pattern.asked is None:
        value = filled[-1]
        if attribute is None or isinstance(value, tuple | Chosen):
            return None
        reached = Reach(_rows(row), attribute.name, value)
        return _many(reached, {ROW: row}) if isinstance(row, Chosen) else reached
    if isinstance(row, Chosen):
        return None
    if pattern.asked == "count":
        return Question("count", row)
    return Question(pattern.asked, row, attribute.name) if attribute else None


def _built_do(pattern: Pattern, action: Action, filled: tuple[Filled, ...]) -> Item:
    slots = [part.parameter for part in pattern.parts if isinstance(part, Slot)]
    found = {
        slot.name: value
        for slot, value in zip(slots, filled, strict=True)
        if slot is not None and not isinstance(value, tuple)
    }
    return deed_of(action, found)


def deed_of(action: Action, found: Mapping[str, Argument]) -> Item:
    """The action on rows that are named, or chosen by looking."""
    said = [p.name for p in action.parameters if p.name in found]
    values = ((name, found[name]) for name in said)
    plain = ((name, value.rows if isinstance(value, Chosen) else value) for name, value in values)
    done = Do(action.name, tuple(plain))
    chosen = {name: value for name in said if isinstance(value := found[name], Chosen)}
    return _many(done, chosen) if chosen else done


def _many(deed: Deed, chosen: Mapping[str, Chosen]) -> Many:
    ways = tuple((name, one.way) for name, one in chosen.items())
    return Many(deed, ways, max(one.times for one in chosen.values()))
