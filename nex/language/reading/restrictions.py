"""What follows a noun and restricts it: `over 500`, `with overdue loans`, `of a gold guest`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nex.data.world import (
    Attribute,
    Compare,
    Condition,
    CountAtMost,
    Entity,
    Exists,
    Filter,
    In,
    NotIn,
    Operand,
    Operator,
    Path,
)
from nex.language.reading.patterns import Bound
from nex.language.reading.references import one_value
from nex.language.reading.spots import known
from nex.language.reading.states import states_of
from nex.language.sentences.clock import TODAY, keeps_time
from nex.language.sentences.scope import IT
from nex.language.words.literals import NUMERIC
from nex.language.words.tokens import Sentence


@dataclass(frozen=True, slots=True)
class Thing:
    """A noun, and conditions that its rows meet; their paths start at `it`."""

    entity: str
    conditions: tuple[Condition, ...] = ()
    many: bool = False
    article: str = ""


Restriction = Iterator[tuple[tuple[Condition, ...], int]]
Things = Callable[[Sentence, int, str | None, Bound], Iterator[tuple[Thing, int]]]

_OWNERS = frozenset(("of", "for", "in", "from", "by", "about"))
_ARTICLES = frozenset(("a", "an", "the"))
_LATE = frozenset(("overdue", "expired"))
_DUE = frozenset(("due", "deadline", "return", "end", "expiry", "expires", "expiration", "until"))
MEASURES: tuple[tuple[tuple[str, ...], Operator], ...] = (
    (("over",), ">"), (("above",), ">"), (("exceeding",), ">"), (("more", "than"), ">"),
    (("of", "more", "than"), ">"), (("under",), "<"), (("below",), "<"), (("less", "than"), "<"),
    (("of", "less", "than"), "<"), (("of", "at", "least"), ">="), (("of", "at", "most"), "<="),
)  # fmt: skip
_CURRENCIES = frozenset(("euros", "euro", "dollars", "pounds", "eur", "usd", "gbp", "francs"))


def further(words: Sentence, start: int, where: tuple[str, Things], bound: Bound) -> Restriction:
    """Every restriction behind a noun of the entity, but for relative clauses."""
    entity = where[0]
    word = words.at(start)
    if word in _OWNERS:
        yield from _owned(words, start + 1, where, bound)
    yield from _measured(words, start, entity, bound)
    if word in ("with", "without", "who", "that", "which"):
        yield from _having(words, start, where, bound)
    if word in ("in", "with", "of", "on", "under"):
        yield from _stated(words, start, entity, bound)


def _owned(words: Sentence, start: int, where: tuple[str, Things], bound: Bound) -> Restriction:
    """`of a gold guest`: through the one reference that leads there."""
    entity, things = where
    for owner, end in things(words, start, None, bound):
        home = known(bound).entities[entity]
        links = [a.name for a in home.attributes if a.entity == owner.entity]
        if owner.conditions and len(links) == 1:
            yield tuple(rooted(c, (IT, links[0])) for c in owner.conditions), end


def _measured(words: Sentence, start: int, entity: str, bound: Bound) -> Restriction:
    """`claims over 500`, `jobs with an estimate over 1000`."""
    for attribute, at in _numbers(words, start, entity, bound):
        for phrase, operator in MEASURES:
            if not words.starts(at, phrase):
                continue
            for value, end in one_value(words, at + len(phrase), attribute):
                stop = end + (words.at(end) in _CURRENCIES)
                path = (IT, attribute.name)
                yield (Compare(path=path, operator=operator, to=value),), stop


def _numbers(
    words: Sentence, start: int, entity: str, bound: Bound
) -> Iterator[tuple[Attribute, int]]:
    """The number that is compared: the only sum of money, or one that is named."""
    home = known(bound).entities[entity]
    sums = [a for a in home.attributes if a.type == "money"]
    if len(sums) == 1:
        yield sums[0], start
    if words.at(start) == "with":
        at = start + 1 + (words.at(start + 1) in _ARTICLES)
        for attribute, end in known(bound).attributes(entity).at(words, at):
            if attribute.type in NUMERIC:
                yield attribute, end


def _having(words: Sentence, start: int, where: tuple[str, Things], bound: Bound) -> Restriction:
    """`with overdue loans`, `who has an open fine`, `without paid invoices`."""
    entity, things = where
    alone = words.at(start) in ("with", "without")
    if not alone and words.at(start + 1) not in ("has", "have"):
        return
    at = start + (1 if alone else 2)
    lacks = words.at(start) == "without" or words.at(at) == "no"
    for rows, end in things(words, at, None, bound):
        if rows.conditions or (rows.many and not rows.article):
            found = existing(rows, entity, (IT,), bound)
            if found is not None:
                yield (found.model_copy(update={"negated": lacks}),), end


def existing(rows: Thing, entity: str, path: tuple[str, ...], bound: Bound) -> Exists | None:
    """That some of the rows point to the row of `entity` at a path; None where not by one link."""
    home = known(bound).entities[rows.entity]
    links = [a.name for a in home.attributes if a.entity == entity]
    where = as_filters(rows.conditions)
    if len(links) != 1 or where is None:
        return None
    mine = Filter(attribute=links[0], among=(Path(path=path),))
    return Exists(entity=rows.entity, where=(mine, *where))


def _stated(words: Sentence, start: int, entity: str, bound: Bound) -> Restriction:
    """`students on probation`, `permits in the harbour zone`, `claims with status open`."""
    many = known(bound).entities[entity].plural.rsplit(" ", 1)[-1] == words.at(start - 1)
    for said, end in states_of(words, start, (entity, bound)):
        if many and " " in str(said.values[0]):
            yield (In(path=(IT, said.attribute), values=said.values),), end
    at = start + 1 + (words.at(start + 1) in _ARTICLES)
    for said, end in states_of(words, at, (entity, bound)):
        for attribute, after in known(bound).attributes(entity).at(words, end):
            if attribute.name == said.attribute and attribute.type == "one_of":
                yield (In(path=(IT, said.attribute), values=said.values),), after
    for attribute, end in known(bound).attributes(entity).at(words, at):
        for value, after in one_value(words, end, attribute) if attribute.values else ():
            yield (In(path=(IT, attribute.name), values=(value,)),), after


def overdue(
    words: Sentence, start: int, row: tuple[str, tuple[str, ...]], bound: Bound
) -> Condition | None:
    """`overdue` and `expired`: the one date that says when is before today."""
    entity, path = row
    if words.at(start) not in _LATE or not keeps_time(known(bound).world):
        return None
    due = due_date(known(bound).entities[entity])
    if due is None:
        return None
    return Compare(path=(*path, due.name), operator="<", to=Path(path=TODAY))


def due_date(entity: Entity) -> Attribute | None:
    """The entity's one date that says until when; None where none or several do."""
    dates = [a for a in entity.attributes if a.type == "date" and _DUE & set(a.name.split(" "))]
    return dates[0] if len(dates) == 1 else None


def as_filters(conditions: tuple[Condition, ...]) -> tuple[Filter, ...] | None:
    """Restrictions of counted rows as filters; None where one cannot be."""
    found: list[Filter] = []
    for condition in conditions:
        match condition:
            case In(path=(_, name), values=values, when=None):
                found.append(Filter(attribute=name, among=values))
            case NotIn(path=(_, name), values=values, when=None):
                found.append(Filter(attribute=name, among=values, operator="!="))
            case Compare(path=(_, name), operator=operator, to=to, when=None):
                if isinstance(to, Path) and to.path[0] == IT:
                    return None
                found.append(Filter(attribute=name, among=(to,), operator=operator))
            case _:
                return None
    return tuple(found)


def rooted(condition: Condition, root: tuple[str, ...]) -> Condition:
    """A restriction with its `it` replaced by the path of the row that is meant."""
    if isinstance(condition, CountAtMost | Exists):
        where = tuple(
            one.model_copy(update={"among": tuple(_moved(o, root) for o in one.among)})
            for one in condition.where
        )
        return condition.model_copy(update={"where": where})
    update: dict[str, object] = {"path": (*root, *condition.path[1:])}
    if isinstance(condition, Compare):
        update["to"] = _moved(condition.to, root)
    return condition.model_copy(update=update)


def _moved(operand: Operand, root: tuple[str, ...]) -> Operand:
    if isinstance(operand, Path) and operand.path[0] == IT:
        return operand.model_copy(update={"path": (*root, *operand.path[1:])})
    return operand
