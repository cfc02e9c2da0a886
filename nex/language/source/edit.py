"""An Edit: one span of a text replaced; everything else stays as it is, to the letter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nex.errors import InputError


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Characters from `start` up to `end` become `after`."""

    start: int
    end: int
    kind: str
    """What kind of slip it is: see `nex.language.source.slips`."""
    after: str
    line: int
    """Where it stands, from 1."""


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text after edits that do not overlap; InputError where two do."""
    parts: list[str] = []
    at = 0
    for edit in sorted(edits):
        if edit.start < at:
            raise InputError(f"two edits overlap at character {edit.start}; leave one out")
        parts += [text[at : edit.start], edit.after]
        at = edit.end
    return "".join([*parts, text[at:]])


def undo(edits: Iterable[Edit], text: str) -> tuple[Edit, ...]:
    """The edits that take the edited text back to `text`."""
    found: list[Edit] = []
    moved = 0
    for edit in sorted(edits):
        start = edit.start + moved
        before = text[edit.start : edit.end]
        found.append(Edit(start, start + len(edit.after), edit.kind, before, edit.line))
        moved += len(edit.after) - (edit.end - edit.start)
    return tuple(found)
