"""Effects as English: what becomes, what is created, what goes, what grows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from nex.data.world import (
    AddValue,
    CreateRow,
    DeleteRows,
    Effect,
    Filter,
    Operand,
    Path,
    SetValue,
)
from nex.language.reading.conditions import KINDS
from nex.language.reading.patterns import Bound, Found, compiled, fork, forked
from nex.language.reading.references import Filters, Rows, Term
from nex.language.reading.spots import Spot, known, scope
from nex.language.reading.states import States
from nex.language.words.tokens import Sentence

Build = Callable[[Found], Effect | None]


@dataclass(frozen=True, slots=True)
class Changes:
    """Effects of one action, in the order of the sentence."""

    items: tuple[Effect, ...]


def gone(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[DeleteRows, int]]:
    """Rows that go: a row of the scope, or every row of an entity that points to one."""
    named = False
    for found, end in KINDS["row"](words, start, bound):
        assert isinstance(found, Spot)
        home = scope(bound).homes(found.path)
        if len(home) == 1 or found.path[0] in scope(bound).targets:
            named = True
            yield _itself(home[0], found.path), end
    if not named:
        yield from _pointing(words, start, bound)


def _itself(entity: str, path: tuple[str, ...]) -> DeleteRows:
    return DeleteRows(entity=entity, where=(Filter(attribute="id", among=(Path(path=path),)),))


def _pointing(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[DeleteRows, int]]:
    """`the loan` where a loan has exactly one reference to exactly one row of the scope."""
    at = start + (words.at(start) in ("the", "its", "their"))
    within = scope(bound)
    for (entity, _), end in known(bound).things.at(words, at):
        links = [
            (attribute.name, root)
            for attribute in known(bound).entities[entity].attributes
            for root in within.roots
            if attribute.entity is not None and attribute.entity in within.homes((root,))
        ]
        if at > start and len(links) == 1:
            name, root = links[0]
            where = (Filter(attribute=name, among=(Path(path=(root,)),)),)
            yield DeleteRows(entity=entity, where=where), end


def _to(found: Found) -> Effect:
    return SetValue(path=found.take("path", Spot).path, to=found.take("term", Term).operand)


def _state(found: Found) -> Effect | None:
    said = found.take("states", States)
    if len(said.values) != 1:
        return None
    return SetValue(path=(*found.take("row", Spot).path, said.attribute), to=said.values[0])


def _cleared(found: Found) -> Effect:
    return SetValue(path=found.take("path", Spot).path, to=None)


def _add(sign: Literal[1, -1]) -> Build:
    def build(found: Found) -> Effect:
        amount = found.take("amount", Term).operand
        return AddValue(path=found.take("path", Spot).path, amount=amount, sign=sign)

    return build


def _create(found: Found) -> Effect | None:
    given: list[tuple[str, Operand]] = []
    for filter in found.take("filters", Filters).items:
        if len(filter.among) != 1 or filter.operator != "=":
            return None
        given.append((filter.attribute, filter.among[0]))
    return CreateRow(entity=found.take("rows", Rows).entity, values=tuple(given))


def _delete(found: Found) -> Effect | None:
    where = found.take("filters", Filters).items
    return DeleteRows(entity=found.take("rows", Rows).entity, where=where) if where else None


def _go(found: Found) -> Effect:
    return found.take("gone", DeleteRows)


_MORE = "(increases|grows|rises|goes up|is increased|is raised)"
_LESS = "(decreases|falls|drops|goes down|is decreased|is reduced|is lowered|shrinks)"
_BECOMES = "(becomes|changes to|goes to|turns|is set to|is changed to|is now)"

_STATED: tuple[tuple[str, Build], ...] = (
    (f"{{path}} {_BECOMES} {{term}}", _to),
    (f"{{row}} {_BECOMES} {{states}} [again]", _state),
    ("{row} (is marked [as]|goes back to|is put back to) {states}", _state),
    ("{path} (is cleared|is emptied)", _cleared),
    (f"{{path}} {_MORE} by {{amount}}", _add(1)),
    (f"{{path}} {_LESS} by {{amount}}", _add(-1)),
    ("(a|an|a new) {rows} is (created|made|added|recorded|opened) {filters}", _create),
    ("{gone} is (deleted|removed)", _go),
    ("(every|each) {rows} {filters} is (deleted|removed)", _delete),
    ("all {rows} {filters} are (deleted|removed)", _delete),
)

_DOING: tuple[tuple[str, Build], ...] = (
    ("(sets|changes) {path} to {term}", _to),
    ("(makes|sets|marks) {row} [as|to] {states} [again]", _state),
    ("(puts|brings) {row} [back] (to|into) {states}", _state),
    ("(clears|empties) {path}", _cleared),
    ("(increases|raises|lifts) {path} by {amount}", _add(1)),
    ("(reduces|lowers|decreases|cuts) {path} by {amount}", _add(-1)),
    ("(creates|makes|adds|records|opens) (a|an|a new) {rows} {filters}", _create),
    ("(deletes|removes) {gone}", _go),
    ("(deletes|removes) (every|each|all) {rows} {filters}", _delete),
)

_KINDS = {**KINDS, "gone": gone}
_TABLES = {"stated": _STATED, "doing": _DOING}
_TREES = {
    name: fork([compiled(text, _KINDS) for text, _ in table]) for name, table in _TABLES.items()
}


def _read(table: str, words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Effect, int]]:
    outside: dict[str, object] = {"vocabulary": bound["vocabulary"], "scope": scope(bound)}
    seen: list[tuple[Effect, int]] = []
    for number, inside, end in forked(_TREES[table], words, start, outside):
        made = _TABLES[table][number][1](Found(inside))
        if made is not None and (made, end) not in seen:
            seen.append((made, end))
            yield made, end


def _several(table: str) -> Callable[[Sentence, int, Bound], Iterator[tuple[Changes, int]]]:
    def readers(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Changes, int]]:
        for first, end in _read(table, words, start, bound):
            yield Changes((first,)), end
            comma = words.at(end) == ","
            at = end + comma
            both = words.at(at) == "and"
            if not comma and not both:
                continue
            for rest, after in readers(words, at + both, bound):
                yield Changes((first, *rest.items)), after

    return readers


stated = _several("stated")
"""Slot reader: `it becomes on loan and a loan is created`."""
doing = _several("doing")
"""Slot reader: what a gerund does: `makes it available and removes the loan`."""
