"""Arguments for a tool from its schema: what is chosen at each leaf is somebody else's business."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Signature

DEPTH = 6


@dataclass(frozen=True, slots=True)
class Leaf:
    """One plain value within a tool's arguments."""

    tool: str
    path: str
    """From the arguments inwards: `entities[].name`."""
    name: str
    """The property that it belongs to."""
    schema: Json
    about: str
    """All that is said of it: its own description, then the tool's."""
    required: bool

    @property
    def type(self) -> str:
        """string, integer, number or boolean."""
        return kind_of(self.schema)

    @property
    def head(self) -> str:
        """The argument that it lies in."""
        return self.path.partition(".")[0].partition("[")[0]


Choose = Callable[[Leaf], JsonValue]
Wants = Callable[[str], bool]
"""Whether an optional property is given; asked with its path."""


def drafted(tool: Signature, choose: Choose, wants: Wants) -> Json:
    """Arguments with every required property and the optional ones that are wanted."""
    return _Draft(tool, choose, wants).object("", tool.input, DEPTH)


def leaves(tool: Signature) -> list[Leaf]:
    """Every leaf that a draft with all properties asks for, each path once."""
    found: dict[str, Leaf] = {}

    def keep(leaf: Leaf) -> JsonValue:
        found.setdefault(leaf.path, leaf)
        return None

    drafted(tool, keep, lambda _: True)
    return [*found.values()]


def kind_of(schema: Json) -> str:
    """The type that a schema names; the first where it names several; string where it names none."""
    kind = schema.get("type")
    first = next((k for k in kind if k != "null"), "string") if isinstance(kind, list) else kind
    return str(first or ("object" if "properties" in schema else "string"))


def plain_schema(schema: JsonValue, root: Json) -> Json:
    """A schema without references and alternatives: the first alternative that is not null."""
    found = schema if isinstance(schema, dict) else Json()
    for _ in range(DEPTH):
        reference = found.get("$ref")
        if isinstance(reference, str):
            found = {**_target(reference, root), **{k: found[k] for k in found if k != "$ref"}}
        for key in ("anyOf", "oneOf", "allOf"):
            options = [
                o for o in cast("list[Json]", found.get(key) or []) if o.get("type") != "null"
            ]
            if options:
                rest = {k: v for k, v in found.items() if k != key}
                found = {**rest, **options[0]}
    return found


def _target(reference: str, root: Json) -> Json:
    at: JsonValue = root
    for step in reference.removeprefix("#/").split("/"):
        at = at.get(step) if isinstance(at, dict) else None
    return at if isinstance(at, dict) else {}


@dataclass(frozen=True, slots=True)
class _Draft:
    tool: Signature
    choose: Choose
    wants: Wants

    def object(self, path: str, schema: Json, depth: int) -> Json:
        return {
            name: self.value(at, inner, depth) for name, at, inner in self._wanted(path, schema)
        }

    def _wanted(self, path: str, schema: Json) -> Iterator[tuple[str, str, tuple[Json, bool]]]:
        needed = cast("list[str]", schema.get("required") or [])
        for name, inner in cast("Json", schema.get("properties") or {}).items():
            at = f"{path}.{name}" if path else name
            if name in needed or self.wants(at):
                yield name, at, (plain_schema(inner, self.tool.input), name in needed)

    def value(self, path: str, of: tuple[Json, bool], depth: int) -> JsonValue:
        schema, needed = of
        if "const" in schema:
            return schema["const"]
        match kind_of(schema):
            case "object" if depth:
                return self.object(path, schema, depth - 1)
            case "array" if depth:
                inner = plain_schema(schema.get("items"), self.tool.input)
                return [self.value(f"{path}[]", (inner, needed), depth - 1)]
            case _:
                return self.choose(self._leaf(path, schema, needed))

    def _leaf(self, path: str, schema: Json, needed: bool) -> Leaf:
        about = f"{schema.get('description') or ''} | {self.tool.description}"
        name = path.replace("[]", "").rpartition(".")[2]
        return Leaf(self.tool.name, path, name, schema, about, needed)
