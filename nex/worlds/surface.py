"""How a World shows itself as tools: the plain dialect, and any other one around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from nex.data.environment import SurfaceChoice
from nex.data.jsons import Json, JsonValue
from nex.data.messages import Signature
from nex.data.world import Action, AttributeType, Value, World, identifier
from nex.errors import InputError
from nex.language.dialects.waiting import pace_tools
from nex.worlds.schema import Schema, schema_of
from nex.worlds.tools import Tool, plain_tools
from nex.worlds.values import shown
from nex.worlds.wardrobe import Wardrobe, wardrobe

PLAIN = SurfaceChoice()


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """A World's tools by name, and the keys of its rows."""

    tools: dict[str, Tool]
    keys: dict[str, tuple[tuple[str, AttributeType], ...]]
    """Entity -> key and type of each attribute, in order."""
    pace: Mapping[str, Signature] = field(default_factory=dict[str, Signature])
    """What a World has beside them whose clock runs, by name; the same in every dialect."""
    dress: Wardrobe | None = None
    """What stands between agents and these tools; None: nothing, the dialect is plain."""

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """Every tool as an agent sees it."""
        if self.dress is not None:
            return (*self.dress.signatures, *self.pace.values())
        return (*(tool.signature for tool in self.tools.values()), *self.pace.values())

    def knows(self, name: str) -> bool:
        """Whether an agent can call a tool of that name."""
        return name in (self.tools if self.dress is None else self.dress.tools) or name in self.pace

    def row(self, entity: str, record: Iterable[Value]) -> Json:
        """A record (the id, then each attribute) as JSON."""
        values = iter(record)
        row: Json = {"id": next(values)}
        for (key, type), value in zip(self.keys[entity], values, strict=True):
            row[key] = _SHOW[type](value) if type in _SHOW and value is not None else value
        return row


def signatures(world: World, choice: SurfaceChoice = PLAIN) -> tuple[Signature, ...]:
    """The tools of a World: search and get for each entity, then one for each action."""
    return surface_of(schema_of(world, 0), choice).signatures


def tool_action(world: World, name: str) -> Action | None:
    """The action that a tool of that name performs; None where it performs none."""
    return next((action for action in world.actions if identifier(action.name) == name), None)


def surface_of(schema: Schema, choice: SurfaceChoice = PLAIN) -> Surface:
    """A World's Surface, made once; InputError for names that collide."""
    if choice.is_plain:
        return _plain(schema, choice.hide_contracts)
    return _in_dialect(schema, choice.model_dump_json())


@lru_cache(maxsize=256)
def _in_dialect(schema: Schema, written: str) -> Surface:
    choice = SurfaceChoice.model_validate_json(written)
    plain = _plain(schema, choice.hide_contracts)
    dress = wardrobe(schema.world, tuple(plain.tools.values()), choice)
    return Surface(plain.tools, plain.keys, plain.pace, dress)


@lru_cache(maxsize=256)
def _plain(schema: Schema, hidden: bool) -> Surface:
    tools: dict[str, Tool] = {}
    pace = {signature.name: signature for signature in pace_tools(schema.world)}
    for tool in plain_tools(schema, hidden=hidden):
        if tool.signature.name in tools or tool.signature.name in pace:
            raise InputError(
                f"world {schema.world.name!r}: two tools would be called "
                f"{tool.signature.name!r}; rename one of the things or actions"
            )
        tools[tool.signature.name] = tool
    keys: dict[str, tuple[tuple[str, AttributeType], ...]] = {
        entity.name: tuple((identifier(a.name), a.type) for a in entity.attributes)
        for entity in schema.world.entities
    }
    return Surface(tools, keys, pace)


def call_arguments(world: World, action: str, bindings: dict[str, Value]) -> dict[str, JsonValue]:
    """An action's bindings as the arguments of its tool; what is unset is left out."""
    return {
        identifier(p.name): shown(bindings[p.name], p.type)
        for p in world.action(action).parameters
        if bindings.get(p.name) is not None
    }


def _money(value: Value) -> JsonValue:
    return shown(value, "money")


def _decimal(value: Value) -> JsonValue:
    return shown(value, "number")


def _boolean(value: Value) -> JsonValue:
    return bool(value)


_SHOW = {"money": _money, "number": _decimal, "yes_no": _boolean}
