"""Reading a dialect: from the signatures of tools to the plain ones that they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Signature
from nex.data.world import identifier
from nex.language.dialects.casing import uncased, unconstant, verb_first
from nex.language.dialects.listings import listed, listing
from nex.language.dialects.tongue import Key, RowKeys, Spoken, Tongue
from nex.language.dialects.waiting import NAMES as WAITING

SEARCH = re.compile(r"(?:Search|Find|List|Query) (.+?)\. Filters combine(?:.* (\d+) rows a page)?")
GET = re.compile(r"(?:Get|Fetch|Read|Show) one (.+) by its id\.$")
FIELD = re.compile(r"(?:Get|Fetch|Read|Show) the (.+) of one (.+) by its id\.$")
PLACES = {
    "offset": "how many rows to pass over",
    "cursor": "next_cursor of the page before",
}
"""Arguments of a search that say where its page begins, and how they are described."""
WRAPPERS = ("filter", "input")
"""Arguments that other arguments stand in."""
BATCHES = ("ids", "items")
"""Arguments that are lists of what a single call takes."""
_HEAD = re.compile(r"^\*\*(\w+)\*\*$")
_BOUNDS = ("_min", "_max")


@dataclass(frozen=True, slots=True)
class _Read:
    """One tool taken apart."""

    signature: Signature
    """As the plain dialect shows it."""
    spoken: Spoken
    field: str | None = None
    """The attribute that it alone gets."""


def read_dialect(signatures: Sequence[Signature]) -> Tongue:
    """The dialect of these tools; those that belong to no World stay as they are."""
    plain: dict[str, Signature] = {}
    tools: dict[str, tuple[Spoken, ...]] = {}
    reads: list[_Read] = []
    for signature in signatures:
        operations = list(_operations(signature))
        if operations or _is_worldly(signature):
            reads += map(_read, operations or [(signature, signature.name, None)])
        else:
            plain[signature.name] = signature
    for read in reads:
        name = read.signature.name
        plain.setdefault(name, read.signature)
        tools[name] = (*tools.get(name, ()), read.spoken)
    return Tongue(tuple(plain.values()), tools, _rows(reads))


def _is_worldly(signature: Signature) -> bool:
    """Whether a tool belongs to a World: it is no colleague and does not end the work."""
    colleague = next(listed(signature.description), None) is not None
    return (
        not colleague
        and signature.name not in ("finish", "ask_user")
        and signature.name not in WAITING
    )


def _operations(signature: Signature) -> Iterator[tuple[Signature, str, str | None]]:
    """The tools that one tool stands for, where it has operations."""
    operation = _properties(signature.input).get("operation", {})
    if isinstance(operation.get("enum"), list):
        for one in listed(signature.description):
            yield one, signature.name, one.name


def _read(found: tuple[Signature, str, str | None]) -> _Read:
    said, tool, operation = found
    lines = _lines(said.description)
    phrase = lines[0]
    schema, batch = _unbatched(said.input)
    keys, forms, required = _flat(schema)
    name, kind, about, field = _named(said.name, phrase)
    places = (p for p, said in PLACES.items() if forms.get(p, {}).get("description") == said)
    paging = next(places, "page")
    if kind == "search" and paging != "page":
        forms = {("page" if key == paging else key): form for key, form in forms.items()}
        forms["page"] = {"type": "integer", "minimum": 1}
    size = SEARCH.match(phrase)
    spoken = Spoken(tool, kind, keys, about, operation, batch, paging, int((size and size[2]) or 5))
    properties: JsonValue = {**forms}
    needed: list[JsonValue] = [*required]
    plain: Json = {
        "type": "object",
        "properties": properties,
        "required": needed,
        "additionalProperties": False,
    }
    return _Read(Signature(name, "\n".join(lines), plain), spoken, field)


def _named(
    tool: str, phrase: str
) -> tuple[str, Literal["search", "get", "action"], str, str | None]:
    """Plain name, kind, what it is about, and the one attribute that it gets."""
    if found := SEARCH.match(phrase):
        return f"search_{identifier(found[1])}", "search", found[1], None
    if found := GET.match(phrase):
        return f"get_{identifier(found[1])}", "get", found[1], None
    if found := FIELD.match(phrase):
        return f"get_{identifier(found[2])}", "get", found[2], found[1]
    return verb_first(uncased(tool), phrase), "action", "", None


def _lines(description: str) -> list[str]:
    """A description's lines, contracts in the plain layout."""
    lines: list[str] = []
    for line in description.splitlines() or [""]:
        head = _HEAD.match(line)
        if head:
            lines.append(f"{head[1]}:")
        elif line.startswith("* "):
            sentence = line[2:]
            joint = " " if lines[-1].endswith(":") else "; "
            lines[-1] += joint + sentence
        elif line:
            lines.append(line)
    listed = [f"{line}." if _unended(line) else line for line in lines]
    found = FIELD.match(listed[0])
    return [f"Get one {found[2]} by its id."] if found else _plain_reads(listed)


def _unended(line: str) -> bool:
    return not line.endswith(".") and re.match(r"(?:Who|Requires|Rules|Effect): ", line) is not None


def _plain_reads(lines: list[str]) -> list[str]:
    """With the plain dialect's verbs for what only reads."""
    first = lines[0]
    if SEARCH.match(first):
        first = re.sub(r"^\w+", "Search", first)
    elif GET.match(first):
        first = re.sub(r"^\w+", "Get", first)
    return [first, *lines[1:]]


def _properties(schema: Json) -> dict[str, Json]:
    found = schema.get("properties")
    return cast("dict[str, Json]", found) if isinstance(found, dict) else {}


def _required(schema: Json) -> list[str]:
    found = schema.get("required")
    return list(map(str, found)) if isinstance(found, list) else []


def _unbatched(schema: Json) -> tuple[Json, str | None]:
    """The schema of a single call, and the list that it is put into."""
    for key in BATCHES:
        form = _properties(schema).get(key, {})
        items = form.get("items")
        if form.get("type") == "array" and isinstance(items, dict):
            if key == "ids":
                return {"properties": {"id": items}, "required": ["id"]}, key
            return items, key
    return schema, None


def _flat(schema: Json) -> tuple[dict[str, Key], dict[str, Json], list[str]]:
    """Where each plain argument stands, its form, and which are required."""
    keys: dict[str, Key] = {}
    forms: dict[str, Json] = {}
    required: list[str] = []
    for path, form, needed in _arguments(schema, ()):
        name = _key(path[-1], form)
        values = form.get("enum")
        words = {unconstant(str(v)): str(v) for v in values} if isinstance(values, list) else {}
        keys[name] = Key(path, {word: said for word, said in words.items() if word != said})
        listed: list[JsonValue] = [*words]
        forms[name] = {**form, "enum": listed} if words else form
        required += [name] if needed else []
    return keys, forms, required


def _arguments(schema: Json, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Json, bool]]:
    required = _required(schema)
    for key, form in _properties(schema).items():
        if key in WRAPPERS and form.get("type") == "object" and "properties" in form:
            yield from _arguments(form, (*path, key))
        else:
            yield (*path, key), form, key in required


def _key(key: str, form: Json) -> str:
    title = form.get("title")
    return identifier(title) if isinstance(title, str) else uncased(key)


def _rows(reads: Iterable[_Read]) -> dict[str, RowKeys]:
    """How rows are spelled, by plural from the searches, by entity in the order of the gets."""
    searches = {r.spoken.about: r.spoken for r in reads if r.spoken.kind == "search"}
    entities = dict.fromkeys(r.spoken.about for r in reads if r.spoken.kind == "get")
    found: dict[str, RowKeys] = {}
    for plural, spoken in searches.items():
        names = {
            key.path[-1]: name
            for name, key in spoken.keys.items()
            if name not in ("page", spoken.paging) and not _is_bound(name, spoken.keys)
        }
        words = {
            name: {said: word for word, said in key.words.items()}
            for name, key in spoken.keys.items()
            if key.words
        }
        found[plural] = RowKeys(names, words)
    for entity, keys in zip(entities, list(found.values()), strict=False):
        found.setdefault(entity, keys)
    return found


def _is_bound(name: str, keys: Iterable[str]) -> bool:
    return name.endswith(_BOUNDS) and name[:-4] in keys


def narrowed(signature: Signature, operations: Sequence[str]) -> Signature:
    """A tool with some of its operations only."""
    head, *_ = signature.description.partition("\n- ")
    kept = [listing(one) for one in listed(signature.description) if one.name in operations]
    names: list[JsonValue] = [*operations]
    known = _properties(signature.input)
    operation: Json = {**known["operation"], "enum": names}
    properties: JsonValue = {**known, "operation": operation}
    schema: Json = {**signature.input, "properties": properties}
    return Signature(signature.name, "\n".join([head, *kept]), schema)
