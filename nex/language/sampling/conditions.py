"""Random conditions over a scope."""

from __future__ import annotations

from collections.abc import Iterator

from nex.data.streams import Stream
from nex.data.world import (
    Attribute,
    Compare,
    Condition,
    CountAtMost,
    Exists,
    Filter,
    In,
    IsSet,
    NotIn,
    Operator,
    Path,
    Value,
)
from nex.language.sentences.clock import CLOCK, TODAY
from nex.language.sentences.pieces import joined
from nex.language.sentences.scope import Scope
from nex.language.words.literals import NUMERIC, SCALES

Place = tuple[tuple[str, ...], Attribute]
_ORDERED: tuple[Operator, ...] = ("<", "<=", ">", ">=")


def places(scope: Scope, depth: int = 3) -> list[Place]:
    """Every path of the scope to an attribute, at most so many steps from its root."""
    found: list[Place] = []
    for root in scope.roots:
        for home in scope.homes((root,)):
            found += _below(scope, (root,), home, depth)
    for home in scope.callers if len(scope.callers) == 1 else ():
        found += _below(scope, ("caller",), home, depth - 1)
    return found


def _below(scope: Scope, path: tuple[str, ...], home: str, depth: int) -> Iterator[Place]:
    for attribute in scope.entities[home].attributes:
        here = (*path, attribute.name)
        yield here, attribute
        if attribute.entity is not None and len(here) < depth:
            yield from _below(scope, here, attribute.entity, depth)


def sampled_condition(scope: Scope, stream: Stream, guarded: float = 0.0) -> Condition | None:
    """A condition over one of the scope's paths; None where the scope has none."""
    known = places(scope)
    if not known:
        return None
    condition = _condition(scope, known, stream)
    if condition is None:
        return None
    whens: dict[Path, Condition] = {}
    while stream.chance(guarded) and len(whens) < 3:
        when = _plain(stream.choice(known), stream)
        if when is not None and getattr(condition, "path", ()) != when.path:
            whens.setdefault(Path(path=when.path), when)
    return joined(condition, list(whens.values()))


def _condition(scope: Scope, known: list[Place], stream: Stream) -> Condition | None:
    rows = [root for root in scope.roots if scope.homes((root,)) and root != CLOCK]
    if rows and stream.chance(0.2):
        found = _counted(scope, stream.choice(rows), stream)
        if found is not None:
            return found
    if stream.chance(0.25):
        found = _between(scope, known, stream)
        if found is not None:
            return found
    return _plain(stream.choice(known), stream)


def _plain(place: Place, stream: Stream) -> In | NotIn | IsSet | Compare | None:
    """A condition on one path alone, as its type allows."""
    path, attribute = place
    if attribute.type == "one_of":
        count = stream.between(1, max(1, len(attribute.values) - 1))
        chosen = set(stream.sample(attribute.values, count))
        values = tuple(value for value in attribute.values if value in chosen)
        return stream.choice((In, NotIn))(path=path, values=values)
    if attribute.type == "yes_no":
        return In(path=path, values=(stream.chance(0.5),))
    if attribute.type in NUMERIC:
        to = stream.between(1, 40) * SCALES[attribute.type]
        if attribute.type != "integer" and stream.chance(0.3):
            to += SCALES[attribute.type] // 2
        return Compare(path=path, operator=stream.choice(_ORDERED), to=to)
    if attribute.type in ("date", "time") and stream.chance(0.5):
        to = "09:30" if attribute.type == "time" else "2026-05-04"
        return Compare(path=path, operator=stream.choice(_ORDERED), to=to)
    if attribute.optional:
        return IsSet(path=path, negated=stream.chance(0.4))
    return None


def _between(scope: Scope, known: list[Place], stream: Stream) -> Compare | None:
    """A comparison of two paths of one type."""
    (path, attribute), *_ = stream.sample(known, 1)
    alike = [
        other
        for other, found in known
        if other != path and (found.type, found.entity) == (attribute.type, attribute.entity)
    ]
    if attribute.entity is not None and scope.callers == (attribute.entity,):
        alike.append(("caller",))
    if not alike or attribute.type in ("one_of", "text", "yes_no"):
        return None
    to = Path(path=stream.choice(alike))
    if attribute.type == "date" and stream.chance(0.5):
        to = to.model_copy(update={"days": stream.choice((1, 3, 7, 14, -1, -7))})
    ordered: tuple[Operator, ...] = ("=", "!=") if attribute.entity is not None else _ORDERED
    return Compare(path=path, operator=stream.choice(ordered), to=to)


def _counted(scope: Scope, root: str, stream: Stream) -> CountAtMost | Exists | None:
    """A limit, or an existence, over rows that point to one of the scope's."""
    home = scope.homes((root,))[0]
    links = [
        (entity.name, attribute.name)
        for entity in scope.entities.values()
        for attribute in entity.attributes
        if attribute.entity == home
    ]
    if not links:
        return None
    entity, link = stream.choice(links)
    where = [Filter(attribute=link, among=(Path(path=(root,)),))]
    states = [a for a in scope.entities[entity].attributes if a.type == "one_of"]
    if states and stream.chance(0.5):
        state = stream.choice(states)
        chosen = stream.sample(state.values, stream.between(1, 2))
        operator: Operator = "=" if stream.chance(0.7) else "!="
        where.append(Filter(attribute=state.name, among=tuple(chosen), operator=operator))
    where += _measured(scope, entity, stream)
    return _number(scope, entity, tuple(where), stream)


def _measured(scope: Scope, entity: str, stream: Stream) -> list[Filter]:
    """Sometimes a filter that compares a number, or a date with today."""
    attributes = scope.entities[entity].attributes
    numbers = [a for a in attributes if a.type in NUMERIC]
    dates = [a for a in attributes if a.type == "date"]
    operator = stream.choice(_ORDERED)
    if numbers and stream.chance(0.3):
        number = stream.choice(numbers)
        to = stream.between(1, 40) * SCALES[number.type]
        return [Filter(attribute=number.name, among=(to,), operator=operator)]
    if dates and "clock" in scope.entities and stream.chance(0.7):
        today = Path(path=TODAY, days=stream.choice((0, 0, 7, -3)))
        return [Filter(attribute=stream.choice(dates).name, among=(today,), operator=operator)]
    return []


def _number(
    scope: Scope, entity: str, where: tuple[Filter, ...], stream: Stream
) -> CountAtMost | Exists:
    """At most so many, a total of at most so much, some, none, or at least so many."""
    numbers = [a for a in scope.entities[entity].attributes if a.type in NUMERIC]
    if numbers and stream.chance(0.3):
        number = stream.choice(numbers)
        most = stream.between(1, 90) * SCALES[number.type]
        return CountAtMost(entity=entity, where=where, most=most, total=number.name)
    if stream.chance(0.6):
        return CountAtMost(entity=entity, where=where, most=stream.between(1, 6))
    if stream.chance(0.3):
        return Exists(entity=entity, where=where, least=stream.between(2, 5))
    return Exists(entity=entity, where=where, negated=stream.chance(0.5))


def literal_of(attribute: Attribute, stream: Stream) -> Value:
    """A value that the attribute may hold; None where it has none of its own."""
    if attribute.type == "one_of":
        return stream.choice(attribute.values)
    if attribute.type == "yes_no":
        return stream.chance(0.5)
    if attribute.type in NUMERIC:
        return stream.between(1, 30) * SCALES[attribute.type]
    return None
