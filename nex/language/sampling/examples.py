"""Random examples: an action with labels for its rows, facts before it, how it ends."""

from __future__ import annotations

from nex.data.streams import Stream
from nex.data.world import Action, Example, Parameter, SetValue, Value, World
from nex.language.sampling.conditions import literal_of, places
from nex.language.sentences.scope import action_scope, as_attribute
from nex.language.words.literals import literal

_LABELS = ("Dune", "Mia Cole", "North 7", "A-12", "the old one", "Uma Rossi", "No. 4", "x")


def sampled_examples(world: World, stream: Stream) -> tuple[Example, ...]:
    """Up to two examples of the World's actions."""
    actions = stream.sample(world.actions, stream.between(0, 2))
    return tuple(_example(world, action, stream) for action in actions)


def _example(world: World, action: Action, stream: Stream) -> Example:
    arguments = tuple((p.name, _argument(p, stream)) for p in action.parameters)
    refused = stream.chance(0.5)
    return Example(
        action=action.name,
        caller=_caller(world, action, stream),
        arguments=arguments,
        facts=_facts(world, action, stream),
        refused=refused,
        then=() if refused or stream.chance(0.3) else _ends(action),
    )


def _argument(parameter: Parameter, stream: Stream) -> str:
    if parameter.entity is not None or parameter.type == "text":
        return stream.choice(_LABELS)
    if parameter.type in ("date", "time"):
        return {"date": "2026-05-04", "time": "09:30"}[parameter.type]
    attribute = as_attribute(parameter)
    return literal(literal_of(attribute, stream), attribute)


def _caller(world: World, action: Action, stream: Stream) -> tuple[str, str | None] | None:
    if not action.callers or stream.chance(0.3):
        return None
    name = stream.choice(action.callers)
    entity = any(e.name == name for e in world.entities)
    return name, stream.choice(_LABELS) if entity else None


def _facts(world: World, action: Action, stream: Stream) -> tuple[tuple[str, Value], ...]:
    found: dict[str, Value] = {}
    known = places(action_scope(world, action), 2)
    for path, attribute in stream.sample(known, stream.between(0, 2)):
        value = literal_of(attribute, stream)
        if value is not None:
            found[".".join(path)] = value
    return tuple(found.items())


def _ends(action: Action) -> tuple[tuple[str, Value], ...]:
    return tuple(
        (".".join(e.path), e.to)
        for e in action.effects
        if isinstance(e, SetValue) and isinstance(e.to, str | bool | int) and e.path[0] != "id"
    )
