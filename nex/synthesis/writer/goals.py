"""What a model must know of a World to fill a goal: its things, its actions, who there is."""

from __future__ import annotations

from collections.abc import Iterator

from nex.data.world import Action, Attribute, World
from nex.language.requests.request import label_attribute
from nex.language.sentences.canonical import action_phrase


def goal_vocabulary(world: World) -> str:
    """Every name that a typed goal may hold, with its type."""
    return "\n".join(_lines(world))


def _lines(world: World) -> Iterator[str]:
    yield "Things and their attributes:"
    for entity in world.entities:
        label = label_attribute(entity)
        called = f"; called by its {label.name}" if label else ""
        yield f"- {entity.name} ({', '.join(map(_attribute, entity.attributes))}){called}"
    yield "Actions:"
    yield from (f"- {_action(action)}" for action in world.actions)
    if world.roles:
        yield f"Roles: {', '.join(world.roles)}"


def _attribute(attribute: Attribute) -> str:
    if attribute.type == "one_of":
        return f"{attribute.name}: {' | '.join(attribute.values)}"
    if attribute.type == "reference":
        return f"{attribute.name}: a {attribute.entity}"
    return f"{attribute.name}: {attribute.type.replace('_', '/')}"


def _action(action: Action) -> str:
    parameters = (
        _attribute(Attribute(name=p.name, type=p.type, values=p.values, entity=p.entity))
        for p in action.parameters
    )
    who = f"; by {', '.join(action.callers)}" if action.callers else ""
    return f'"{action.name}": {action_phrase(action)} (with {", ".join(parameters)}){who}'
