"""The clauses in which a condition may be said, and what each builds."""

from __future__ import annotations

from collections.abc import Callable

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
)
from nex.language.reading.belongings import Late
from nex.language.reading.patterns import Found
from nex.language.reading.references import Filters, Rows, Term, Values
from nex.language.reading.spots import Spot
from nex.language.reading.states import States
from nex.language.sentences.moods import COMPARED, opposite

Build = Callable[[Found], Condition | None]


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


def _late(found: Found) -> Condition:
    return found.take("late", Late).condition


def _not_late(found: Found) -> Condition | None:
    return opposite(found.take("late", Late).condition)


def _theirs(negated: bool) -> Build:
    def build(found: Found) -> Condition:
        return found.take("theirs", Exists).model_copy(update={"negated": negated})

    return build


def _every(found: Found) -> Condition:
    said = found.take("all_states", Exists)
    *mine, state = said.where
    turned = state.model_copy(update={"operator": "!="})
    return said.model_copy(update={"where": (*mine, turned), "negated": True})


def _none(found: Found) -> Condition:
    return found.take("all_states", Exists).model_copy(update={"negated": True})


CLAUSES: tuple[tuple[str, Build], ...] = (
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
    ("{row} BE {late}", _late),
    ("{row} NOT {late}", _not_late),
    ("{row} BE (a|an) {states}", _state),
    ("{row} NOT (a|an) {states}", _not_state),
    ("{row} HAVE [a|an|any|some] {theirs}", _theirs(negated=False)),
    ("{row} HAVE no {theirs}", _theirs(negated=True)),
    ("{row} LACK {theirs}", _theirs(negated=True)),
    ("(every|each|all) [of] [the|its|their] {rows} [of {row}] BE {all_states}", _every),
    ("no {rows} [of {row}] BE {all_states}", _none),
    ("there BE at least {number} {rows} {filters}", _at_least),
    (
        "the total {summed} of {rows:summed_rows} {filters} BE (at most|no more than|up to) {sum}",
        _total,
    ),
)
