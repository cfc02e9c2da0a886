"""Other names for the things, attributes, values, roles and verbs of a World."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nex.data.jsons import Json, JsonValue
from nex.data.streams import Stream
from nex.data.world import Action, SetValue, World
from nex.language.words.morphology import plural

_NOUNS = ("name", "object", "entity", "attribute", "path", "callers", "roles")
"""Fields of a World that hold names."""
_VALUES = ("values", "initial", "to", "among")
"""Fields that hold values of the attribute that the same record names."""


@dataclass(frozen=True, slots=True)
class Names:
    """Old name -> new name, by what bears it."""

    nouns: Mapping[str, str] = field(default_factory=dict[str, str])
    """Things, attributes and roles."""
    values: Mapping[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    """(attribute, value) -> value."""
    verbs: Mapping[str, str] = field(default_factory=dict[str, str])
    """Name of an action -> its verb."""


def drawn_names(world: World, also: Mapping[str, list[str]], stream: Stream) -> Names:
    """For each name one of its others or itself, none that is taken already."""
    taken = _taken(world)
    nouns, values, verbs = dict[str, str](), dict[tuple[str, str], str](), dict[str, str]()
    actions = {action.name: action for action in world.actions}
    for old, others in also.items():
        attribute, _, last = old.rpartition(".")
        new = stream.choice([last, *others])
        if new == last or new in taken:
            continue
        taken.add(new)
        if old in actions:
            verbs[old] = new
        elif attribute:
            values[attribute, last] = new
        else:
            nouns[old] = new
    return Names(nouns, values, verbs)


def renamed(world: World, names: Names) -> World:
    """The same World under other names."""
    actions = [_verb(action, names) for action in world.actions]
    plain = world.model_copy(update={"actions": tuple(actions), "rules": ()})
    found = World.model_validate(_walked(plain.model_dump(mode="json"), names))
    keys = {old.name: new.name for old, new in zip(world.actions, found.actions, strict=True)}
    rules = [
        type(rule).model_validate(
            _walked(rule.model_dump(mode="json"), names)
            | {"action": keys[rule.action] if rule.action else None}
        )
        for rule in world.rules
    ]
    entities = tuple(
        new if new.name == old.name else new.model_copy(update={"plural": plural(new.name)})
        for old, new in zip(world.entities, found.entities, strict=True)
    )
    whole = {"name": world.name, "entities": entities, "rules": tuple(rules)}
    return found.model_copy(update=whole)


def _taken(world: World) -> set[str]:
    """Every name and value of the World."""
    attributes = [a for entity in world.entities for a in entity.attributes]
    return {
        *(entity.name for entity in world.entities),
        *(attribute.name for attribute in attributes),
        *(value for attribute in attributes for value in attribute.values),
        *world.roles,
    }


def _verb(action: Action, names: Names) -> Action:
    """The action under its new verb, its complement after the new value."""
    complement = action.complement
    for effect in action.effects:
        if isinstance(effect, SetValue) and complement == f"as {effect.to}":
            new = names.values.get((effect.path[-1], f"{effect.to}"), effect.to)
            return action.model_copy(update={"complement": f"as {new}"})
    return action.model_copy(update={"verb": names.verbs.get(action.name, action.verb)})


def _walked(record: Json, names: Names) -> Json:
    """A record and all below it, renamed."""
    subject = _subject(record)
    return {key: _field(key, value, subject, names) for key, value in record.items()}


def _subject(record: Json) -> str:
    """The attribute that the record is about; "" where it is about none."""
    path = record.get("path")
    found = path[-1] if isinstance(path, list) and path else record.get("attribute")
    found = found or record.get("name")
    return found if isinstance(found, str) else ""


def _field(key: str, value: JsonValue, subject: str, names: Names) -> JsonValue:
    if isinstance(value, dict):
        return _walked(value, names)
    if isinstance(value, list):
        return [_item(key, item, subject, names) for item in value]
    if not isinstance(value, str):
        return value
    if key in _NOUNS:
        return _noun(value, names)
    return names.values.get((subject, value), value) if key in _VALUES else value


def _item(key: str, item: JsonValue, subject: str, names: Names) -> JsonValue:
    """One of a list; a created row's values are pairs of an attribute and its operand."""
    if isinstance(item, list) and len(item) == 2 and isinstance(item[0], str):
        return [_noun(item[0], names), _field("to", item[1], item[0], names)]
    return _field(key, item, subject, names)


def _noun(name: str, names: Names) -> str:
    other = name.removeprefix("other ")
    return name[: len(name) - len(other)] + names.nouns.get(other, other)
