"""A plan: shifts of people, and what the rules say about it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from roster.clock import DAY, day_of, moment_text
from roster.spans import Span, busiest, minutes, without


@dataclass(frozen=True)
class Shift:
    """One person's span of work."""

    person: str
    span: Span


@dataclass(frozen=True)
class Rules:
    """What every plan must keep; minutes."""

    rest: int = 11 * 60
    """Between two shifts of one person."""
    longest: int = 10 * 60
    weekly: int = 40 * 60
    days: int = 6
    """On how many days a person may start a shift."""


def shifts_of(plan, person):
    """One person's shifts, in order."""
    return sorted((shift for shift in plan if shift.person == person), key=lambda shift: shift.span)


def people(plan):
    """Everybody with a shift, by name."""
    return sorted({shift.person for shift in plan})


def hours(plan, person):
    """Minutes that a person works."""
    return sum(shift.span.length for shift in shifts_of(plan, person))


def gaps(plan, opening, needed=1):
    """When fewer than `needed` people work although it is open."""
    found = list(opening)
    if needed == 1:
        return without(found, [shift.span for shift in plan])
    edges = sorted({edge for each in (*plan,) for edge in (each.span.start, each.span.end)})
    full = []
    for start, end in pairwise(edges):
        here = sum(shift.span.holds(start) for shift in plan)
        if here >= needed:
            full.append(Span(start, end))
    return without(found, full)


def breaches(plan, rules):
    """What is wrong with a plan, one sentence each, by person."""
    found = []
    for person in people(plan):
        own = shifts_of(plan, person)
        for shift in own:
            if shift.span.length > rules.longest:
                found.append(f"{person}: the shift of {moment_text(shift.span.start)} is too long")
        for before, after in pairwise(own):
            if before.span.overlaps(after.span):
                found.append(f"{person}: two shifts at {moment_text(after.span.start)}")
            elif after.span.start - before.span.end < rules.rest:
                found.append(f"{person}: too little rest before {moment_text(after.span.start)}")
        if hours(plan, person) > rules.weekly:
            found.append(f"{person}: more than {rules.weekly // 60} hours")
        if len({shift.span.start // DAY for shift in own}) > rules.days:
            found.append(f"{person}: more than {rules.days} days")
    return found


def fits(plan, person, span, rules):
    """Whether a person could take that shift without a breach that is not there already."""
    before = breaches([shift for shift in plan if shift.person == person], rules)
    after = breaches([*shifts_of(plan, person), Shift(person, span)], rules)
    return len(after) <= len(before)


def fill(plan, spans, staff, rules):
    """The plan with each span given to whoever fits and works least so far, ties by name.

    Returns the plan and the spans that nobody could take.
    """
    filled, open_spans = list(plan), []
    for span in sorted(spans):
        able = [person for person in staff if fits(filled, person, span, rules)]
        if not able:
            open_spans.append(span)
            continue
        chosen = min(able, key=lambda person: (hours(filled, person), person))
        filled.append(Shift(chosen, span))
    return filled, open_spans


def summary(plan):
    """Per person: (name, minutes, shifts, first day)."""
    rows = []
    for person in people(plan):
        own = shifts_of(plan, person)
        rows.append((person, hours(plan, person), len(own), day_of(own[0].span.start)))
    return rows


def staffed(plan):
    """The minutes in which somebody works, and the most people at once."""
    spans = [shift.span for shift in plan]
    return minutes(spans), busiest(spans)
