"""Store: values that several agents of one run share, typed and versioned; every write is a call.

A Store is made for one run. Its units read and write it, so that all its history stands in the
log, and `replay` makes the same Store from the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

import orjson

from nex.data.events import Event, read_result
from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result, Signature, UnitKind, refused, text_part
from nex.errors import InputError
from nex.runtime.answer import Fits, output_of
from nex.runtime.fitting import fitting
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit

READ = "read_store"
WRITE = "write_store"
LANE = "store"


@dataclass(frozen=True, slots=True)
class Entry:
    """A value and how often its key was written."""

    value: JsonValue
    version: int


class Store:
    """The values of one run, by key; each key has a type that every write must fit."""

    def __init__(self, keys: Mapping[str, Json | type]) -> None:
        """`keys`: a JSON Schema or a type for each. Raises InputError where there is none."""
        if not keys:
            raise InputError("a store needs at least one key")
        shapes = {key: output_of(key, shape) for key, shape in keys.items()}
        self.schemas = {key: schema or {} for key, (schema, _) in shapes.items()}
        self.fits: dict[str, Fits] = {key: fits for key, (_, fits) in shapes.items()}
        self.entries: dict[str, Entry] = {}

    @property
    def units(self) -> tuple[Unit, ...]:
        """The tools with which agents read and write it."""
        return (Reader(self), Writer(self))

    def replay(self, events: Iterable[Event]) -> None:
        """Do again the writes that a log holds: the state of a run that is resumed."""
        open: dict[tuple[int, ...], Json] = {}
        for event in events:
            id = tuple(event["id"])
            if event["type"] == "call" and event["unit"] == WRITE:
                open[id] = event["arguments"]
            elif event["type"] == "end" and id in open:
                result, arguments = read_result(event["result"]), open.pop(id)
                if result.status == "ok":
                    self.put(str(arguments["key"]), arguments["value"])

    def put(self, key: str, value: JsonValue) -> Entry:
        """Store a value that fits. For units; a host writes by calling the writing unit."""
        version = self.entries[key].version + 1 if key in self.entries else 1
        self.entries[key] = Entry(value, version)
        return self.entries[key]

    def named(self, key: JsonValue) -> Json:
        """The schema of an argument that names a key."""
        return {"type": "string", "enum": list(self.schemas), "description": str(key)}


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """The tool that reads."""

    kind: ClassVar[UnitKind] = "tool"
    lane: ClassVar[str] = LANE

    store: Store

    @property
    def signature(self) -> Signature:
        """Its argument names the key."""
        properties: Json = {"key": self.store.named("Which value.")}
        about = "Read a value that all agents of this run share, and its version."
        return Signature(READ, about, _object(properties, ["key"]))

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """{value, version}; version 0 and null where nothing was written yet."""
        misfit = fitting(READ, self.signature.input)[1](arguments)
        if misfit is not None:
            return misfit
        entry = self.store.entries.get(str(arguments["key"]), Entry(None, 0))
        return _told({"value": entry.value, "version": entry.version})


@dataclass(frozen=True, slots=True, eq=False)
class Writer:
    """The tool that writes."""

    kind: ClassVar[UnitKind] = "tool"
    lane: ClassVar[str] = LANE

    store: Store

    @property
    def signature(self) -> Signature:
        """Its arguments name the key, the value and, to be sure, the version that was read."""
        version: Json = {
            "type": "integer",
            "description": "Write only if the value still has the version that you read.",
        }
        shapes = {key: orjson.dumps(schema).decode() for key, schema in self.store.schemas.items()}
        types = "; ".join(f"{key}: {shape}" for key, shape in shapes.items())
        properties: Json = {
            "key": self.store.named("Which value."),
            "value": {"description": f"The new value. By key: {types}"},
            "version": version,
        }
        about = "Write a value that all agents of this run share."
        return Signature(WRITE, about, _object(properties, ["key", "value"]))

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """{version}; a conflict where another version was meant; a misfit named."""
        misfit = fitting(WRITE, self.signature.input)[1](arguments)
        if misfit is not None:
            return misfit
        key = str(arguments["key"])
        entry = self.store.entries.get(key, Entry(None, 0))
        if arguments.get("version", entry.version) != entry.version:
            return refused(
                "conflict",
                f"{key} has version {entry.version} by now, not {arguments['version']}; "
                "read it again before you write",
            )
        value, wrong = self.store.fits[key](arguments["value"])
        if wrong:
            return refused("invalid_arguments", f"{key} was not written: {'; '.join(wrong)}")
        return _told({"version": self.store.put(key, value).version})


def _object(properties: Json, required: list[JsonValue]) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _told(value: Json) -> Result:
    return Result([text_part(orjson.dumps(value).decode())], value=value)
