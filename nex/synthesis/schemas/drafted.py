"""A draft: the World that a schema suggests, cut down to what a spec can say."""

from __future__ import annotations

from dataclasses import dataclass

from nex.data.world import Action, Attribute, Entity, World
from nex.errors import InputError
from nex.language.reading.reader import inspect_spec
from nex.language.sentences.facts import unmarked
from nex.language.writing.writer import write_spec
from nex.worlds.surface import PLAIN, signatures

MOST_THINGS = 40
MOST_ATTRIBUTES = 40


@dataclass(frozen=True, slots=True)
class Drafted:
    """A spec that reads back whole, and what of the schema is not in it."""

    world: World
    spec: str
    remarks: tuple[str, ...]
    files: tuple[tuple[str, str], ...] = ()
    """(name, text) of what stands beside the spec, which names it."""


def drafted(world: World, remarks: list[str], path: str) -> Drafted:
    """The World's spec; what no sentence can say is left out with a remark.

    Raises InputError where nothing of the schema is left.
    """
    remarks = list(remarks)
    world = _bounded(world, remarks)
    if world.entities and not _sayable(world):
        world = _kept(world, remarks)
    if not world.entities:
        raise InputError(f"{path}: no thing could be drafted from it; write a spec by hand")
    return Drafted(world, write_spec(world), tuple(remarks))


def _bounded(world: World, remarks: list[str]) -> World:
    if len(world.entities) > MOST_THINGS:
        remarks.append(f"the first {MOST_THINGS} of {len(world.entities)} things are drafted")
    kept = world.entities[:MOST_THINGS]
    names = {entity.name for entity in kept}
    cut = [entity.model_copy(update={"attributes": _first(entity, names)}) for entity in kept]
    entities = tuple(entity for entity in cut if entity.attributes)
    names = {entity.name for entity in entities}
    actions = tuple(a for a in world.actions if a.object in names and _within(a, names))
    return world.model_copy(update={"entities": entities, "actions": actions})


def _first(entity: Entity, names: set[str]) -> tuple[Attribute, ...]:
    fit = [a for a in entity.attributes if a.entity is None or a.entity in names]
    return tuple(fit[:MOST_ATTRIBUTES])


def _within(action: Action, names: set[str]) -> bool:
    return all(p.entity is None or p.entity in names for p in action.parameters)


def _sayable(world: World) -> bool:
    """Whether the World's canonical English reads back as the World, and its tools can stand."""
    try:
        signatures(world, PLAIN)
        reading = inspect_spec(write_spec(world), world.name)
    except InputError:
        return False
    exact = all(statement.kind == "exact" for statement in reading.statements)
    return exact and unmarked(reading.world).meaning() == world.meaning()


def _kept(world: World, remarks: list[str]) -> World:
    """The World without the attributes and actions that no sentence can say."""
    bare = [entity.model_copy(update={"attributes": ()}) for entity in world.entities]
    found: list[Entity] = []
    for at, entity in enumerate(world.entities):
        attributes: list[Attribute] = []
        for attribute in entity.attributes:
            tried = entity.model_copy(update={"attributes": (*attributes, attribute)})
            around = [*found, tried, *bare[at + 1 :]]
            if _sayable(World(name=world.name, entities=tuple(e for e in around if e.attributes))):
                attributes.append(attribute)
            else:
                remarks.append(f"{entity.name}: its {attribute.name} is left out")
        found.append(entity.model_copy(update={"attributes": tuple(attributes)}))
    whole = tuple(entity for entity in found if entity.attributes)
    return _acting(world.model_copy(update={"entities": whole, "actions": ()}), world, remarks)


def _acting(bare: World, world: World, remarks: list[str]) -> World:
    for action in world.actions:
        tried = bare.model_copy(update={"actions": (*bare.actions, action)})
        if _fits(action, bare) and _sayable(tried):
            bare = tried
        else:
            remarks.append(f"the action {action.name!r} is left out")
    return bare


def _fits(action: Action, world: World) -> bool:
    names = {entity.name for entity in world.entities}
    return action.object in names and _within(action, names)
