"""The tools of a World in the plain dialect: names, descriptions, argument schemas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Signature
from nex.data.world import Action, Entity, Value, identifier
from nex.errors import InputError
from nex.language.dialects.waiting import takes_line
from nex.language.sentences.canonical import (
    action_phrase,
    condition_sentence,
    effect_sentence,
    rule_sentence,
)
from nex.worlds.actions import guards
from nex.worlds.invariants import touched
from nex.worlds.schema import Schema
from nex.worlds.values import SCALES, Reader, form, reader

PAGE = 5
"""Rows of a search result's page."""

Match = Literal["=", ">=", "<=", "page"]


class Argument(NamedTuple):
    """One argument of a tool."""

    key: str
    """How the tool calls it."""
    name: str
    """How the World calls it: an attribute or a parameter."""
    form: Json
    read: Reader
    required: bool
    match: Match = "="
    """search: how a row's value compares."""
    entity: str | None = None
    """A row's id: of which entity."""


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool of a World: it searches rows, gets one, or performs an action."""

    signature: Signature
    kind: Literal["search", "get", "action"]
    target: str
    """The entity's or the action's name."""
    arguments: dict[str, Argument]


def plain_tools(schema: Schema, *, hidden: bool) -> Iterator[Tool]:
    """Search and get for each entity, then one tool for each action."""
    for entity in schema.world.entities:
        yield _search(entity)
        yield _get(entity)
    for action in schema.world.actions:
        if not action.in_person:
            yield action_tool(schema, action, hidden=hidden)


def _search(entity: Entity) -> Tool:
    text = f"Search {entity.plural}. Filters combine; texts match whole, ignoring case. {PAGE} rows a page."
    return _tool(
        f"search_{identifier(entity.plural)}", text, ("search", entity.name), _filters(entity)
    )


def _filters(entity: Entity) -> Iterator[Argument]:
    for a in entity.attributes:
        key = identifier(a.name)
        yield Argument(key, a.name, form(a), reader(a), required=False)
        if a.type in SCALES:
            yield Argument(f"{key}_min", a.name, form(a), reader(a), required=False, match=">=")
            yield Argument(f"{key}_max", a.name, form(a), reader(a), required=False, match="<=")
    yield Argument("page", "page", {"type": "integer", "minimum": 1}, _page, False, match="page")


def _page(value: JsonValue) -> Value:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 1_000_000:
        return value
    raise ValueError("a whole number from 1")


def _get(entity: Entity) -> Tool:
    described: Json = {"type": "string", "description": f"id of the {entity.name}"}
    id = Argument("id", "id", described, _id, required=True, entity=entity.name)
    text = f"Get one {entity.name} by its id."
    return _tool(f"get_{identifier(entity.name)}", text, ("get", entity.name), [id])


def _id(value: JsonValue) -> Value:
    if isinstance(value, str) and value.isprintable():
        return value
    raise ValueError("an id, as a text")


def action_tool(schema: Schema, action: Action, *, hidden: bool = False) -> Tool:
    """The tool that performs an action; `hidden`: without its contract."""
    arguments = [
        Argument(
            identifier(p.name),
            p.name,
            form(p),
            _id if p.type == "reference" else reader(p),
            required=not p.optional,
            entity=p.entity if p.type == "reference" else None,
        )
        for p in action.parameters
    ]
    text = "\n".join(_contract(schema, action, hidden=hidden))
    return _tool(identifier(action.name), text, ("action", action.name), arguments)


def _contract(schema: Schema, action: Action, *, hidden: bool) -> Iterator[str]:
    phrase = action_phrase(action)
    yield f"{phrase[:1].upper()}{phrase[1:]}."
    if action.callers:
        yield f"Who: {', '.join(action.callers)}."
    if action.seconds:
        yield takes_line(action)
    if hidden:
        return
    world = schema.world
    laws = [sentence for _, sentence in guards(world, action)]
    laws += [rule_sentence(world, one.rule) for one in touched(schema, action)]
    for head, sentences in (
        ("Requires", [condition_sentence(c, world, action) for c in action.requires]),
        ("Rules", laws),
        ("Effect", [effect_sentence(e, world, action) for e in action.effects]),
    ):
        if sentences:
            yield f"{head}: {'; '.join(sentences)}."


def _tool(
    name: str,
    text: str,
    target: tuple[Literal["search", "get", "action"], str],
    arguments: Iterable[Argument],
) -> Tool:
    known: dict[str, Argument] = {}
    for argument in arguments:
        if argument.key in known:
            raise InputError(f"tool {name!r}: two arguments would be called {argument.key!r}")
        known[argument.key] = _titled(argument)
    schema: Json = {
        "type": "object",
        "properties": {key: argument.form for key, argument in known.items()},
        "required": [key for key, argument in known.items() if argument.required],
        "additionalProperties": False,
    }
    return Tool(Signature(name, text, schema), *target, known)


def _titled(argument: Argument) -> Argument:
    """With the World's own words as title, where the key does not say them."""
    if argument.match in (">=", "<=", "page") or argument.name == argument.key.replace("_", " "):
        return argument
    return argument._replace(form={"title": argument.name, **argument.form})
