"""A table of rows (CSV) becomes a draft: its columns are typed by their values."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from nex.data.world import Attribute, AttributeType, Entity, World
from nex.errors import InputError
from nex.language.words.morphology import plural
from nex.language.words.naming import usual_type
from nex.synthesis.schemas.drafted import Drafted, drafted
from nex.synthesis.schemas.names import thing_of, value_of, words_of
from nex.synthesis.schemas.sheet import YES_NO, Sheet, with_rows
from nex.synthesis.schemas.usual_actions import usual_actions

MOST_ROWS = 20_000
MOST_VALUES = 8
"""Different values of a column that is a list of values, at most."""
_PATTERNS: tuple[tuple[AttributeType, re.Pattern[str]], ...] = (
    ("date", re.compile(r"\d{4}-\d\d-\d\d")),
    ("time", re.compile(r"\d\d:\d\d")),
    ("integer", re.compile(r"-?\d{1,12}")),
    ("money", re.compile(r"-?\d{1,12}\.\d\d")),
    ("number", re.compile(r"-?\d{1,12}(?:\.\d+)?")),
)


def draft_csv(text: str, path: str, name: str) -> Drafted:
    """The draft of one thing, whose rows the table holds. Raises InputError where there are none."""
    header, rows = _rows(text, path)
    remarks: list[str] = []
    thing = thing_of(name) or "row"
    found: dict[str, Attribute] = {}
    for at, title in enumerate(header):
        attribute = _attribute(title, [row[at].strip() for row in rows], thing)
        if words_of(title) in ("id", f"{thing} id"):
            continue
        if attribute is None or attribute.name in found:
            remarks.append(f"the column {title!r} is left out")
        else:
            found[attribute.name] = attribute
    entity = Entity(
        name=thing,
        plural=plural(thing),
        attributes=tuple(found.values()),
        count=min(len(rows), 200),
    )
    world = World(name=name, entities=(entity,), actions=tuple(usual_actions(entity)))
    draft = drafted(world, remarks, path)
    return with_rows(draft, Sheet(tuple(map(words_of, header)), rows))


def _rows(text: str, path: str) -> tuple[list[str], list[list[str]]]:
    """The head and the rows, all of one width."""
    sample = text[:4096]
    sign = max(",;\t", key=sample.count)
    try:
        lines = [row for row in csv.reader(io.StringIO(text), delimiter=sign) if any(row)]
    except csv.Error as e:
        raise InputError(f"{path}: no CSV: {e}; separate values by commas") from e
    if len(lines) < 2 or len(lines) > MOST_ROWS:
        raise InputError(f"{path}: {len(lines)} lines; a head and 1 to {MOST_ROWS} rows are read")
    header = lines[0]
    for number, row in enumerate(lines[1:], 2):
        if len(row) != len(header):
            raise InputError(
                f"{path}:{number}: {len(row)} values under {len(header)} titles; quote commas"
            )
    return header, lines[1:]


def _attribute(title: str, column: Sequence[str], thing: str) -> Attribute | None:
    name = words_of(title)
    if not name or name == thing:
        return None
    said = [value for value in column if value]
    optional = len(said) < len(column)
    different = list(dict.fromkeys(said))
    kind = _type(name, said)
    values: tuple[str, ...] = ()
    if kind == "text" and 1 < len(different) <= MOST_VALUES and len(said) >= 2 * len(different):
        words = tuple(sorted({value_of(value) for value in different}))
        values = words if all(words) and len(words) > 1 else ()
    unique = kind == "text" and not optional and len(different) == len(said) > 3
    return Attribute(
        name=name,
        type="one_of" if values else kind,
        values=values,
        optional=optional,
        unique=unique and not values,
        minimum=_floor(kind, said),
    )


def _type(name: str, said: Sequence[str]) -> AttributeType:
    if not said:
        return "text"
    if {value.lower() for value in said} in YES_NO:
        return "yes_no"
    for kind, pattern in _PATTERNS:
        if all(pattern.fullmatch(value) for value in said):
            usual = usual_type(name)
            return usual if kind == "integer" and usual == "money" else kind
    return "text"


def _floor(kind: AttributeType, said: Sequence[str]) -> int | None:
    """Numbers of which none is below zero are never below zero."""
    counted = kind in ("integer", "number", "money")
    return 0 if counted and all(not value.startswith("-") for value in said) else None
