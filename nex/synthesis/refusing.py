"""Drafts of what must be refused: a rule forbids it, and nothing that the caller may do lifts it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from nex.data.streams import Stream
from nex.data.task import Fact
from nex.data.world import (
    Action,
    Compare,
    Condition,
    CountAtMost,
    Exists,
    Operand,
    Path,
    Value,
    World,
)
from nex.language.requests.request import Do, Item, Mention
from nex.synthesis.arguments import Bindings
from nex.synthesis.callers import may, path_entity
from nex.synthesis.drafts import Draft, Step
from nex.synthesis.scene import Scene
from nex.synthesis.snapshot import Snapshot
from nex.synthesis.survey import Try
from nex.synthesis.working import said
from nex.worlds.blocking import Blocked
from nex.worlds.conditions import later, meets

_LOOKS = 4


class Ban(NamedTuple):
    """An action and the sentence that forbids it."""

    action: Action
    sentence: str


def bans(scene: Scene) -> dict[Ban, list[Try]]:
    """Everything that the start state forbids for good, by the first sentence that says so."""
    found: dict[tuple[str, str], tuple[Ban, list[Try]]] = {}
    for action in scene.world.actions:
        shut = [*scene.survey(action).shut, *scene.turned_away(action).shut]
        for tried in shut:
            if all(_is_final(scene, tried, one) for one in tried.blocked):
                ban = Ban(action, tried.blocked[0].sentence)
                found.setdefault((action.name, ban.sentence), (ban, []))[1].append(tried)
    return dict(found.values())


def draft_refusal(scene: Scene, tries: list[Try], stream: Stream) -> Draft | None:
    """A request for something forbidden; None where it cannot be said."""
    plain = [tried for tried in tries if len(tried.blocked) == 1]
    for tried in stream.sample(plain or tries, _LOOKS):
        item = said(scene, scene.now, tried, stream)
        facts = _facts(scene, tried, item) if item is not None else ()
        if item is not None and facts:
            return refused(item, tried, facts)
    return None


def refused(item: Item, tried: Try, facts: tuple[Fact, ...], shape: str = "") -> Draft:
    """The draft of a request that has to be turned down, by every rule that blocks it."""
    step = Step(tried.action, tried.bindings)
    rules = tuple(one.sentence for one in tried.blocked)
    return Draft("refuse", (item,), tried.caller, (step,), rules=rules, observed=facts, shape=shape)


def _is_final(scene: Scene, tried: Try, one: Blocked) -> bool:
    if not one.sentence:
        return False
    if one.condition is None:
        return not may(tried.action, tried.caller)
    lifting = scene.lifting(tried.caller)
    return not lifting.liftable(one.condition, tried.action, tried.bindings, scene.now)


def _facts(scene: Scene, tried: Try, item: Do) -> tuple[Fact, ...]:
    """The rows whose content forbids it; where it is the caller, or several things do, those asked for.

    Empty where nothing in the state shows it: an argument alone, or a row that is not there.
    """
    facts: list[Fact] = []
    condition = tried.blocked[0].condition
    if len(tried.blocked) == 1 and condition is not None and not tried.blocked[0].invariant:
        facts += _looked_at(scene, tried, condition)
    return tuple(dict.fromkeys(facts or _asked_for(tried, item)))


def _asked_for(tried: Try, item: Do) -> Iterator[Fact]:
    """The rows that the request describes itself; those it reaches over others need no reading."""
    for name, row in item.arguments:
        if isinstance(row, Mention) and row.of is None:
            yield Fact(entity=row.entity, row=str(tried.bindings[name]))


def _looked_at(scene: Scene, tried: Try, condition: Condition) -> Iterator[Fact]:
    if isinstance(condition, CountAtMost | Exists):
        yield from _counted(scene, tried, condition)
        return
    paths = [condition.path]
    if isinstance(condition, Compare) and isinstance(condition.to, Path):
        paths.append(condition.to.path)
    for path in paths:
        yield from _along(scene.world, scene.now, tried, path)


def _counted(scene: Scene, tried: Try, condition: CountAtMost | Exists) -> Iterator[Fact]:
    """The rows that a limit counts."""
    wanted = [
        (one, [_operand(scene, tried, operand) for operand in one.among]) for one in condition.where
    ]
    for id, row in scene.now.rows(condition.entity).items():
        if all(meets(row.get(one.attribute), one, values) for one, values in wanted):
            yield Fact(entity=condition.entity, row=id)


def _operand(scene: Scene, tried: Try, operand: Operand) -> Value:
    if not isinstance(operand, Path):
        return operand
    value = _start(scene.world, scene.now, tried, operand.path[0])
    for length in range(1, len(operand.path)):
        entity = path_entity(scene.world, tried.action, operand.path[:length])
        value = scene.now.cell(entity, str(value), operand.path[length]) if entity else None
    return later(value, operand.days)


def _along(world: World, now: Snapshot, tried: Try, path: tuple[str, ...]) -> Iterator[Fact]:
    """The rows that a path of the action passes."""
    row = _start(world, now, tried, path[0])
    for length in range(1, len(path)):
        entity = path_entity(world, tried.action, path[:length])
        if entity is None or not isinstance(row, str) or row not in now.rows(entity):
            return
        yield Fact(entity=entity, row=row)
        row = now.cell(entity, row, path[length])


def _start(world: World, now: Snapshot, tried: Try, name: str) -> Value:
    """What a path starts at; an entity of one row needs no binding."""
    if any(entity.single and entity.name == name for entity in world.entities):
        return next(iter(now.rows(name)), None)
    return _root(tried.action, tried.bindings, name)


def _root(action: Action, bindings: Bindings, name: str) -> Value:
    if name in bindings:
        return bindings[name]
    same = [p.name for p in action.parameters if p.entity == name]
    return bindings.get(same[0]) if same else None
