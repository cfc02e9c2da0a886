"""Deferred tools: many units behind three, which find one, say how it is called, and call it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, cast

import orjson

from nex.data.events import write_signature
from nex.data.jsons import Json
from nex.data.messages import Result, Signature, UnitKind, refused, said
from nex.errors import InputError
from nex.runtime.fitting import Fit, fitting
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit

MOST_FOUND = 8
"""Tools that one search lists."""
_WORD = re.compile(r"[a-z0-9]+")


def deferred(units: Sequence[Unit]) -> tuple[Unit, Unit, Unit]:
    """Tools that show none of the units' schemas until one is asked for.

    `search_tools` lists names and first lines, `load_tool` gives a whole signature, `use_tool`
    calls a unit: a call of its own in the record. Raises InputError for two units of one name.
    """
    named = {unit.signature.name: unit for unit in units}
    if len(named) < len(units):
        names = sorted(unit.signature.name for unit in units)
        raise InputError(f"two deferred tools have one name: {', '.join(names)}")
    return Search(tuple(unit.signature for unit in units)), Load(named), Use(named)


def _signature(name: str, about: str, properties: Json) -> Signature:
    schema: Json = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return Signature(name, about, schema)


NAME: Json = {"type": "string", "description": "Name of a tool that search_tools listed."}
SEARCH = _signature(
    "search_tools",
    "Find tools by words of what they do. More tools exist than are listed here.",
    {"query": {"type": "string", "description": "What the tool should do, in a few words."}},
)
LOAD = _signature(
    "load_tool",
    "Read how a tool that was found is called: its description and the schema of its arguments.",
    {"name": NAME},
)
USE = _signature(
    "use_tool",
    "Call a tool that was found; load it first to know its arguments.",
    {"name": NAME, "arguments": {"type": "object", "description": "What its schema asks for."}},
)
_FIT: dict[str, Fit] = {s.name: fitting(s.name, s.input)[1] for s in (SEARCH, LOAD, USE)}


@dataclass(frozen=True, slots=True)
class Search:
    """Lists the tools whose names and descriptions hold most of the words."""

    kind: ClassVar[UnitKind] = "tool"

    known: tuple[Signature, ...]
    signature: Signature = SEARCH

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """One line for each tool, the best first."""
        misfit = _FIT[SEARCH.name](arguments)
        if misfit is not None:
            return misfit
        query = str(arguments["query"])
        found = ranked(query, self.known)[:MOST_FOUND]
        if not found:
            return said(f"no tool of {len(self.known)} has to do with {query!r}; try other words")
        return said("\n".join(f"{tool.name}: {_first_line(tool.description)}" for tool in found))


def ranked(query: str, tools: Sequence[Signature]) -> list[Signature]:
    """Tools that share a word with the query, most words first, then in their order."""
    words = set(_WORD.findall(query.lower()))
    shared = [len(words & _words(tool)) for tool in tools]
    order = sorted(range(len(tools)), key=lambda n: -shared[n])
    return [tools[n] for n in order if shared[n]]


def _words(tool: Signature) -> set[str]:
    return set(_WORD.findall(f"{tool.name} {tool.description}".lower()))


def _first_line(text: str) -> str:
    return text.partition("\n")[0]


@dataclass(frozen=True, slots=True)
class Load:
    """Gives a tool's signature as JSON."""

    kind: ClassVar[UnitKind] = "tool"

    units: dict[str, Unit]
    signature: Signature = LOAD

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The signature."""
        misfit = _FIT[LOAD.name](arguments)
        if misfit is not None:
            return misfit
        unit = self.units.get(str(arguments["name"]))
        if unit is None:
            return unknown(str(arguments["name"]), self.units)
        return said(orjson.dumps(write_signature(unit.signature)).decode())


@dataclass(frozen=True, slots=True)
class Use:
    """Calls a tool by its name."""

    kind: ClassVar[UnitKind] = "workflow"
    form: ClassVar[str] = "deferred"

    units: dict[str, Unit]
    signature: Signature = USE

    @property
    def parts(self) -> tuple[tuple[str, Unit], ...]:
        """Every tool that can be found."""
        return tuple(("", unit) for unit in self.units.values())

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The tool's result."""
        misfit = _FIT[USE.name](arguments)
        if misfit is not None:
            return misfit
        unit = self.units.get(str(arguments["name"]))
        if unit is None:
            return unknown(str(arguments["name"]), self.units)
        return await scope.call(unit, cast("Json", arguments["arguments"]))


def unknown(name: str, units: dict[str, Unit]) -> Result:
    """The refusal of a name that no deferred tool has, with those that come near."""
    near = ranked(name.replace("_", " "), [unit.signature for unit in units.values()])[:3]
    hint = f"; near it: {', '.join(tool.name for tool in near)}" if near else ""
    return refused("unknown_tool", f"there is no tool {name!r}{hint}; search_tools finds tools")
