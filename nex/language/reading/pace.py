"""Form 16: pace: what takes time, what happens meanwhile, what is left to somebody's own hands."""

from __future__ import annotations

from collections.abc import Iterator

from nex.data.pace import MOST_SECONDS, Happening
from nex.data.world import Action, World
from nex.language.reading.deeds import Agents, Said
from nex.language.reading.forms import form
from nex.language.reading.meanings import Happens, Paces
from nex.language.reading.patterns import Bound, Found
from nex.language.reading.references import number
from nex.language.sentences.canonical import gerund_phrase, third_person_phrase
from nex.language.words.morphology import listed, plural
from nex.language.words.naming import is_name
from nex.language.words.tokens import Sentence

UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}
"""Units of time and how many seconds they have."""
_MANY = {f"{unit}s": seconds for unit, seconds in UNITS.items()}


def span_words(seconds: int) -> str:
    """So many seconds in the largest unit that goes into them: `5 minutes`, `1 hour`."""
    unit = max((one for one in UNITS if seconds % UNITS[one] == 0), key=lambda one: UNITS[one])
    count = seconds // UNITS[unit]
    return f"{count} {unit if count == 1 else plural(unit)}"


def read_span(text: str) -> int | None:
    """What `span_words` wrote, in seconds; None where the text is no span."""
    count, _, unit = text.partition(" ")
    each = UNITS.get(unit) or _MANY.get(unit)
    return int(count) * each if each and count.isdecimal() else None


def takes_sentence(action: Action) -> str:
    """`Exporting a report takes 5 minutes`."""
    return f"{_capital(gerund_phrase(action))} takes {span_words(action.seconds)}"


def person_sentence(action: Action) -> str:
    """`Switching off a device is up to the customer`."""
    who = listed([f"the {name}" for name in action.callers], "or")
    return f"{_capital(gerund_phrase(action))} is up to {who}"


def section_sentence(action: Action) -> str:
    """`Packing an order is work of the warehouse`."""
    return f"{_capital(gerund_phrase(action))} is work of the {action.section}"


def happening_sentence(world: World, happening: Happening) -> str:
    """`Every 2 minutes another member borrows a book`."""
    action = world.action(happening.action)
    who = f"another {happening.caller}" if happening.caller else "somebody"
    return f"Every {span_words(happening.seconds)} {who} {third_person_phrase(action)}"


def _span(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[int, int]]:
    """`5 minutes`, `two hours`, `an hour`."""
    each = UNITS.get(words.at(start + 1)) or _MANY.get(words.at(start + 1))
    for count, _ in number(words, start, bound) if each else ():
        yield count * (each or 0), start + 2
    if each and words.at(start) in ("a", "an"):
        yield each, start + 2


def _period(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[int, int]]:
    """`2 minutes`, `minute`."""
    yield from _span(words, start, bound)
    if words.at(start) in UNITS:
        yield UNITS[words.at(start)], start + 1


def _section(words: Sentence, start: int, _bound: Bound) -> Iterator[tuple[str, int]]:
    """`warehouse`, `front desk`: whatever name stands at the end."""
    name = words.words[start:]
    if is_name(name, 4):
        yield " ".join(name), len(words)


def _takes(found: Found) -> Paces | None:
    said, seconds = found.take("said", Said), found.take("span", int)
    if said.conditions or not 0 < seconds <= MOST_SECONDS:
        return None
    return Paces(said.action.name, seconds=seconds)


def _left(found: Found) -> Paces | None:
    said = found.take("said", Said)
    names = found.take("agents", Agents).names
    return None if said.conditions else Paces(said.action.name, in_person=names)


def _worked(found: Found) -> Paces | None:
    said, section = found.take("said", Said), found.take("section", str)
    return None if said.conditions else Paces(said.action.name, section=section)


def _happens(found: Found) -> Happens | None:
    said, seconds = found.take("said", Said), found.take("every", int)
    names = found.take("agents", Agents).names if found.has("agents") else ()
    if said.conditions or len(names) > 1 or not 0 < seconds <= MOST_SECONDS:
        return None
    who = "".join(names)
    return Happens(Happening(action=said.action.name, caller=who, seconds=seconds))


PACE = form(
    (
        ("{said:gerund} takes {span}", _takes),
        ("it takes {span} to {said:phrase}", _takes),
        ("{said:gerund} is (up|left) to {agents}", _left),
        ("{said:gerund} is done by {agents} (in person|themselves)", _left),
        ("{said:gerund} is [the] work of the {section}", _worked),
        ("every {every} (another|some|one) {agents} {said:third}", _happens),
        ("every {every} {agents} {said:third}", _happens),
        ("every {every} (somebody|someone) [else] {said:third}", _happens),
    ),
    {"span": _span, "every": _period, "section": _section},
)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
