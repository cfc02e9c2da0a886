"""Wardrobe: every tool of a World as one dialect shows it, and the way back from each call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from nex.data.environment import SurfaceChoice
from nex.data.jsons import Json, JsonValue
from nex.data.messages import Signature
from nex.data.world import Entity, World, identifier
from nex.language.dialects.casing import constant
from nex.language.dialects.listings import listing
from nex.worlds.dress import Worn, dressed, spelled
from nex.worlds.tools import Tool

MOST = 20
"""Calls that one batch may hold."""


@dataclass(frozen=True, slots=True)
class Decoy:
    """A tool that does nothing in the World: it is switched off, or answers from itself."""

    signature: Signature
    text: str
    code: str | None
    """None: it answers; else it refuses with this code."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One tool as an agent sees it: a plain tool, or several as its operations."""

    signature: Signature
    operations: Mapping[str, Worn]
    """By name; "" where there is one only, which needs no name."""
    batch: bool = False

    def calls(self, arguments: Mapping[str, JsonValue]) -> tuple[Worn, list[Json]]:
        """The tool that is meant and the arguments of each single call; ValueError says why not."""
        worn = self.operations.get("")
        if worn is None:
            worn, arguments = self._operation(arguments)
        if not self.batch or worn.tool.kind == "search":
            return worn, [dict(arguments)]
        key = batch_key(worn.tool)
        told = arguments.get(key)
        if not isinstance(told, list) or len(arguments) > 1 or not 0 < len(told) <= MOST:
            raise ValueError(f"{key!r} must be a list of 1 to {MOST}, and nothing beside it")
        [*path] = next(iter(worn.keys))
        return worn, [_single(one, path) for one in told]

    def _operation(self, arguments: Mapping[str, JsonValue]) -> tuple[Worn, Json]:
        said, told = arguments.get("operation"), arguments.get("arguments", {})
        worn = self.operations.get(said) if isinstance(said, str) else None
        if worn is None:
            known = ", ".join(self.operations)
            raise ValueError(f"'operation' must be one of: {known}; got {str(said)[:60]!r}")
        if not isinstance(told, dict) or not arguments.keys() <= {"operation", "arguments"}:
            raise ValueError("beside 'operation' only 'arguments' is allowed, an object")
        return worn, told


def _single(one: JsonValue, path: list[str]) -> Json:
    """One element of a batch as arguments: an object as it is, an id under its key."""
    if isinstance(one, dict):
        return one
    return {path[0]: one}


@dataclass(frozen=True, slots=True)
class Spelling:
    """How rows show one attribute."""

    key: str
    words: Mapping[str, str]
    """The World's word -> the dialect's, where they differ."""


@dataclass(frozen=True, slots=True)
class Wardrobe:
    """A dialect of one World."""

    choice: SurfaceChoice
    tools: Mapping[str, Shown | Decoy]
    names: Mapping[str, str]
    """Plain name -> what errors call it."""
    rows: Mapping[str, Mapping[str, Spelling]]
    """Entity -> plain key -> how it is spelled, in the order of the attributes."""

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """Every tool as an agent sees it."""
        return tuple(tool.signature for tool in self.tools.values())


def wardrobe(world: World, tools: Sequence[Tool], choice: SurfaceChoice) -> Wardrobe:
    """The World's plain tools in a dialect."""
    worn: dict[str, Worn] = {}
    names: dict[str, str] = {}
    for tool in tools:
        for one in dressed(world, tool, choice):
            if one.signature.name not in worn:
                named = one
            else:
                plain = Signature(
                    tool.signature.name, one.signature.description, one.signature.input
                )
                named = Worn(plain, tool, one.keys, choice, one.field)
            worn[named.signature.name] = named
            names.setdefault(tool.signature.name, named.signature.name)
    shown: dict[str, Shown | Decoy] = {}
    for name, parts in _merged(world, worn, choice).items():
        shown[name] = _shown(name, parts, choice)
    for decoy in _decoys(world, choice):
        shown.setdefault(decoy.signature.name, decoy)
    return Wardrobe(choice, shown, names, {e.name: _spellings(e, choice) for e in world.entities})


def _spellings(entity: Entity, choice: SurfaceChoice) -> dict[str, Spelling]:
    found: dict[str, Spelling] = {}
    for a in entity.attributes:
        words = {value: constant(value) for value in a.values} if choice.constants else {}
        key = identifier(a.name)
        found[key] = Spelling(spelled(key, choice, refers=a.entity is not None), words)
    return found


def _merged(
    world: World, worn: Mapping[str, Worn], choice: SurfaceChoice
) -> dict[str, dict[str, Worn]]:
    """The tools by the name under which they are called; a group of one keeps its own."""
    groups: dict[str, dict[str, Worn]] = {}
    for name, one in worn.items():
        key = _group(world, one.tool, choice)
        groups.setdefault(key if key and key not in worn else name, {})[name] = one
    return groups


def _group(world: World, tool: Tool, choice: SurfaceChoice) -> str:
    """The tool that it is an operation of; "" where it stands alone."""
    kinds: dict[str, tuple[Literal["search", "get", "action"], ...]] = {
        "tool": (),
        "actions": ("action",),
        "entity": ("search", "get", "action"),
        "one": ("search", "get", "action"),
    }
    if tool.kind not in kinds[choice.granularity]:
        return ""
    if choice.granularity == "entity":
        noun = world.action(tool.target).object if tool.kind == "action" else tool.target
        return f"manage_{identifier(noun)}"
    return "perform" if choice.granularity == "actions" else identifier(f"{world.name} desk")


def _shown(name: str, parts: Mapping[str, Worn], choice: SurfaceChoice) -> Shown:
    told = {key: _batched(worn) if choice.batch else worn.signature for key, worn in parts.items()}
    if name in parts:
        return Shown(told[name], {"": parts[name]}, choice.batch)
    lines = ["Does one of these operations; `arguments` are those of the operation.", ""]
    lines += [listing(signature) for signature in told.values()]
    names: list[JsonValue] = [*told]
    operation: Json = {"type": "string", "enum": names}
    schema: Json = {
        "type": "object",
        "properties": {"operation": operation, "arguments": {"type": "object"}},
        "required": ["operation"],
        "additionalProperties": False,
    }
    return Shown(Signature(name, "\n".join(lines), schema), dict(parts), choice.batch)


def batch_key(tool: Tool) -> str:
    """What the list of a batch is called."""
    return "ids" if tool.kind == "get" else "items"


def _batched(worn: Worn) -> Signature:
    """The tool for a list of what one call takes."""
    signature, kind = worn.signature, worn.tool.kind
    if kind == "search":
        return signature
    properties = signature.input["properties"]
    if kind == "get" and isinstance(properties, dict):
        [item] = properties.values()
    else:
        item = signature.input
    key = batch_key(worn.tool)
    schema: Json = {
        "type": "object",
        "properties": {key: {"type": "array", "items": item, "minItems": 1, "maxItems": MOST}},
        "required": [key],
        "additionalProperties": False,
    }
    return Signature(signature.name, signature.description, schema)


def _decoys(world: World, choice: SurfaceChoice) -> Iterator[Decoy]:
    """As many as there shall be, about the World's things in turn."""
    off = "This is switched off here."
    kinds = (
        ("export_{0}", "Export all {1} to a file.", off, "unavailable"),
        ("subscribe_to_{0}", "Be told by mail when one of the {1} changes.", off, "unavailable"),
        ("{0}_statistics", "Monthly statistics about {1}.", "No statistics yet.", None),
        ("archive_{0}", "Move all {1} of past years to the archive.", off, "unavailable"),
    )
    for nth in range(choice.decoys if world.entities else 0):
        entity = world.entities[nth % len(world.entities)]
        name, text, reply, code = kinds[nth % len(kinds)]
        schema: Json = {"type": "object", "properties": {}, "additionalProperties": False}
        plural = identifier(entity.plural)
        signature = Signature(name.format(plural), text.format("", entity.plural), schema)
        yield Decoy(signature, reply, code)
