"""Who owns what: partitions of a World's actions, and the reading tools that each part needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nex.data.streams import Stream
from nex.data.world import (
    Action,
    Condition,
    CountAtMost,
    CreateRow,
    DeleteRows,
    Exists,
    World,
    identifier,
)
from nex.language.dialects.waiting import pace_tools
from nex.language.sentences.clock import CLOCK, reads_clock
from nex.language.words.morphology import plural


@dataclass(frozen=True, slots=True)
class Group:
    """Actions that one specialist owns, and the entities that it must be able to look up."""

    name: str
    actions: tuple[Action, ...]
    entities: tuple[str, ...]

    def tools(self, world: World) -> tuple[str, ...]:
        """The names of its World tools: reading first."""
        acting = [identifier(a.name) for a in self.actions if not a.in_person]
        waiting = [tool.name for tool in pace_tools(world)] if acting else []
        return (*reading_tools(world, self.entities), *acting, *waiting)


def reading_tools(world: World, entities: Iterable[str]) -> tuple[str, ...]:
    """The search and get tools of the entities, in the World's order."""
    wanted = set(entities)
    return tuple(
        name
        for entity in world.entities
        if entity.name in wanted
        for name in (f"search_{identifier(entity.plural)}", f"get_{identifier(entity.name)}")
    )


def shared(world: World, group: Group, stream: Stream, *, most: int = 4) -> tuple[Group, ...]:
    """The group's work shared out among two to `most`: by part of the place, by entity, by caller or by chance.

    The group itself where it has one action. What the group looks up is looked up by some part.
    """
    if len(group.actions) < 2:
        return (group,)
    for kind in _kinds(group.actions, stream):
        parts = _groups(world, group.actions, _keys(kind, group.actions, stream, most))
        if 1 < len(parts) <= most:
            if len(group.actions) == len(world.actions):
                return _cover(world, parts)
            first = _ordered(world, (*group.entities, *parts[0].entities))
            return (Group(parts[0].name, parts[0].actions, first), *parts[1:])
    return shared(world, group, stream, most=most)


def _kinds(actions: tuple[Action, ...], stream: Stream) -> list[str]:
    """Ways to share work out, in a random order; by parts of the place first, where it has some."""
    kinds = stream.shuffled(("entity", "caller", "chance"))
    parts = {action.section for action in actions}
    first = ["section"] if len(parts) > 1 and stream.chance(0.5) else []
    return [*first, *kinds]


def _keys(kind: str, actions: tuple[Action, ...], stream: Stream, most: int) -> dict[str, str]:
    """Each action's part."""
    if kind == "entity":
        return {action.name: action.object for action in actions}
    if kind == "section":
        return {action.name: action.section or "desk" for action in actions}
    if kind == "caller":
        return {action.name: (*action.callers, "desk")[0] for action in actions}
    names = stream.shuffled(action.name for action in actions)
    count = stream.between(2, min(most, len(names)))
    return {name: f"desk {nth % count + 1}" for nth, name in enumerate(names)}


def _groups(world: World, actions: tuple[Action, ...], key: dict[str, str]) -> list[Group]:
    members: dict[str, list[Action]] = {}
    for action in actions:
        members.setdefault(key[action.name], []).append(action)
    return [
        Group(name, tuple(actions), _needed(world, actions)) for name, actions in members.items()
    ]


def _cover(world: World, groups: list[Group]) -> tuple[Group, ...]:
    """Give every entity's whole neighbourhood to at least one group, so that any is answered for."""
    covered = list(groups)
    for entity in world.entities:
        near = _closure(world, [entity.name])
        if not any(set(near) <= set(group.entities) for group in covered):
            nth = max(range(len(covered)), key=lambda n: len(set(near) & set(covered[n].entities)))
            both = _ordered(world, (*covered[nth].entities, *near))
            covered[nth] = Group(covered[nth].name, covered[nth].actions, both)
    return tuple(covered)


def _needed(world: World, actions: Iterable[Action]) -> tuple[str, ...]:
    names: list[str] = []
    for action in actions:
        names.extend(_mentioned(world, action))
    return _closure(world, names)


def _mentioned(world: World, action: Action) -> list[str]:
    known = {entity.name for entity in world.entities}
    names = [p.entity for p in action.parameters if p.entity]
    names += [e.entity for e in action.effects if isinstance(e, CreateRow | DeleteRows)]
    names += [name for name in action.callers if name in known]
    names += [CLOCK] if reads_clock(action, world) else []
    guards = [rule.condition for rule in world.rules if rule.action == action.name]
    for condition in (*action.requires, *guards):
        names.extend(_counted(condition))
    invariants = (r for r in world.rules if r.entity is not None and r.entity in names)
    for rule in invariants:
        names.extend(_counted(rule.condition))
    return [name for name in names if name in known]


def _counted(condition: Condition) -> list[str]:
    inner = _counted(condition.when) if condition.when else []
    return [condition.entity, *inner] if isinstance(condition, CountAtMost | Exists) else inner


def _closure(world: World, names: Iterable[str]) -> tuple[str, ...]:
    """The entities and all that are linked to them, either way: rows are told by their relations."""
    links = [(e.name, a.entity) for e in world.entities for a in e.attributes if a.entity]
    found = set(names)
    while new := {b for pair in links for a, b in (pair, pair[::-1]) if a in found} - found:
        found |= new
    return _ordered(world, found)


def _ordered(world: World, names: Iterable[str]) -> tuple[str, ...]:
    wanted = set(names)
    return tuple(entity.name for entity in world.entities if entity.name in wanted)


def touched(world: World, group: Group) -> Group:
    """The group as far as its actions reach: the rows they are about, and those they make or end."""
    names = {p.entity for action in group.actions for p in action.parameters if p.entity}
    names |= {
        effect.entity
        for action in group.actions
        for effect in action.effects
        if isinstance(effect, CreateRow | DeleteRows)
    }
    return Group(group.name, group.actions, _ordered(world, names))


def titles(world: World, entities: Iterable[str]) -> str:
    """The entities' plurals in one phrase: "books, members and loans"."""
    words = [world.entity(name).plural or plural(name) for name in entities]
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
