"""Dress: a plain tool shown in a dialect, and its calls taken back to plain ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from nex.data.environment import SurfaceChoice
from nex.data.jsons import Json, JsonValue
from nex.data.messages import Signature
from nex.data.world import Entity, World, identifier
from nex.language.dialects.casing import (
    PREFIX,
    camel,
    constant,
    noun_first,
    pascal,
    uncased,
    verb_first,
)
from nex.language.dialects.reader import PLACES
from nex.language.sentences.contracts import split_sentences
from nex.worlds.tools import PAGE, Argument, Tool

READS = {"search": "get", "find": "fetch", "list": "read", "query": "show"}
"""What reading one row is called beside each way to search."""
HEADS = ("Who", "Requires", "Rules", "Effect")


class Call(NamedTuple):
    """A call of a plain tool."""

    tool: Tool
    arguments: dict[str, JsonValue]
    window: tuple[int, int] | None = None
    """search: how many rows to pass over, and how many to show."""
    fields: tuple[str, ...] = ()
    """get: the only attributes that are shown; empty: all."""


@dataclass(frozen=True, slots=True)
class Worn:
    """One plain tool in a dialect."""

    signature: Signature
    tool: Tool
    keys: Mapping[tuple[str, ...], Argument]
    """Where an argument stands -> the argument."""
    choice: SurfaceChoice
    field: str = ""
    """The only attribute that it gets."""

    def call(self, arguments: Mapping[str, JsonValue]) -> Call:
        """The plain call; ValueError where an argument is unknown, missing or no object."""
        told: dict[str, JsonValue] = {}
        window: tuple[int, int] | None = None
        for path, value in _leaves(arguments, self._wrapper):
            argument = self.keys.get(path)
            if argument is None:
                allowed = ", ".join(".".join(known) for known in self.keys) or "none"
                raise ValueError(f"unknown argument {'.'.join(path)[:100]!r}; allowed: {allowed}")
            if argument.match == "page":
                window = self._window(value)
            else:
                told[argument.key] = self._word(argument, value)
        for path, argument in self.keys.items():
            if argument.required and argument.key not in told:
                wanted = argument.form.get("description") or argument.form.get("type")
                raise ValueError(f"argument {'.'.join(path)!r} is missing ({wanted})")
        if self.tool.kind == "search" and window is None:
            window = (0, self.choice.page_size)
        return Call(self.tool, told, window, (self.field,) if self.field else ())

    @property
    def _wrapper(self) -> str:
        return next((path[0] for path in self.keys if len(path) > 1), "")

    def _word(self, argument: Argument, value: JsonValue) -> JsonValue:
        if not self.choice.constants or "enum" not in argument.form or not isinstance(value, str):
            return value
        known = argument.form["enum"]
        words = {constant(str(w)): str(w) for w in known} if isinstance(known, list) else {}
        if value not in words:
            listed = ", ".join(words)
            raise ValueError(f"{argument.key!r} must be one of: {listed}; got {value[:60]!r}")
        return words[value]

    def _window(self, value: JsonValue) -> tuple[int, int]:
        size = self.choice.page_size
        match self.choice.paging, value:
            case "cursor", str() as cursor:
                start = cursor_start(cursor)
                if start is None:
                    raise ValueError(f"'cursor' must be {PLACES['cursor']}; got {cursor[:60]!r}")
            case "offset", int() if not isinstance(value, bool) and 0 <= value <= 5_000_000:
                start = value
            case "page", int() if not isinstance(value, bool) and 1 <= value <= 1_000_000:
                start = (value - 1) * size
            case paging, _:
                raise ValueError(f"{paging!r} must be {_PLACED[paging]}")
        return start, size


_PLACED = {
    "page": "a whole number from 1",
    "offset": "a whole number from 0",
    "cursor": PLACES["cursor"],
}


def cursor_of(start: int) -> str:
    """An opaque word for a place among rows."""
    return f"c{start * 7919 + 104729:x}"


def cursor_start(cursor: str) -> int | None:
    """The place that a cursor stands for; None: it was never given out."""
    try:
        start, rest = divmod(int(cursor.removeprefix("c"), 16) - 104729, 7919)
    except ValueError:
        return None
    return start if start >= 0 and not rest and cursor_of(start) == cursor else None


def _leaves(
    arguments: Mapping[str, JsonValue], wrapper: str
) -> Iterator[tuple[tuple[str, ...], JsonValue]]:
    for key, value in arguments.items():
        if key != wrapper:
            yield (key,), value
        elif isinstance(value, dict):
            for inner, said in value.items():
                yield (key, inner), said
        else:
            raise ValueError(f"{key!r} must be an object")


def dressed(world: World, tool: Tool, choice: SurfaceChoice) -> Iterator[Worn]:
    """A plain tool in the dialect; a tool that gets a row may become one for each attribute."""
    entity = None if tool.kind == "action" else world.entity(tool.target)
    phrase = tool.signature.description.partition("\n")[0]
    if tool.kind == "get" and entity and choice.reads == "attribute" and entity.attributes:
        for attribute in entity.attributes:
            verb = READS[choice.verbs]
            said = f"{verb.capitalize()} the {attribute.name} of one {entity.name} by its id."
            name = f"{verb}_{identifier(entity.name)}_{identifier(attribute.name)}"
            yield _worn(tool, choice, _cased(name, choice, world), said, attribute.name)
        return
    if entity is not None:
        name, text = _reading(tool, entity, choice)
        yield _worn(tool, choice, _cased(name, choice, world), text)
        return
    action = world.action(tool.target)
    plain = tool.signature.name
    turned = noun_first(plain, action.object) if choice.noun_first else plain
    name = turned if verb_first(turned, phrase) == plain else plain
    yield _worn(tool, choice, _cased(name, choice, world), contract(tool, choice))


def _reading(tool: Tool, entity: Entity, choice: SurfaceChoice) -> tuple[str, str]:
    plural, first = identifier(entity.plural), tool.signature.description
    if tool.kind == "search":
        said = first.replace(f"{PAGE} rows a page", f"{choice.page_size} rows a page")
        verb, noun = choice.verbs, plural
    else:
        said, verb, noun = first, READS[choice.verbs], identifier(entity.name)
    name = f"{noun}_{verb}" if choice.noun_first else f"{verb}_{noun}"
    return name, f"{verb.capitalize()} {said.partition(' ')[2]}"


def _cased(name: str, choice: SurfaceChoice, world: World) -> str:
    """The name as the dialect spells it; as it is, where that could not be undone."""
    match choice.names:
        case "camel":
            found = camel(name)
        case "pascal":
            found = pascal(name)
        case "kebab":
            found = name.replace("_", "-")
        case "prefixed":
            found = f"{identifier(world.name)}{PREFIX}{name}"
        case "snake":
            found = name
    return found if uncased(found) == name else name


def contract(tool: Tool, choice: SurfaceChoice) -> str:
    """An action's description without what is hidden, in the dialect's layout."""
    lines: list[str] = []
    for line in tool.signature.description.splitlines():
        head, found, said = line.partition(": ")
        if not found or head not in HEADS:
            lines.append(line)
        elif head not in choice.hidden:
            lines += _clause(head, said, choice) if head != "Who" else [line]
    return "\n".join(lines)


def _clause(head: str, said: str, choice: SurfaceChoice) -> list[str]:
    if choice.contracts == "lines":
        return [f"{head}: {said}"]
    return [f"**{head}**", *(f"* {one}" for one in split_sentences(said.removesuffix(".")))]


def _worn(tool: Tool, choice: SurfaceChoice, name: str, text: str, field: str = "") -> Worn:
    wrapper = {"search": "filter", "get": "", "action": "input"}[tool.kind] if choice.nested else ""
    keys: dict[tuple[str, ...], Argument] = {}
    forms: dict[tuple[str, ...], Json] = {}
    for argument in tool.arguments.values():
        if argument.match == "page":
            path, form = (choice.paging,), _place(choice)
        else:
            key = _key(argument, choice)
            path = (wrapper, key) if wrapper else (key,)
            form = _form(argument, key, choice)
        keys[path], forms[path] = argument, form
    return Worn(Signature(name, text, _schema(keys, forms)), tool, keys, choice, field)


def _key(argument: Argument, choice: SurfaceChoice) -> str:
    if choice.keys == "suffixed" and argument.name == "id" and argument.entity:
        return f"{identifier(argument.entity)}_id"
    refers = str(argument.form.get("description", "")).startswith("id of")
    return spelled(argument.key, choice, refers=refers)


def spelled(key: str, choice: SurfaceChoice, *, refers: bool) -> str:
    """A key as the dialect spells it; as it is, where that could not be undone."""
    if choice.keys == "camel" and uncased(camel(key)) == key:
        return camel(key)
    return f"{key}_id" if choice.keys == "suffixed" and refers else key


def _form(argument: Argument, key: str, choice: SurfaceChoice) -> Json:
    form: Json = argument.form
    values = form.get("enum")
    if choice.constants and isinstance(values, list):
        listed: list[JsonValue] = [constant(str(value)) for value in values]
        shown: Json = {**form, "enum": listed}
        form = shown
    bound = argument.match in (">=", "<=")
    if "title" in form or bound or argument.name == key.replace("_", " "):
        return form
    return {"title": argument.name, **form}


def _place(choice: SurfaceChoice) -> Json:
    if choice.paging == "page":
        return {"type": "integer", "minimum": 1}
    type = "string" if choice.paging == "cursor" else "integer"
    return {"type": type, "description": PLACES[choice.paging]}


def _schema(
    keys: Mapping[tuple[str, ...], Argument], forms: Mapping[tuple[str, ...], Json]
) -> Json:
    """The JSON Schema of the arguments, those with longer paths within an object."""
    inner: dict[str, JsonValue] = {path[1]: form for path, form in forms.items() if len(path) > 1}
    outer: dict[str, JsonValue] = {path[0]: f for path, f in forms.items() if len(path) == 1}
    needed: list[JsonValue] = [p[0] for p, a in keys.items() if len(p) == 1 and a.required]
    if not inner:
        return _object(outer, needed)
    wrapper = next(path[0] for path in keys if len(path) > 1)
    within: list[JsonValue] = [p[1] for p, a in keys.items() if len(p) > 1 and a.required]
    both: dict[str, JsonValue] = {wrapper: _object(inner, within)}
    both.update(outer)
    return _object(both, [wrapper, *needed] if within else needed)


def _object(properties: dict[str, JsonValue], required: list[JsonValue]) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
