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
from nex.language.literals import NUMERIC, SCALES
from nex.language.scope import Scope

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
    if condition is not None and stream.chance(guarded):
        when = _plain(stream.choice(known), stream)
        own = when is not None and isinstance(condition, CountAtMost | Exists)
        if when is not None and (own or getattr(condition, "path", ()) != when.path):
            return condition.model_copy(update={"when": when})
    return condition


def _condition(scope: Scope, known: list[Place], stream: Stream) -> Condition | None:
    rows = [root for root in scope.roots if scope.homes((root,))]
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
        where.append(Filter(attribute=state.name, among=tuple(chosen)))
    if stream.chance(0.7):
        return CountAtMost(entity=entity, where=tuple(where), most=stream.between(1, 6))
    return Exists(entity=entity, where=tuple(where), negated=stream.chance(0.5))


def literal_of(attribute: Attribute, stream: Stream) -> Value:
    """A value that the attribute may hold; None where it has none of its own."""
    if attribute.type == "one_of":
        return stream.choice(attribute.values)
    if attribute.type == "yes_no":
        return stream.chance(0.5)
    if attribute.type in NUMERIC:
        return stream.between(1, 30) * SCALES[attribute.type]
    return None
