"""The rows of a table kept for a draft: written beside the spec, which says where they are."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from nex.data.world import Attribute, Entity
from nex.errors import InputError
from nex.language.reading.intake import MOST_BYTES
from nex.language.reading.outside import outside
from nex.language.reading.tables import MOST_ROWS, table_of
from nex.language.reading.vocabulary import vocabulary
from nex.language.words.literals import DIGITS
from nex.language.words.tokens import sentence
from nex.language.writing.writer import write_spec
from nex.synthesis.schemas.drafted import Drafted
from nex.synthesis.schemas.names import value_of

YES_NO = ({"yes", "no"}, {"true", "false"}, {"y", "n"})
_YES = frozenset({"yes", "true", "y"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it was found."""

    columns: tuple[str, ...]
    """Their names as words of a spec."""
    rows: Sequence[Sequence[str]]


def with_rows(draft: Drafted, sheet: Sheet) -> Drafted:
    """The draft of one thing with the sheet's rows in a file; those that do not fit are left out."""
    entity = draft.world.entities[0]
    head = [a.name for a in entity.attributes]
    rows = [_cells(entity, sheet, row) for row in sheet.rows]
    kept = [row for row in rows if _fits(entity, [head, row])]
    text = _text([head, *kept[:MOST_ROWS]])
    name = f"{'-'.join(entity.plural.split())[:50]}-rows.csv"
    line = f"The {entity.plural} are in {name}."
    sayable = outside(sentence(line.removesuffix(".")), vocabulary(draft.world))
    if not kept or not sayable or len(text.encode()) > MOST_BYTES:
        return _remarked(draft, "the rows are left out: too many, or no sentence names their file")
    if len(kept) < len(rows):
        draft = _remarked(draft, f"{len(rows) - len(kept)} of {len(rows)} rows, which do not fit")
    if len(kept) > MOST_ROWS:
        draft = _remarked(draft, f"all but the first {MOST_ROWS} of {len(kept)} rows")
    counted = entity.model_copy(update={"count": min(len(kept), MOST_ROWS)})
    world = draft.world.model_copy(update={"entities": (counted,)})
    spec = f"{write_spec(world).rstrip()}\n\n{line}\n"
    return replace(draft, world=world, spec=spec, files=((name, text),))


def _remarked(draft: Drafted, remark: str) -> Drafted:
    return replace(draft, remarks=(*draft.remarks, remark))


def _cells(entity: Entity, sheet: Sheet, row: Sequence[str]) -> list[str]:
    return [_cell(a, row[sheet.columns.index(a.name)]) for a in entity.attributes]


def _cell(attribute: Attribute, found: str) -> str:
    """A value as the reader of rows takes it."""
    text = " ".join(found.split())
    if not text:
        return text
    if attribute.type == "one_of":
        return value_of(text)
    if attribute.type == "yes_no":
        return "yes" if text.lower() in _YES else "no"
    if attribute.type in DIGITS and len(text.partition(".")[2]) > DIGITS[attribute.type]:
        return f"{round(Decimal(text), DIGITS[attribute.type]):f}"
    return text


def _fits(entity: Entity, lines: list[list[str]]) -> bool:
    try:
        table_of(entity, lines, "row")
    except InputError:
        return False
    return True


def _text(lines: Sequence[Sequence[str]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(lines)
    return written.getvalue()
