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
from nex.language.clock import CLOCK, reads_clock
from nex.language.morphology import plural


@dataclass(frozen=True, slots=True)
class Group:
    """Actions that one specialist owns, and the entities that it must be able to look up."""

    name: str
    actions: tuple[Action, ...]
    entities: tuple[str, ...]

    def tools(self, world: World) -> tuple[str, ...]:
        """The names of its World tools: reading first."""
        return (*reading_tools(world, self.entities), *(identifier(a.name) for a in self.actions))


def reading_tools(world: World, entities: Iterable[str]) -> tuple[str, ...]:
    """The search and get tools of the entities, in the World's order."""
    wanted = set(entities)
    return tuple(
        name
        for entity in world.entities
        if entity.name in wanted
        for name in (f"search_{identifier(entity.plural)}", f"get_{identifier(entity.name)}")
    )


def partitions(world: World, stream: Stream) -> tuple[tuple[str, tuple[Group, ...]], ...]:
    """Ways to share the actions out, each in at least two groups: by entity, by caller, by chance."""
    keys = {
        "entity": {action.name: action.object for action in world.actions},
        "caller": {action.name: (*action.callers, "desk")[0] for action in world.actions},
        "chance": _by_chance(world, stream),
    }
    found: list[tuple[str, tuple[Group, ...]]] = []
    seen: set[tuple[tuple[str, ...], ...]] = set()
    for kind, key in keys.items():
        groups = _groups(world, key)
        shape = tuple(sorted(tuple(sorted(a.name for a in g.actions)) for g in groups))
        if len(groups) > 1 and shape not in seen:
            seen.add(shape)
            found.append((kind, _cover(world, groups)))
    return tuple(found)


def split(world: World, group: Group) -> tuple[Group, ...]:
    """The group in two halves that keep its entities between them; one where it has one action."""
    if len(group.actions) < 2:
        return (group,)
    half = (len(group.actions) + 1) // 2
    parts = [
        Group(f"{group.name} {word}", actions, _needed(world, actions))
        for word, actions in (("first", group.actions[:half]), ("second", group.actions[half:]))
    ]
    first = tuple(dict.fromkeys((*group.entities, *parts[0].entities)))
    return (Group(parts[0].name, parts[0].actions, _ordered(world, first)), parts[1])


def _by_chance(world: World, stream: Stream) -> dict[str, str]:
    names = stream.shuffled(action.name for action in world.actions)
    count = stream.between(2, max(2, min(3, len(names) // 2)))
    return {name: f"desk {nth % count + 1}" for nth, name in enumerate(names)}


def _groups(world: World, key: dict[str, str]) -> list[Group]:
    members: dict[str, list[Action]] = {}
    for action in world.actions:
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


def titles(world: World, entities: Iterable[str]) -> str:
    """The entities' plurals in one phrase: "books, members and loans"."""
    words = [world.entity(name).plural or plural(name) for name in entities]
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
