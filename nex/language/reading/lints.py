"""What is odd about a World: contradictions, dead ends, actions that change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from nex.data.world import (
    Action,
    Attribute,
    CreateRow,
    DeleteRows,
    Entity,
    Path,
    SetValue,
    Value,
    World,
    identifier,
)
from nex.language.reading.contradictions import contradictions
from nex.language.reading.draft import Draft, Subject
from nex.language.sentences.canonical import action_phrase, direct
from nex.language.words.morphology import listed, with_article


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd, and the statement that it is about."""

    statement: int
    text: str
    grade: Literal["warning", "error"] = "warning"


def lints(world: World, draft: Draft) -> Iterator[Remark]:
    """Everything odd about a World, contradictions first."""
    yield from _errors(world, draft)
    for action in world.actions:
        if not action.effects and _own(draft, ("action", action.name)):
            at = draft.sources.get(("action", action.name), 0)
            yield Remark(at, f"nothing changes: no effect is said of {action_phrase(action)!r}")
    for entity in world.entities:
        for attribute in entity.attributes:
            source: Subject = ("attribute", f"{entity.name}.{attribute.name}")
            for text in _life(world, entity, attribute) if _own(draft, source) else ():
                yield Remark(draft.sources.get(source, 0), text)


def _own(draft: Draft, subject: Subject) -> bool:
    """Whether it is this spec that speaks of it, and not one that it shares things with."""
    return not draft.shares or subject in draft.sources


def _errors(world: World, draft: Draft) -> Iterator[Remark]:
    for clash in draft.clashes:
        yield Remark(clash.statement, clash.text, "error")
    for action in world.actions:
        at = draft.sources.get(("action", action.name), 0)
        for text in contradictions(world, action):
            yield Remark(at, text, "error")
    for subject, text in (*_same_things(world), *_same_actions(world)):
        yield Remark(draft.sources.get(subject, 0), text, "error")


def _same_things(world: World) -> Iterator[tuple[Subject, str]]:
    """Things and attributes of different names that tools could not tell apart."""
    seen: dict[str, str] = {}
    for entity in world.entities:
        for name in dict.fromkeys((entity.name, entity.plural)):
            other = seen.setdefault(identifier(name), entity.name)
            if other != entity.name:
                yield ("entity", entity.name), f"{name!r} and {other!r} look alike to tools"
        columns: dict[str, str] = {}
        for attribute in entity.attributes:
            other = columns.setdefault(identifier(attribute.name), attribute.name)
            if other != attribute.name or identifier(attribute.name) == "id":
                source: Subject = ("attribute", f"{entity.name}.{attribute.name}")
                yield source, f"{attribute.name!r} of a {entity.name} is no name that tools can use"


def _same_actions(world: World) -> Iterator[tuple[Subject, str]]:
    tools: dict[str, str] = {}
    for action in world.actions:
        other = tools.setdefault(identifier(action.name), action.name)
        if other != action.name:
            yield ("action", action.name), f"{action.name!r} and {other!r} look alike to tools"


def _life(world: World, entity: Entity, attribute: Attribute) -> Iterator[str]:
    """Values that nothing sets, and values that nothing leaves."""
    movers = [a for a in world.actions if _moves(a, entity, attribute)]
    if (
        attribute.type != "one_of"
        or not movers
        or any(_freely(a, entity, attribute) for a in world.actions)
    ):
        return
    reached = {v for a in world.actions for v in _results(a, entity, attribute)}
    reached.add(attribute.initial)
    unset = [value for value in attribute.values if value not in reached]
    if unset:
        said = listed([f'"{value}"' for value in unset], "or")
        yield f"nothing sets the {attribute.name} of {with_article(entity.name)} to {said}"
    final = [v for v in attribute.values if v in reached and _stays(movers, entity, attribute, v)]
    if final and len(final) < len(attribute.values):
        said = listed([f'"{value}"' for value in final], "or")
        yield f"no way out: nothing changes the {attribute.name} of {with_article(entity.name)} from {said}"


def _moves(action: Action, entity: Entity, attribute: Attribute) -> bool:
    return bool(_results(action, entity, attribute, created=False)) or _freely(
        action, entity, attribute
    )


def _results(
    action: Action, entity: Entity, attribute: Attribute, *, created: bool = True
) -> list[Value]:
    """The literals that an action gives the attribute, of an old row or of a new one."""
    found: list[Value] = []
    for effect in action.effects:
        if isinstance(effect, SetValue) and effect.path[-1] == attribute.name:
            found += [effect.to] if not isinstance(effect.to, Path) else []
        elif isinstance(effect, CreateRow) and effect.entity == entity.name and created:
            found += [
                to
                for name, to in effect.values
                if name == attribute.name and not isinstance(to, Path)
            ]
    return [value for value in found if value in attribute.values]


def _freely(action: Action, entity: Entity, attribute: Attribute) -> bool:
    """Whether the caller of the action chooses the value."""
    return any(
        (isinstance(e, SetValue) and e.path[-1] == attribute.name and isinstance(e.to, Path))
        or (
            isinstance(e, CreateRow)
            and e.entity == entity.name
            and any(name == attribute.name and isinstance(to, Path) for name, to in e.values)
        )
        for e in action.effects
    )


def _stays(movers: list[Action], entity: Entity, attribute: Attribute, value: str) -> bool:
    """Whether no action takes a row away from the value."""
    return not any(_leaves(action, entity, attribute, value) for action in movers)


def _leaves(action: Action, entity: Entity, attribute: Attribute, value: str) -> bool:
    target = direct(action)
    if any(isinstance(e, DeleteRows) and e.entity == entity.name for e in action.effects):
        return True
    if all(result == value for result in _results(action, entity, attribute, created=False)):
        return False
    if target is None or target.entity != entity.name:
        return True
    path = (target.name, attribute.name)
    return all(
        value in condition.values
        for condition in action.requires
        if condition.kind == "in" and condition.path == path and condition.when is None
    )
