"""Form 13: opening hours: `The library is open from Monday to Saturday`, `closed on Mondays`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nex.data.world import Compare, Condition, In, NotIn, Rule
from nex.language.reading.conditions import Conditions
from nex.language.reading.deeds import Said, deed
from nex.language.reading.forms import form
from nex.language.reading.meanings import Meaning, Opens, Rules
from nex.language.reading.patterns import Bound, Found
from nex.language.reading.restrictions import Thing
from nex.language.reading.spots import known
from nex.language.sentences.clock import NOW, WEEKDAY, WEEKDAYS, keeps_time
from nex.language.words.tokens import Sentence

_TIME = re.compile(r"(\d{1,2})(?::(\d{2}))?(am|pm)?")
_BE = ("is", "are")


def hours(words: Sentence, bound: Bound) -> list[Meaning]:
    """`We are open ...`, `The desk is closed on ...`, `open ...`: whatever is done, when."""
    if not keeps_time(known(bound).world):
        return []
    at = next((n for n in range(min(len(words), 7)) if words.at(n) in ("open", "closed")), None)
    if at is None or not _house(words, at, bound):
        return []
    read = _closed_days if words.at(at) == "closed" else open_times
    return [Opens(found) for found, end in read(words, at + 1) if end == len(words) and found]


def _house(words: Sentence, at: int, bound: Bound) -> bool:
    """Whether what opens is the place itself: nothing, "we", or a noun that is no thing."""
    if at == 0 or words.words[:at] in (("we", "are"), ("we're",), ("it", "is")):
        return True
    if words.at(at - 1) not in _BE or words.at(0) not in ("the", "our"):
        return False
    return not any([*known(bound).things.at(words, n)] for n in range(1, at - 1))


def open_times(words: Sentence, start: int) -> Iterator[tuple[tuple[Condition, ...], int]]:
    """`from Monday to Friday between 9:00 and 17:00`, in either order, or one of them."""
    for first, end in _part(words, start):
        yield first, end
        at = end + (words.at(end) in (",", "and"))
        for second, after in _part(words, at):
            if {c.kind for c in first} != {c.kind for c in second}:
                yield (*first, *second), after


def _part(words: Sentence, start: int) -> Iterator[tuple[tuple[Condition, ...], int]]:
    yield from _times(words, start)
    for days, end in _days(words, start):
        yield ((In(path=WEEKDAY, values=days),) if len(days) < 7 else ()), end


def _closed_days(words: Sentence, start: int) -> Iterator[tuple[tuple[Condition, ...], int]]:
    for days, end in _days(words, start):
        yield (NotIn(path=WEEKDAY, values=days),), end


def _days(words: Sentence, start: int) -> Iterator[tuple[tuple[str, ...], int]]:
    at = start + (words.at(start) in ("on", "from"))
    named = {"weekdays": WEEKDAYS[:5], "weekends": WEEKDAYS[5:], "daily": WEEKDAYS}
    if words.at(at) in named:
        yield named[words.at(at)], at + 1
    if words.starts(at, ("every", "day")):
        yield WEEKDAYS, at + 2
    first = _day(words.at(at))
    last = _day(words.at(at + 2))
    if first is not None and last is not None and words.at(at + 1) in ("to", "through", "until"):
        if first < last:
            yield WEEKDAYS[first : last + 1], at + 3
        return
    found: list[int] = []
    while (day := _day(words.at(at))) is not None:
        found.append(day)
        at += 1
        if words.at(at) in (",", "and", "or") and _day(words.at(at + 1)) is not None:
            at += 1
    if found:
        yield tuple(WEEKDAYS[day] for day in sorted(set(found))), at


def _day(word: str) -> int | None:
    bare = word.removesuffix("s") if word.endswith("days") else word
    return WEEKDAYS.index(bare) if bare in WEEKDAYS else None


def _times(words: Sentence, start: int) -> Iterator[tuple[tuple[Condition, ...], int]]:
    """`from 9 to 18`, `between 9:00 and 17:00`, `9am to 5pm`."""
    at = start + (words.at(start) in ("from", "between"))
    opens, middle = _time(words, at)
    if opens is None or words.at(middle) not in ("to", "and", "until", "-"):
        return
    closes, end = _time(words, middle + 1)
    if closes is not None and opens < closes:
        yield (
            (
                Compare(path=NOW, operator=">=", to=opens),
                Compare(path=NOW, operator="<=", to=closes),
            ),
            end,
        )


def _time(words: Sentence, start: int) -> tuple[str | None, int]:
    found = _TIME.fullmatch(words.at(start))
    if found is None:
        return None, start
    end = start + 1
    half = found[3]
    if half is None and words.at(end) in ("am", "pm"):
        half, end = words.at(end), end + 1
    end += words.at(end) == "o'clock"
    hour = int(found[1]) % 12 + 12 * (half == "pm") if half else int(found[1])
    minute = int(found[2] or 0)
    return (f"{hour:02d}:{minute:02d}", end) if hour < 24 and minute < 60 else (None, start)


def _slot(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Conditions, int]]:
    if keeps_time(known(bound).world):
        for found, end in open_times(words, start):
            if found:
                yield Conditions(found), end


def _closed_slot(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Conditions, int]]:
    if keeps_time(known(bound).world):
        for found, end in _closed_days(words, start):
            yield Conditions(found), end


def _limited(found: Found) -> Rules | None:
    said = found.take("said", Said)
    subject = found.take("subject", Thing) if found.has("subject") else None
    if said.conditions or (subject is not None and subject.conditions):
        return None
    rules = [
        Rule(action=said.action.name, condition=c) for c in found.take("when", Conditions).items
    ]
    return Rules(rules[0], tuple(rules[1:]))


_NEVER = "(cannot|can not|must not|may not|shall not|must never|can never) be"

HOURS = form(
    (
        ("{said:noun} is (only (possible|allowed)|(possible|allowed) only) {when:hours}", _limited),
        (
            "{said:gerund} is (only (possible|allowed)|(possible|allowed) only) {when:hours}",
            _limited,
        ),
        ("{subject:thing} (can|may|must) only be {said:done} {when:hours}", _limited),
        (f"{{subject:thing}} {_NEVER} {{said:done}} {{when:closed}}", _limited),
    ),
    {"hours": _slot, "closed": _closed_slot, "noun": deed},
)
