"""Rules and effects of one action that cannot hold together."""

from __future__ import annotations

from collections.abc import Iterator

from nex.data.world import (
    Action,
    Compare,
    Condition,
    In,
    NotIn,
    Path,
    SetValue,
    Value,
    World,
)
from nex.language.sentences.canonical import action_phrase
from nex.language.sentences.clauses import change, demand
from nex.language.sentences.scope import Scope, action_scope


def contradictions(world: World, action: Action) -> Iterator[str]:
    """Why nobody can ever do the action, or what it would do twice over, differently."""
    scope = action_scope(world, action)
    always = [*action.requires, *(r.condition for r in world.rules if r.action == action.name)]
    always = [condition for condition in always if condition.when is None]
    phrase = action_phrase(action)
    for at, one in enumerate(always):
        for other in always[at + 1 :]:
            if _exclude(one, other, scope):
                yield f"{phrase}: {demand(one, scope)}, but {demand(other, scope)}"
    first: dict[tuple[str, ...], SetValue] = {}
    for effect in action.effects:
        if isinstance(effect, SetValue):
            before = first.setdefault(effect.path, effect)
            if before.to != effect.to:
                yield f"{phrase}: {change(before, scope)}, but {change(effect, scope)}"


def _exclude(one: Condition, other: Condition, scope: Scope) -> bool:
    """Whether no value meets both conditions."""
    match one, other:
        case (In() | NotIn(), In() | NotIn()) if one.path == other.path:
            return _no_value(one, other, scope)
        case (Compare(), Compare()) if one.path == other.path:
            low, high = _range(one, other)
            return low is not None and high is not None and low > high
        case _:
            return False


def _no_value(one: In | NotIn, other: In | NotIn, scope: Scope) -> bool:
    attribute = scope.attribute(one.path)
    every: tuple[Value, ...] = attribute.values if attribute is not None else ()
    if attribute is not None and attribute.type == "yes_no":
        every = (True, False)
    known = every or tuple(dict.fromkeys((*one.values, *other.values)))
    open_ended = not every and isinstance(one, NotIn) and isinstance(other, NotIn)
    return not open_ended and not any(_meets(v, one) and _meets(v, other) for v in known)


def _meets(value: Value, condition: In | NotIn) -> bool:
    return (value in condition.values) == isinstance(condition, In)


def _range(*conditions: Compare) -> tuple[int | None, int | None]:
    """The least and greatest whole value that all the conditions leave."""
    low: int | None = None
    high: int | None = None
    for condition in conditions:
        to = condition.to
        if isinstance(to, Path | str | bool) or to is None:
            continue
        strict = condition.operator in ("<", ">")
        if condition.operator in (">", ">=", "="):
            low = max(low, to + strict) if low is not None else to + strict
        if condition.operator in ("<", "<=", "="):
            high = min(high, to - strict) if high is not None else to - strict
    return low, high
