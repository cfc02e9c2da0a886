"""Conditions as English: one table of clauses, in two moods (what must be, what is)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nex.data.world import (
    Attribute,
    Compare,
    Condition,
    CountAtMost,
    Exists,
    In,
    IsSet,
    NotIn,
    Operator,
    Value,
)
from nex.language import references, spots, totals
from nex.language.moods import COMPARED, VERBS, Mood, opposite
from nex.language.patterns import Bound, Found, Pattern, Read, compiled, matches
from nex.language.pieces import joined
from nex.language.references import Filters, Rows, Term, Values
from nex.language.spots import Spot, known, scope
from nex.language.words import Sentence

Build = Callable[[Found], Condition | None]
Clause = Callable[[Sentence, int, Bound], Iterator[tuple[Condition, int]]]


@dataclass(frozen=True, slots=True)
class Conditions:
    """Conditions that hold together."""

    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class States:
    """Values of one attribute of a row, said without naming the attribute."""

    attribute: str
    values: tuple[Value, ...]


def states(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[States, int]]:
    """Words for states of the row in the slot `row`: `available`, `pending or confirmed`."""
    row = bound["row"]
    assert isinstance(row, Spot)
    for home in scope(bound).homes(row.path):
        yield from states_of(words, start, (home, bound))


def states_of(
    words: Sentence, start: int, where: tuple[str, Bound]
) -> Iterator[tuple[States, int]]:
    """Words for states of an entity's rows, all of one attribute."""
    entity, bound = where
    for state, end in known(bound).states(entity).at(words, start):
        yield States(state.attribute, (state.value,)), end
        if words.at(end) in (",", "or", "nor"):
            for rest, after in states_of(words, end + 1, where):
                whole = words.at(end) != "," or len(rest.values) > 1
                if whole and rest.attribute == state.attribute:
                    yield States(state.attribute, (state.value, *rest.values)), after


def link(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[str, int]]:
    """The name of an attribute of the row in the slot `row`."""
    row = bound["row"]
    assert isinstance(row, Spot)
    for home in scope(bound).homes(row.path):
        for attribute, end in known(bound).attributes(home).at(words, start):
            yield attribute.name, end


KINDS: dict[str, Read] = {
    "path": spots.value_spot,
    "row": spots.row_spot,
    "given": spots.spot,
    "values": references.values,
    "term": references.term,
    "amount": references.amount,
    "other": references.other,
    "number": references.number,
    "rows": references.rows,
    "filters": references.filters,
    "states": states,
    "link": link,
    "summed": totals.summed,
    "summed_rows": totals.summed_rows,
    "sum": totals.sum_of,
}


def _in(found: Found) -> Condition:
    return In(path=found.take("path", Spot).path, values=found.take("values", Values).items)


def _not_in(found: Found) -> Condition:
    values = found.take("values", Values).items
    if len(values) == 1 and isinstance(values[0], bool):
        return In(path=found.take("path", Spot).path, values=(not values[0],))
    return NotIn(path=found.take("path", Spot).path, values=found.take("values", Values).items)


def _state(found: Found) -> Condition:
    said = found.take("states", States)
    return In(path=(*found.take("row", Spot).path, said.attribute), values=said.values)


def _not_state(found: Found) -> Condition:
    said = found.take("states", States)
    path = (*found.take("row", Spot).path, said.attribute)
    if said.values in ((True,), (False,)):
        return In(path=path, values=(not said.values[0],))
    return NotIn(path=path, values=said.values)


def _compare(operator: Operator, slot: str) -> Build:
    def build(found: Found) -> Condition | None:
        to = found.take(slot, Term).operand
        path = found.take("path", Spot).path
        return Compare(path=path, operator=operator, to=to)

    return build


def _same_row(operator: Operator) -> Build:
    def build(found: Found) -> Condition:
        to = found.take("other", Term).operand
        return Compare(path=found.take("path", Spot).path, operator=operator, to=to)

    return build


def _is_set(negated: bool) -> Build:
    def build(found: Found) -> Condition:
        path = (*found.take("row", Spot).path, found.take("link", str))
        return IsSet(path=path, negated=negated)

    return build


def _given(negated: bool) -> Build:
    def build(found: Found) -> Condition | None:
        path = found.take("given", Spot).path
        return IsSet(path=path, negated=negated) if len(path) == 1 else None

    return build


def _count(found: Found) -> Condition:
    return CountAtMost(
        entity=found.take("rows", Rows).entity,
        where=found.take("filters", Filters).items,
        most=found.take("number", int),
    )


def _exists(negated: bool) -> Build:
    def build(found: Found) -> Condition:
        where = found.take("filters", Filters).items
        return Exists(entity=found.take("rows", Rows).entity, where=where, negated=negated)

    return build


def _at_least(found: Found) -> Condition | None:
    least = found.take("number", int)
    where = found.take("filters", Filters).items
    entity = found.take("rows", Rows).entity
    return Exists(entity=entity, where=where, least=least) if least else None


def _total(found: Found) -> Condition:
    return CountAtMost(
        entity=found.take("rows", Rows).entity,
        where=found.take("filters", Filters).items,
        most=found.take("sum", int),
        total=found.take("summed", Attribute).name,
    )


_CLAUSES: tuple[tuple[str, Build], ...] = (
    ("{path} BE [either] {values}", _in),
    ("{path} NOT [either] {values}", _not_in),
    ("{path} BE neither {values}", _not_in),
    ("{row} BE [either] {states}", _state),
    ("{row} NOT [either] {states}", _not_state),
    ("{row} BE neither {states}", _not_state),
    ("{path} BE {other}", _same_row("=")),
    ("{path} NOT {other}", _same_row("!=")),
    ("{path} BE the same as {other}", _same_row("=")),
    ("{path} (BE equal to|SAME) {term}", _compare("=", "term")),
    ("{path} (NOT equal to|DIFFER|BE different from|BE other than) {term}", _compare("!=", "term")),
    *(
        (f"{{path}} BE {wording} {{term}}", _compare(operator, "term"))
        for operator, wording in COMPARED.items()
    ),
    ("{path} PASS {term}", _compare(">", "term")),
    ("{path} NOT (more than|above|over) {term}", _compare("<=", "term")),
    ("{path} NOT (less than|below|under) {term}", _compare(">=", "term")),
    ("{row} HAVE (a|an|some) {link}", _is_set(negated=False)),
    ("{row} LACK {link}", _is_set(negated=True)),
    ("{given} BE given", _given(negated=False)),
    ("{given} NOT given", _given(negated=True)),
    ("there BE (at most|no more than|up to) {number} {rows} {filters}", _count),
    ("there BE (a|an|some|at least one) {rows} {filters}", _exists(negated=False)),
    ("there BE no {rows} {filters}", _exists(negated=True)),
    ("there BE at least {number} {rows} {filters}", _at_least),
    (
        "the total {summed} of {rows:summed_rows} {filters} BE (at most|no more than|up to) {sum}",
        _total,
    ),
)


def _clauses(mood: Mood) -> tuple[tuple[Pattern, Build], ...]:
    table: list[tuple[Pattern, Build]] = []
    for text, build in _CLAUSES:
        for name, words in VERBS[mood].items():
            text = text.replace(name, words)  # noqa: PLW2901
        table.append((compiled(text, KINDS), build))
    return tuple(table)


_TABLES: dict[Mood, tuple[tuple[Pattern, Build], ...]] = {
    "demand": _clauses("demand"),
    "fact": _clauses("fact"),
}


def condition(mood: Mood) -> Clause:
    """The slot reader of one clause in a mood, without its `if`."""

    def read(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Condition, int]]:
        memory = ("condition", mood, start, id(scope(bound)))
        if memory not in words.memory:
            words.memory[memory] = tuple(_read(_TABLES[mood], words, start, bound))
        for value, end in words.memory[memory]:
            yield as_condition(value), end

    return read


def as_condition(value: object) -> Condition:
    """A slot's value that is known to be a condition."""
    assert isinstance(value, In | NotIn | IsSet | Compare | CountAtMost | Exists)
    return value


def _read(
    table: tuple[tuple[Pattern, Build], ...], words: Sentence, start: int, bound: Bound
) -> Iterator[tuple[Condition, int]]:
    outside: dict[str, object] = {"vocabulary": bound["vocabulary"], "scope": scope(bound)}
    seen: list[tuple[Condition, int]] = []
    for pattern, build in table:
        for inside, end in matches(pattern, words, start, outside):
            made = build(Found(inside))
            if made is not None and (made, end) not in seen:
                seen.append((made, end))
                yield made, end


demand = condition("demand")
fact = condition("fact")


def guarded(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Condition, int]]:
    """A demand with its `if` or `unless`, if it has one."""
    for found, end in demand(words, start, bound):
        yield found, end
        if words.at(end) in ("if", "when", "unless"):
            for when, after in facts(words, end + 1, bound):
                given = under(words.at(end), when)
                if given:
                    yield joined(found, given), after


def under(word: str, said: Conditions) -> list[Condition]:
    """What `if` or `unless` demands to hold; nothing where no list of conditions says that."""
    if word != "unless":
        return list(said.items)
    turned = [opposite(one) for one in said.items[:1]]
    return [one for one in turned if one is not None] if len(said.items) == 1 else []


def several(read: Clause) -> Callable[[Sentence, int, Bound], Iterator[tuple[Conditions, int]]]:
    """The slot reader of clauses joined by "and"."""

    def readers(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Conditions, int]]:
        for first, end in read(words, start, bound):
            yield Conditions((first,)), end
            comma = words.at(end) == ","
            both = words.at(end + comma) == "and"
            if not comma and not both:
                continue
            for rest, after in readers(words, end + comma + both, bound):
                if not any(c.when is not None for c in (first, *rest.items)):
                    yield Conditions((first, *rest.items)), after

    return readers


demands = several(guarded)
facts = several(fact)
