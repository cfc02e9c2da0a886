"""Echoes: what a statement compiled to, in canonical English."""

from __future__ import annotations

from nex.data.world import Action, Entity, World
from nex.language.clauses import change, demand
from nex.language.declared import entity_sentence
from nex.language.literals import literal
from nex.language.meanings import (
    Allows,
    Causes,
    Chain,
    Counts,
    Declares,
    Meaning,
    Requires,
    Rules,
    Shows,
    Starts,
)
from nex.language.morphology import listed, plural, with_article
from nex.language.scope import action_scope
from nex.language.sentences import action_phrase, rule_sentence
from nex.language.writing_examples import example_sentence


def echo(meaning: Meaning, world: World, names: frozenset[str]) -> tuple[str, ...]:
    """The canonical English of what a statement means in its World, whose entities are `names`."""
    match meaning:
        case Declares():
            said = Entity(name=meaning.entity, plural=meaning.plural, attributes=meaning.attributes)
            return (entity_sentence(said, names),)
        case Counts(entity=entity, count=count):
            name = entity if count == 1 else world.entity(entity).plural
            return (f"There are {count} {name}",)
        case Starts() | Chain():
            return (_life(meaning, world),)
        case Allows():
            return _allowed(meaning, world)
        case _:
            return _behaviour(meaning, world)


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
        case Rules(rule=rule):
            return (rule_sentence(world, rule),)
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


def _life(meaning: Starts | Chain, world: World) -> str:
    attribute = world.entity(meaning.entity).attribute(meaning.attribute)
    owned = f"{with_article(meaning.entity)}'s {meaning.attribute}"
    if isinstance(meaning, Starts):
        return f"{owned} starts as {literal(meaning.value, attribute)}"
    order = " -> ".join(literal(value, attribute) for value in meaning.values)
    return f"{owned} goes {order}"
