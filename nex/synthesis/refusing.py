"""Drafts of what must be refused: a rule forbids it, and nothing that the caller may do lifts it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from nex.data.streams import Stream
from nex.data.task import Fact
from nex.data.world import Action, Compare, Condition, CountAtMost, Exists, Path, World
from nex.synthesis.arguments import Bindings
from nex.synthesis.callers import may, path_entity
from nex.synthesis.drafts import Draft, Step
from nex.synthesis.scene import Scene
from nex.synthesis.snapshot import Snapshot
from nex.synthesis.survey import Try
from nex.synthesis.working import said
from nex.worlds.blocking import Blocked

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
    for tried in stream.sample(tries, _LOOKS):
        item = said(scene, scene.now, tried, stream)
        if item is not None:
            return Draft(
                "refuse",
                (item,),
                tried.caller,
                (Step(tried.action, tried.bindings),),
                rules=tuple(one.sentence for one in tried.blocked),
                observed=_facts(scene, tried),
            )
    return None


def _is_final(scene: Scene, tried: Try, one: Blocked) -> bool:
    if not one.sentence:
        return False
    if one.condition is None:
        return not may(tried.action, tried.caller)
    lifting = scene.lifting(tried.caller)
    return not lifting.liftable(one.condition, tried.action, tried.bindings, scene.now)


def _facts(scene: Scene, tried: Try) -> tuple[Fact, ...]:
    """The rows whose content forbids it; where only the caller's role does, the rows asked for."""
    facts: list[Fact] = []
    for one in tried.blocked:
        if one.condition is not None and not one.invariant:
            facts += _looked_at(scene, tried, one.condition)
    if not facts:
        facts = [
            Fact(entity=p.entity, row=str(tried.bindings[p.name]))
            for p in tried.action.parameters
            if p.entity and p.name in tried.bindings
        ]
    return tuple(dict.fromkeys(facts))


def _looked_at(scene: Scene, tried: Try, condition: Condition) -> Iterator[Fact]:
    if isinstance(condition, CountAtMost | Exists):
        return
    paths = [condition.path]
    if isinstance(condition, Compare) and isinstance(condition.to, Path):
        paths.append(condition.to.path)
    for path in paths:
        yield from _along(scene.world, scene.now, tried, path)


def _along(world: World, now: Snapshot, tried: Try, path: tuple[str, ...]) -> Iterator[Fact]:
    """The rows that a path of the action passes."""
    row = _root(tried.action, tried.bindings, path[0])
    for length in range(1, len(path)):
        entity = path_entity(world, tried.action, path[:length])
        if entity is None or not isinstance(row, str) or row not in now.rows(entity):
            return
        yield Fact(entity=entity, row=row)
        row = now.cell(entity, row, path[length])


def _root(action: Action, bindings: Bindings, name: str) -> object:
    if name in bindings:
        return bindings[name]
    same = [p.name for p in action.parameters if p.entity == name]
    return bindings.get(same[0]) if same else None
