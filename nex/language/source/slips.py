"""The kinds of slips: for a place in a source, the small edits that people get wrong there.

Most kinds go both ways: what one slip of a kind breaks, another of the same kind mends. The kinds
in ONE_WAY lose something that the text no longer holds.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import partial

from nex.language.source.edit import Edit
from nex.language.source.reading import Place, Source, places
from nex.language.source.slips_names import arguments, attribute, variable
from nex.language.source.slips_numbers import any_bound, constant, off_by_one
from nex.language.source.slips_operators import (
    any_arithmetic,
    arithmetic,
    comparison,
    connective,
    negation,
    twin,
)
from nex.language.source.slips_statements import branches, dropped, loop_control, returned

Slip = Callable[[Source, Place], Iterator[tuple[int, int, str]]]
"""Yields spans and what stands there instead."""

SLIPS: dict[str, Slip] = {
    "comparison": comparison,
    "off by one": off_by_one,
    "arithmetic": arithmetic,
    "connective": connective,
    "negation": negation,
    "variable": variable,
    "attribute": attribute,
    "arguments": arguments,
    "constant": constant,
    "twin": twin,
    "branches": branches,
    "loop control": loop_control,
    "returned": returned,
    "dropped": dropped,
}
ONE_WAY = ("returned", "dropped")
"""Kinds whose slips no slip of any kind takes back."""


ANY = 1_000
WIDER: dict[str, Slip] = {
    "any variable": partial(variable, most=ANY),
    "any attribute": partial(attribute, most=ANY),
    "any constant": partial(constant, most=ANY),
    "any arithmetic": any_arithmetic,
    "any bound": any_bound,
}
"""What nobody would slip into, but who mends a slip may have to try."""


def slips(source: Source, kinds: tuple[str, ...] = tuple(SLIPS)) -> tuple[Edit, ...]:
    """Every slip of these kinds in a source, in order of the text; each gives a text that parses."""
    found: dict[tuple[int, int, str], Edit] = {}
    for place in places(source):
        for kind in kinds:
            for start, end, after in (SLIPS | WIDER)[kind](source, place):
                line = source.text.count("\n", 0, start) + 1
                found.setdefault((start, end, after), Edit(start, end, kind, after, line))
    whole = source.text
    return tuple(edit for edit in sorted(found.values()) if _parses(whole, edit))


def _parses(text: str, edit: Edit) -> bool:
    after = text[: edit.start] + edit.after + text[edit.end :]
    if after == text:
        return False
    try:
        ast.parse(after)
    except (SyntaxError, ValueError):
        return False
    return True
