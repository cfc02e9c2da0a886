"""What a call of a World's tool does to a State and says: rows, or an error that teaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result, refused, text_part
from nex.data.task import Caller
from nex.data.world import Value, identifier
from nex.language.words.morphology import with_article
from nex.worlds.actions import execute
from nex.worlds.blocking import Blocked
from nex.worlds.schema import Table, stored
from nex.worlds.state import Place, State
from nex.worlds.surface import Surface
from nex.worlds.tools import PAGE, Argument, Tool


@dataclass(slots=True)
class Answer:
    """A tool's result, the rows that it shows, and the sentence of a rule that it met."""

    result: Result
    shows: list[Place] = field(default_factory=list[Place])
    sentence: str = ""


def answer(
    state: State,
    surface: Surface,
    call: tuple[str, Mapping[str, JsonValue]],
    caller: Caller,
    window: tuple[int, int] | None = None,
) -> Answer:
    """Do what a plain tool promises; bad names and arguments are error results, never exceptions.

    `window`: how many rows a search passes over and shows, where its arguments do not say.
    """
    name, arguments = call
    tool = surface.tools.get(name)
    if tool is None:
        return Answer(unknown_tool(name, surface))
    try:
        read = _read(tool, arguments)
    except ValueError as error:
        return Answer(refused("validation_error", f"{name}: {error}"))
    if tool.kind == "search":
        return _search(state, surface, (tool, read), window)
    for key, value in read.items():
        missing = _missing(state, tool.arguments[key], value)
        if missing:
            return Answer(refused("not_found", missing))
    if tool.kind == "get":
        return _get(state, surface, (tool.target, str(read["id"])))
    bindings = {tool.arguments[key].name: value for key, value in read.items()}
    return _act(state, surface, (tool.target, bindings), caller)


def unknown_tool(name: str, surface: Surface) -> Result:
    """The error for a tool that is not there: it names the nearest that are."""
    return nearest(name, list(surface.tools))


def nearest(name: str, known: list[str]) -> Result:
    """The error for a name that is none of these."""
    near = get_close_matches(name[:100], known, n=3, cutoff=0.4) or known
    return refused(
        "unknown_tool", f"There is no tool {name[:100]!r}. Nearest: {', '.join(near[:8])}."
    )


def _read(tool: Tool, arguments: Mapping[str, JsonValue]) -> dict[str, Value]:
    """The arguments by key as values of the World, or a ValueError that names what is allowed."""
    read: dict[str, Value] = {}
    for key, value in arguments.items():
        argument = tool.arguments.get(key)
        if argument is None:
            allowed = ", ".join(tool.arguments) or "none"
            raise ValueError(f"unknown argument {str(key)[:100]!r}; allowed: {allowed}")
        read[key] = _value(tool, argument, value)
    for argument in tool.arguments.values():
        if argument.required and argument.key not in read:
            raise ValueError(f"argument {argument.key!r} is missing ({_wanted(argument)})")
    return read


def _value(tool: Tool, argument: Argument, value: JsonValue) -> Value:
    if value is None and not argument.required and tool.kind == "action":
        return None
    try:
        return argument.read(value)
    except ValueError as error:
        raise ValueError(f"{argument.key!r} must be {error}; got {_brief(value)}") from None


def _wanted(argument: Argument) -> str:
    return str(argument.form.get("description") or argument.form.get("type"))


def _brief(value: JsonValue) -> str:
    if isinstance(value, str):
        return repr(value[:60])
    if isinstance(value, bool | float | None):
        return repr(value)
    if isinstance(value, int):
        return repr(value) if abs(value) < 10**30 else "a huge number"
    return "a list" if isinstance(value, list) else "an object"


def _missing(state: State, argument: Argument, value: Value) -> str | None:
    """Why there is no such row; None where there is one, or none is meant."""
    entity, id = argument.entity, str(value)
    if entity is None or value is None or state.has(entity, id):
        return None
    owner = state.schema.owner(id)
    hint = f"search_{identifier(state.world.entity(entity).plural)} finds ids"
    if owner is not None and owner != entity:
        hint = f"{id[:40]!r} looks like the id of {with_article(owner)}; {hint}"
    return f"There is no {entity} with the id {id[:40]!r}; {hint}."


def _search(
    state: State,
    surface: Surface,
    call: tuple[Tool, Mapping[str, Value]],
    window: tuple[int, int] | None,
) -> Answer:
    tool, read = call
    table = state.schema.table(tool.target)
    where, values, page = _where(tool, table, read)
    counted = state.first(f"SELECT COUNT(*) FROM {table.sql}{where}", values) or (0,)
    total = int(counted[0] or 0)
    start, size = window or ((page - 1) * PAGE, PAGE)
    values.extend((size, start))
    sql = f"SELECT {table.selected} FROM {table.sql}{where} ORDER BY n LIMIT ? OFFSET ?"
    found = state.query(sql, values)
    rows: list[JsonValue] = [surface.row(tool.target, record) for record in found]
    pages = max(1, -(-total // PAGE))
    value: Json = {"rows": rows, "total": total, "page": page, "pages": pages}
    return Answer(_ok(value), [(tool.target, str(record[0])) for record in found])


def _where(tool: Tool, table: Table, read: Mapping[str, Value]) -> tuple[str, list[Value], int]:
    terms: list[str] = []
    values: list[Value] = []
    page = 1
    for key, value in read.items():
        argument = tool.arguments[key]
        if argument.match == "page":
            page = int(value or 1)
            continue
        column = table.columns[argument.name]
        if column.attribute.type == "text":
            terms.append(f"fold({column.sql}) = fold(?)")
        else:
            terms.append(f"{column.sql} {argument.match} ?")
        values.append(stored(value))
    return (f" WHERE {' AND '.join(terms)}" if terms else ""), values, page


def _get(state: State, surface: Surface, place: Place) -> Answer:
    return Answer(_ok(_row(state, surface, place)), [place])


def _act(
    state: State, surface: Surface, call: tuple[str, dict[str, Value]], caller: Caller
) -> Answer:
    done = execute(state, *call, caller)
    if isinstance(done, Blocked):
        return Answer(refused(done.code, done.text), sentence=done.sentence)
    value: Json = {
        "changed": [_named(state, surface, place) for place in done.changed],
        "created": [_named(state, surface, place) for place in done.created],
        "deleted": [{"entity": entity, "id": id} for entity, id in done.deleted],
    }
    return Answer(_ok(value), [*done.changed, *done.created])


def _named(state: State, surface: Surface, place: Place) -> Json:
    return {"entity": place[0], "row": _row(state, surface, place)}


def _row(state: State, surface: Surface, place: Place) -> Json:
    table = state.schema.table(place[0])
    record = state.first(f"SELECT {table.selected} FROM {table.sql} WHERE id = ?", (place[1],))
    return surface.row(place[0], record or ())


def _ok(value: Json) -> Result:
    return Result([text_part(orjson.dumps(value).decode())], value=value)
