"""The tables of SQL text: columns with their types, keys, checks and references."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from nex.data.world import AttributeType
from nex.synthesis.schemas.ddl_tokens import Token, tokens

_TYPES: dict[str, AttributeType] = {
    **dict.fromkeys(("int", "integer", "smallint", "bigint", "tinyint", "mediumint", "int2"), "integer"),
    **dict.fromkeys(("int4", "int8", "serial", "bigserial", "smallserial", "number"), "integer"),
    **dict.fromkeys(("numeric", "decimal", "money"), "money"),
    **dict.fromkeys(("real", "float", "double", "float4", "float8"), "number"),
    **dict.fromkeys(("boolean", "bool", "bit"), "yes_no"),
    **dict.fromkeys(("date", "datetime", "timestamp", "timestamptz", "datetime2"), "date"),
    **dict.fromkeys(("time", "timetz"), "time"),
}  # fmt: skip
_TABLE_WORDS = ("primary", "unique", "foreign", "check", "constraint", "key", "index", "exclude")


@dataclass(slots=True)
class Column:
    """One column as its table declares it."""

    name: str
    type: AttributeType = "text"
    values: tuple[str, ...] = ()
    target: str | None = None
    needed: bool = False
    unique: bool = False
    key: bool = False
    low: float | None = None
    high: float | None = None
    start: Token | None = None


@dataclass(slots=True)
class Schema:
    """The tables of a text, by name in small letters, and what of it was passed over."""

    tables: dict[str, dict[str, Column]] = field(default_factory=dict[str, dict[str, Column]])
    enums: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    remarks: list[str] = field(default_factory=list[str])


def read_tables(text: str, path: str) -> Schema:
    """Every table that the text creates; what else it says is passed over."""
    schema = Schema()
    for statement in _split(tokens(text, path), ";"):
        _statement(statement, schema)
    return schema


def _statement(words: Sequence[Token], schema: Schema) -> None:
    said = [token.text.lower() for token in words]
    if said[:1] == ["create"] and "table" in said[1:4]:
        _create_table(words, said.index("table") + 1, schema)
    elif said[:2] == ["create", "type"] and "enum" in said:
        values = tuple(t.text for t in words if t.kind == "string")
        schema.enums[_last_name(words[2 : said.index("as")])] = values
    elif said[:2] == ["alter", "table"] and "add" in said:
        at = said.index("add")
        columns = schema.tables.get(_last_name([t for t in words[2:at] if t.text != "only"]))
        if columns is not None:
            _constraint(words[at + 1 :], columns, schema)


def _create_table(words: Sequence[Token], at: int, schema: Schema) -> None:
    if [t.text for t in words[at : at + 3]] == ["if", "not", "exists"]:
        at += 3
    opened = next((i for i in range(at, len(words)) if words[i].text == "("), None)
    if opened is None:
        return
    name = _last_name(words[at:opened])
    columns = schema.tables.setdefault(name, {})
    for item in _split(_inside(words, opened), ","):
        if item and item[0].kind == "word" and item[0].text in _TABLE_WORDS:
            _constraint(item, columns, schema)
        elif len(item) > 1:
            column = _column(item, schema)
            columns[column.name.lower()] = column


def _column(words: Sequence[Token], schema: Schema) -> Column:
    column = Column(words[0].text)
    kind = words[1].text.lower()
    column.type = _TYPES.get(kind, "text")
    if kind in schema.enums:
        column.values = schema.enums[kind]
    rest = list(words[2:])
    if rest and rest[0].text == "(":
        inner = _inside(rest, 0)
        column.values = tuple(t.text for t in inner if t.kind == "string") or column.values
        if kind == "tinyint" and [t.text for t in inner] == ["1"]:
            column.type = "yes_no"
        if column.type == "money" and [t.text for t in inner][1:] in ([",", "0"], []):
            column.type = "integer"
        rest = rest[len(inner) + 2 :]
    _limits(rest, column, schema)
    return column


def _limits(rest: Sequence[Token], column: Column, schema: Schema) -> None:
    """NOT NULL, UNIQUE, DEFAULT, CHECK and REFERENCES behind a column's type."""
    said = [token.text.lower() if token.kind == "word" else token.text for token in rest]
    for at, word in enumerate(said):
        match word:
            case "null":
                column.needed = column.needed or said[at - 1 : at] == ["not"]
            case "unique":
                column.unique = True
            case "primary":
                column.key = column.needed = True
            case "default":
                column.start = rest[at + 1] if at + 1 < len(rest) else None
            case "references":
                column.target = _referred(rest[at + 1 :])
            case "check":
                _check(_inside(rest, at + 1), {column.name.lower(): column}, schema)
            case _:
                pass


def _constraint(words: Sequence[Token], columns: dict[str, Column], schema: Schema) -> None:
    """A constraint of a whole table: about one column each, else a remark."""
    said = [token.text.lower() for token in words]
    if said[:1] == ["constraint"]:
        words, said = words[2:], said[2:]
    opened = said.index("(") if "(" in said else -1
    if opened < 0:
        return
    inner = _inside(words, opened)
    named = [columns[t.text.lower()] for t in inner if t.text.lower() in columns]
    match said[0]:
        case "primary" if len(named) == 1:
            named[0].key = named[0].needed = True
        case "unique" if len(named) == 1:
            named[0].unique = True
        case "foreign" if len(named) == 1 and "references" in said:
            named[0].target = _referred(words[said.index("references") + 1 :])
        case "check":
            _check(inner, columns, schema)
        case "primary" | "unique" | "foreign":
            schema.remarks.append(f"line {words[0].line}: a key of {len(named)} columns")
        case _:
            pass


def _check(inner: Sequence[Token], columns: dict[str, Column], schema: Schema) -> None:
    """`x in (...)`, `x between a and b`, `x >= a`, joined by AND."""
    words = _signed([token for token in inner if token.text not in ("(", ")")])
    column = next((columns[t.text.lower()] for t in words if t.text.lower() in columns), None)
    said = [token.text.lower() for token in words]
    strings = [token.text for token in words if token.kind == "string"]
    if column is None or "or" in said or "not" in said:
        line = inner[0].line if inner else 0
        schema.remarks.append(f"line {line}: the check ({' '.join(said[:12])}) is not drafted")
    elif strings and ("in" in said or "any" in said):
        column.values = tuple(dict.fromkeys(strings))
    elif "between" in said:
        column.low, column.high = [*map(float, _numbers(words)), None, None][:2]
    else:
        _compared(words, column)


def _compared(words: Sequence[Token], column: Column) -> None:
    for at, token in enumerate(words[:-1]):
        if token.text in (">=", ">", "<=", "<") and words[at + 1].kind == "number":
            bound = float(words[at + 1].text)
            whole = 1.0 if column.type == "integer" else 0.0
            if token.text[0] == ">":
                column.low = bound + whole * (token.text == ">")
            else:
                column.high = bound - whole * (token.text == "<")


def _signed(words: Sequence[Token]) -> list[Token]:
    """The same with each minus in its number."""
    found: list[Token] = []
    for token in words:
        if token.kind == "number" and found and found[-1].text == "-":
            found[-1] = Token("number", f"-{token.text}", token.line)
        else:
            found.append(token)
    return found


def _numbers(words: Sequence[Token]) -> list[str]:
    return [token.text for token in words if token.kind == "number"]


def _referred(words: Sequence[Token]) -> str:
    end = next((i for i, t in enumerate(words) if t.text == "("), len(words))
    names = [t for t in words[:end] if t.kind in ("word", "name", "sign")]
    stop = next((i for i, t in enumerate(names) if t.text in ("on", "match", "deferrable")), None)
    return _last_name(names[:stop])


def _last_name(words: Sequence[Token]) -> str:
    """The name without the schema before its dot."""
    names = [token.text for token in words if token.kind in ("word", "name")]
    return names[-1].lower() if names else ""


def _inside(words: Sequence[Token], opened: int) -> list[Token]:
    """What stands between a bracket and the one that closes it."""
    depth = 0
    for at in range(opened, len(words)):
        depth += (words[at].text == "(") - (words[at].text == ")")
        if depth == 0:
            return list(words[opened + 1 : at])
    return list(words[opened + 1 :])


def _split(words: Sequence[Token], sign: str) -> list[list[Token]]:
    """The stretches between a sign that stands outside of brackets."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in words:
        if token.kind == "sign":
            depth += (token.text == "(") - (token.text == ")")
        if token.kind == "sign" and token.text == sign and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]
