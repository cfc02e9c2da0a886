"""Echoes: what a statement compiled to, in canonical English."""

from __future__ import annotations

from nex.data.world import Action, Entity, Mount, World
from nex.language.reading.meanings import (
    Allows,
    Causes,
    Chain,
    Counts,
    Declares,
    Happens,
    Lists,
    Meaning,
    Mounts,
    Opens,
    Paces,
    Requires,
    Rules,
    Shares,
    Shows,
    Starts,
)
from nex.language.reading.pace import (
    happening_sentence,
    person_sentence,
    section_sentence,
    takes_sentence,
)
from nex.language.sentences.canonical import action_phrase, rule_sentence
from nex.language.sentences.clauses import change, demand
from nex.language.sentences.declared import entity_sentence
from nex.language.sentences.scope import action_scope, wide_scope
from nex.language.words.literals import literal
from nex.language.words.morphology import listed, plural, with_article
from nex.language.writing.examples import example_sentence


def echo(meaning: Meaning, world: World, names: frozenset[str]) -> tuple[str, ...]:
    """The canonical English of what a statement means in its World, whose entities are `names`."""
    match meaning:
        case Declares():
            said = Entity(name=meaning.entity, plural=meaning.plural, attributes=meaning.attributes)
            return (entity_sentence(said, names),)
        case Counts() | Starts() | Chain():
            return (_life(meaning, world),)
        case Allows():
            return _allowed(meaning, world)
        case Requires() | Causes() | Rules() | Shows():
            return _behaviour(meaning, world)
        case Opens() | Lists() | Mounts() | Shares():
            return _surroundings(meaning, world)
        case Paces() | Happens():
            return (_pace(meaning, world),)


def _surroundings(meaning: Opens | Lists | Mounts | Shares, world: World) -> tuple[str, ...]:
    match meaning:
        case Opens(conditions=conditions):
            return tuple(f"whatever is done: {demand(c, wide_scope(world))}" for c in conditions)
        case Lists(entity=entity, file=file):
            return (f"The {world.entity(entity).plural} are in {file}",)
        case Shares(entity=entity, file=file):
            return (f"The {world.entity(entity).plural} are shared with {file}",)
        case Mounts(mount=mount):
            return (mount_sentence(mount),)


def _pace(meaning: Paces | Happens, world: World) -> str:
    if isinstance(meaning, Happens):
        return happening_sentence(world, meaning.happening)
    action = world.action(meaning.action)
    if meaning.section:
        return section_sentence(action)
    return person_sentence(action) if meaning.in_person else takes_sentence(action)


def mount_sentence(mount: Mount) -> str:
    """`Use the git server`, `Reports are kept on the filesystem server`."""
    if mount.holds is None:
        return f"Use the {mount.server} server"
    return f"{mount.holds[:1].upper()}{mount.holds[1:]} are kept on the {mount.server} server"


def _behaviour(meaning: Requires | Causes | Rules | Shows, world: World) -> tuple[str, ...]:
    match meaning:
        case Requires(action=name, conditions=conditions):
            action = world.action(name)
            scope = action_scope(world, action)
            return _about(action, [demand(c, scope) for c in conditions])
        case Causes(action=name, effects=effects, requires=conditions):
            action = world.action(name)
            scope = action_scope(world, action)
            said = [demand(c, scope) for c in conditions]
            return _about(action, said + [change(e, scope) for e in effects])
        case Rules():
            return tuple(rule_sentence(world, rule) for rule in meaning.all)
        case Shows():
            return (example_sentence(world, meaning.example),)


def _about(action: Action, said: list[str]) -> tuple[str, ...]:
    return tuple(f"{action_phrase(action)}: {sentence}" for sentence in said)


def _allowed(meaning: Allows, world: World) -> tuple[str, ...]:
    action = next((a for a in world.actions if a.name == meaning.action), None)
    if action is None:
        return ()
    who = listed([plural(name) for name in meaning.callers]) or "anybody"
    scope = action_scope(world, action)
    said = [demand(c, scope) for c in meaning.requires] + [
        change(e, scope) for e in meaning.effects
    ]
    added = [f"{sentence} (inferred)" for sentence in action.inferred]
    return (f"{who} can {action_phrase(action)}", *_about(action, said + added))


def _life(meaning: Counts | Starts | Chain, world: World) -> str:
    if isinstance(meaning, Counts):
        name = meaning.entity if meaning.count == 1 else world.entity(meaning.entity).plural
        return f"There are {meaning.count} {name}"
    attribute = world.entity(meaning.entity).attribute(meaning.attribute)
    owned = f"{with_article(meaning.entity)}'s {meaning.attribute}"
    if isinstance(meaning, Starts):
        return f"{owned} starts as {literal(meaning.value, attribute)}"
    order = " -> ".join(literal(value, attribute) for value in meaning.values)
    return f"{owned} goes {order}"
