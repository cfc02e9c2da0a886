"""Random worlds, for the round trip through English and for worlds from nothing."""

from __future__ import annotations

from collections.abc import Sequence

from nex.data.streams import Stream
from nex.data.world import Action, Attribute, AttributeType, Entity, Mount, Rule, Value, World
from nex.language.reading.inference import inferred
from nex.language.sampling.actions import sampled_action
from nex.language.sampling.conditions import sampled_condition
from nex.language.sampling.examples import sampled_examples
from nex.language.sampling.wordstock import FACTS, LABELS, NOUNS, PROSE, RELATIONS, ROLES, STATES
from nex.language.sentences.clock import clock, without_idle_clock
from nex.language.sentences.scope import action_scope, entity_scope
from nex.language.words.literals import NUMERIC, SCALES
from nex.language.words.morphology import plural


def random_world(stream: Stream) -> World:
    """A World that can be said in controlled English, whole and consistent."""
    names = stream.sample(NOUNS, stream.between(2, 4))
    world = World(
        name=f"{stream.choice(('north', 'old', 'city', 'little'))} {names[0]} desk",
        entities=_entities(names, stream),
        roles=tuple(stream.sample(ROLES, stream.between(0, 3))),
    )
    if stream.chance(0.5):
        world = world.model_copy(update={"entities": (*world.entities, clock())})
    world = world.model_copy(update={"actions": _actions(world, stream)})
    world = world.model_copy(update={"rules": _rules(world, stream)})
    notes = tuple(stream.sample(PROSE, stream.between(0, 2)))
    examples = sampled_examples(world, stream)
    used = {caller for action in world.actions for caller in action.callers}
    roles = tuple(role for role in world.roles if role in used)
    mounts = tuple(
        Mount(server=server, holds=stream.choice((None, "reports", "site plans")))
        for server in stream.sample(("git", "filesystem", "time"), stream.below(2))
    )
    world = world.model_copy(update={"mounts": mounts})
    told = {"notes": notes, "examples": examples, "roles": roles}
    return without_idle_clock(world.model_copy(update=told))


def _entities(names: Sequence[str], stream: Stream) -> tuple[Entity, ...]:
    counted = stream.chance(0.7)
    found: list[Entity] = []
    for at, name in enumerate(names):
        attributes = _attributes(names[:at], name, stream)
        count = stream.between(2, 40) if counted else None
        found.append(Entity(name=name, plural=plural(name), attributes=attributes, count=count))
    return tuple(found)


def _attributes(before: Sequence[str], name: str, stream: Stream) -> tuple[Attribute, ...]:
    found = [Attribute(name=stream.choice(LABELS), type="text", unique=stream.chance(0.3))]
    for fact, type in stream.sample(FACTS, stream.between(0, 3)):
        found.append(_fact(fact, type, stream))
    for state, values in stream.sample(STATES, stream.between(1, 2)):
        initial = values[0] if stream.chance(0.4) else None
        found.append(Attribute(name=state, type="one_of", values=values, initial=initial))
    targets = stream.sample(before, stream.between(0, 2))
    found += [_reference(target, stream) for target in targets]
    if stream.chance(0.15):
        relation = stream.choice(RELATIONS)
        found.append(Attribute(name=relation, type="reference", entity=name, optional=True))
    kept: dict[str, Attribute] = {}
    for attribute in found:
        kept.setdefault(attribute.name, attribute)
    return tuple(stream.shuffled(kept.values()))


def _fact(name: str, type: AttributeType, stream: Stream) -> Attribute:
    low = high = None
    initial: Value = None
    if type in NUMERIC and stream.chance(0.4):
        low, high = 0, stream.between(5, 50) * SCALES[type]
    if type in NUMERIC and stream.chance(0.3):
        initial = 0
    if type == "yes_no" and stream.chance(0.4):
        initial = stream.chance(0.5)
    return Attribute(
        name=name,
        type=type,
        optional=initial is None and stream.chance(0.3),
        minimum=low,
        maximum=high if stream.chance(0.6) else None,
        initial=initial,
    )


def _reference(target: str, stream: Stream) -> Attribute:
    name = stream.choice(RELATIONS) if stream.chance(0.25) else target
    return Attribute(name=name, type="reference", entity=target, optional=stream.chance(0.3))


def _actions(world: World, stream: Stream) -> tuple[Action, ...]:
    """Actions whose meaning needs no inference: what English leaves unsaid is said."""
    found: dict[str, Action] = {}
    verbs: set[tuple[str, str]] = set()
    for _ in range(stream.between(3, 7)):
        action = sampled_action(world, stream)
        if action is None or (action.verb, action.object) in verbs:
            continue
        alone = world.model_copy(update={"actions": (action,)})
        [whole] = inferred(alone).actions
        if whole.parameters == action.parameters:
            verbs.add((action.verb, action.object))
            found[action.name] = whole.model_copy(update={"inferred": ()})
    return tuple(found.values())


def _rules(world: World, stream: Stream) -> tuple[Rule, ...]:
    found: list[Rule] = []
    for action in stream.sample(world.actions, stream.between(0, 2)):
        condition = sampled_condition(action_scope(world, action), stream, guarded=0.3)
        if condition is not None:
            found.append(Rule(action=action.name, condition=condition))
    things = [entity for entity in world.entities if not entity.single]
    for entity in stream.sample(things, stream.between(0, 2)):
        scope = entity_scope(world, entity.name)
        condition = sampled_condition(scope, stream, guarded=0.3)
        if condition is not None:
            found.append(Rule(entity=entity.name, condition=condition))
    return tuple(rule for at, rule in enumerate(found) if rule not in found[:at])
