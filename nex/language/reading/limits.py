"""Form 9 and its kin: what must hold for every row, after every action."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nex.data.world import Compare, Condition, CountAtMost, Exists, Filter, Path, Rule
from nex.language.reading.conditions import as_condition, fact, guarded
from nex.language.reading.forms import form
from nex.language.reading.meanings import Rules
from nex.language.reading.patterns import Bound, Found
from nex.language.reading.references import Rows, filters
from nex.language.reading.restrictions import Thing, as_filters, existing, rooted
from nex.language.reading.spots import known
from nex.language.reading.things import things
from nex.language.reading.vocabulary import Vocabulary
from nex.language.sentences.moods import opposite
from nex.language.sentences.pieces import joined
from nex.language.sentences.scope import Scoped
from nex.language.words.tokens import Sentence


@dataclass(frozen=True, slots=True)
class Owner(Scoped):
    """The entity that an invariant is about."""

    entity: str


@dataclass(frozen=True, slots=True)
class Owners(Scoped):
    """The restricted rows that a limit is about."""

    thing: Thing


@dataclass(frozen=True, slots=True)
class Counted:
    """Rows that a limit counts."""

    entity: str
    where: tuple[Filter, ...]


def _owner(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Owner, int]]:
    for (entity, _), end in known(bound).things.at(words, start):
        yield Owner(known(bound).row_scope(entity), entity), end


def _counted(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Counted, int]]:
    """`loans`, `booked appointments`, `loans whose status is active`."""
    for noun, end in things(words, start, None, bound):
        chosen = as_filters(noun.conditions)
        if noun.article or chosen is None:
            continue
        if chosen:
            yield Counted(noun.entity, chosen), end
        else:
            inner = {**bound, "rows": Rows(noun.entity)}
            for more, after in filters(words, end, inner):
                yield Counted(noun.entity, more.items), after


def _about(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Rules, int]]:
    """`Every claim's amount must be at least 0`: the noun opens the scope that it stands in."""
    article = words.at(start)
    if article == "the":
        yield from _between(words, start, bound)
    for (entity, many), end in known(bound).things.at(words, start + 1):
        owned = words.at(end) == "'s"
        if many or not (article in ("every", "each") or (owned and article in ("a", "an"))):
            continue
        inner: dict[str, object] = {**bound, "scope": known(bound).row_scope(entity)}
        for found, after in guarded(words, start, inner):
            if _root(found) == entity:
                yield Rules(Rule(entity=entity, condition=found)), after


def _between(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Rules, int]]:
    """`The end date must be after the start date`: two facts of a row of the one thing with both."""
    found: list[tuple[Rules, int]] = []
    for entity in known(bound).entities:
        inner: dict[str, object] = {**bound, "scope": known(bound).row_scope(entity)}
        for held, after in guarded(words, start, inner):
            to = held.to if isinstance(held, Compare) else None
            if isinstance(to, Path) and (entity, entity) == (_root(held), to.path[0]):
                found.append((Rules(Rule(entity=entity, condition=held)), after))
    yield from found if len({rules.rule.entity for rules, _ in found}) == 1 else ()


def _root(condition: Condition) -> str | None:
    return None if isinstance(condition, CountAtMost | Exists) else condition.path[0]


def _has(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[str, int]]:
    """`have`; `hold` too, unless that may speak of rows which are held, and not of all."""
    held = any(known(bound).states(entity).named("held") for entity in known(bound).entities)
    if words.at(start) == "have" or (words.at(start) == "hold" and not held):
        yield words.at(start), start + 1


def _limit(found: Found) -> Rules | None:
    owner = found.take("owner", Owner)
    counted = found.take("counted", Counted)
    home = owner.scope.entities[counted.entity]
    links = [a.name for a in home.attributes if a.entity == owner.entity]
    if len(links) != 1 or any(f.attribute == links[0] for f in counted.where):
        return None
    mine = Filter(attribute=links[0], among=(Path(path=(owner.entity,)),))
    most = found.take("number", int)
    condition = CountAtMost(entity=counted.entity, where=(mine, *counted.where), most=most)
    return Rules(Rule(entity=owner.entity, condition=condition))


def _such(found: Found) -> Rules | None:
    """`Students on probation may have at most 2 courses unless they are new`."""
    owners = found.take("owners", Owners).thing
    counted = found.take("counted", Counted)
    whens = [rooted(c, (owners.entity,)) for c in owners.conditions]
    if found.has("unless"):
        turned = opposite(as_condition(found.take("unless", object)))
        whens += [turned] if turned is not None else []
    counted_by = existing(Thing(counted.entity), owners.entity, (owners.entity,), _known(found))
    one = owners.article in ("a", "an", "every", "each") or owners.many
    if not whens or counted_by is None or not one:
        return None
    most = found.take("number", int)
    where = (*counted_by.where, *counted.where)
    condition = joined(CountAtMost(entity=counted.entity, where=where, most=most), whens)
    return Rules(Rule(entity=owners.entity, condition=condition))


def _known(found: Found) -> Bound:
    return {"vocabulary": found.take("vocabulary", Vocabulary)}


def _unless(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Condition, int]]:
    """A fact about the rows in the slot `owners`."""
    yield from fact(words, start, bound)


def _owners(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Owners, int]]:
    for thing, end in things(words, start, None, bound):
        yield Owners(known(bound).row_scope(thing.entity), thing), end


def _always(found: Found) -> Rules:
    condition = as_condition(found.take("condition", object))
    return Rules(Rule(entity=found.take("owner", Owner).entity, condition=condition))


def _given(found: Found) -> Rules:
    return found.take("about", Rules)


_ONCE = "[(at the same time|at once|at a time|at any time)]"
_FORBIDS = "(may not|cannot|can not|must not|must never|may never)"

LIMITS = form(
    (
        (
            "{owners} (may|can|must) {has:has} (at most|up to|no more than) {number} {counted} "
            f"{_ONCE} [unless {{unless:unless}}]",
            _such,
        ),
        (
            f"{{owners}} {_FORBIDS} {{has:has}} more than {{number}} {{counted}} {_ONCE} "
            "[unless {unless:unless}]",
            _such,
        ),
        (
            "(a|an|every|each) {owner} (may|can|must) {has:has} (at most|up to|no more than) "
            f"{{number}} {{counted}} {_ONCE}",
            _limit,
        ),
        (f"no {{owner}} (may|can) {{has:has}} more than {{number}} {{counted}} {_ONCE}", _limit),
        (
            f"(a|an) {{owner}} {_FORBIDS} {{has:has}} more than {{number}} {{counted}} {_ONCE}",
            _limit,
        ),
        (
            "(a|an|every|each) {owner} (may|can|must) [only] be in (at most|up to|no more than|only) "
            f"{{number}} {{counted}} {_ONCE}",
            _limit,
        ),
        (
            "(max|maximum|at most|no more than|up to) {number} {counted} (per|for each|for every) {owner}",
            _limit,
        ),
        ("for (every|each|any) {owner} , {condition:guarded}", _always),
        (
            "it (always holds|must always hold) for (every|each) {owner} that {condition:fact}",
            _always,
        ),
        ("[at any time ,] {about}", _given),
    ),
    {
        "owner": _owner,
        "counted": _counted,
        "about": _about,
        "unless": _unless,
        "owners": _owners,
        "has": _has,
    },
)
