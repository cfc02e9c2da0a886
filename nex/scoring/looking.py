"""Every row of a server, read through its searches, and what conditions say about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Signature
from nex.data.world import (
    MONEY_SCALE,
    NUMBER_SCALE,
    Action,
    Attribute,
    Entity,
    Operand,
    Parameter,
    Path,
    Value,
    World,
    identifier,
)
from nex.scoring.servers import ToolCaller, every_row, row_id

SCALES = {"money": MONEY_SCALE, "number": NUMBER_SCALE}


@dataclass(frozen=True, slots=True)
class Rows:
    """A server's rows by entity and id, as its tools show them."""

    words: World
    found: dict[str, dict[str, Json]]

    def of(self, entity: str) -> dict[str, Json]:
        """The rows of an entity; none where it has no search."""
        return self.found.get(entity, {})

    def flat(self) -> dict[str, Json]:
        """Every row by id; ids are unique in a server."""
        return {id: row for held in self.found.values() for id, row in held.items()}


def snapshot(call: ToolCaller, signatures: Sequence[Signature], words: World) -> Rows:
    """Read every row of every entity that has a search tool."""
    names = {signature.name for signature in signatures}
    searches = {e.name: f"search_{identifier(e.plural)}" for e in words.entities}
    return Rows(
        words,
        {
            entity: {row_id(row): row for row in every_row(call, search, {})}
            for entity, search in searches.items()
            if search in names
        },
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands at a path: the value in the World's own scale, and where it was found."""

    value: Value
    entity: str = ""
    row: str = ""
    attribute: str = ""


@dataclass(frozen=True, slots=True)
class Binding:
    """The rows, with an action's arguments bound: what its paths are read from."""

    rows: Rows
    action: Action
    arguments: Json

    def look(self, path: tuple[str, ...]) -> Seen | None:
        """What stands at the path; None where these rows cannot tell (the caller's, say)."""
        parameter = next((p for p in self.action.parameters if p.name == path[0]), None)
        if parameter is None:
            return None
        given = self.arguments.get(identifier(parameter.name))
        seen = Seen(_value(given, parameter), entity=parameter.entity or "")
        entity = parameter.entity
        for name in path[1:]:
            if entity is None:
                return None
            seen = self._attribute(entity, seen.value, name)
            entity = self._target(entity, name)
        return seen

    def _target(self, entity: str, name: str) -> str | None:
        attribute = self.rows.words.entity(entity).attribute(name)
        return attribute.entity if attribute else None

    def _attribute(self, entity: str, id: Value, name: str) -> Seen:
        attribute = self.rows.words.entity(entity).attribute(name)
        row = self.rows.of(entity).get(str(id), {})
        shown = row.get(identifier(name))
        return Seen(_value(shown, attribute), entity, str(id), name)

    def operand(self, operand: Operand) -> Seen | None:
        """The value that an operand stands for; None where these rows cannot tell."""
        return self.look(operand.path) if isinstance(operand, Path) else Seen(operand)


def _value(shown: JsonValue, kind: Attribute | Parameter | None) -> Value:
    """A shown value in the World's own scale."""
    if isinstance(shown, int | float) and not isinstance(shown, bool):
        return round(shown * SCALES.get(kind.type if kind else "", 1))
    return shown if isinstance(shown, bool | str) else None


def column(entity: Entity, row: Json, name: str) -> Value:
    """The value of a row's column in the World's own scale; "id" names the row itself."""
    return (
        row_id(row) if name == "id" else _value(row.get(identifier(name)), entity.attribute(name))
    )
