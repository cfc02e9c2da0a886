"""Sheet: a spec's text in which statements are replaced, and what a replacement may not do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from nex.data.world import World
from nex.errors import InputError
from nex.language.reading.reader import inspect_spec
from nex.language.reading.report import Reading, Statement
from nex.language.sentences.facts import facts
from nex.synthesis.writer.asking import Misfit
from nex.worlds.examples import failing_examples

Says = tuple[str, ...]
_OUTSIDE = ("table ", "mount ")
"""Facts that reach out of the spec: files of rows, real servers."""


@dataclass(frozen=True)
class Sheet:
    """A spec as it stands in its file, and the statements that were replaced in it."""

    path: str
    original: str
    places: Mapping[int, Statement] = field(default_factory=dict[int, Statement])
    """Offset -> the statement of the original that is replaced there."""
    chosen: Mapping[int, Says] = field(default_factory=dict[int, Says])
    """Offset -> the sentences in its place; none: the statement is cut out."""

    @cached_property
    def text(self) -> str:
        """The spec with everything replaced."""
        text = self.original
        for start in sorted(self.chosen, reverse=True):
            end = self.places[start].end
            text = text[:start] + " ".join(self.chosen[start]) + text[end:]
        return text

    @cached_property
    def reading(self) -> Reading:
        """How it is read. Raises InputError where nothing can be."""
        return inspect_spec(self.text, self.path)

    @cached_property
    def failing(self) -> frozenset[str]:
        """The examples that the World fails, in words; why none can be tried, where none can."""
        world = self.reading.world
        if not world.examples:
            return frozenset()
        try:
            return frozenset(str(found) for found in failing_examples(world))
        except InputError as e:
            return frozenset((str(e),))

    def replaced(self, statement: Statement, says: Says) -> Sheet:
        """The same spec with one more statement of the original replaced."""
        start = statement.start
        places, chosen = {**self.places, start: statement}, {**self.chosen, start: says}
        return Sheet(self.path, self.original, places, chosen)

    def span(self, statement: Statement) -> tuple[int, int]:
        """Where a statement of the original, or what replaces it, begins and ends in `text`."""
        start = statement.start
        for at, says in self.chosen.items():
            if at < statement.start:
                start += len(" ".join(says)) - (self.places[at].end - at)
        says = self.chosen.get(statement.start)
        whole = statement.end - statement.start if says is None else len(" ".join(says))
        return start, start + whole


Change = tuple[Statement, Says]
"""A statement of the original and what shall stand in its place."""


def fitted(sheet: Sheet, *changes: Change) -> Sheet:
    """The sheet with these statements replaced; Misfit says why that may not be.

    What is put in must read exactly and say something new; every other statement, every fact of
    the others and every example must stay as it was, and nothing may contradict.
    """
    after = sheet
    for statement, says in changes:
        after = after.replaced(statement, says)
    before, now = _read(sheet), _read(after)
    for statement, _ in changes:
        _demand_exact(now, after.span(statement))
    replaced = [statement for statement, _ in changes]
    _demand_same_lines(sheet, after, replaced)
    errors = {lint.text for lint in before.lints if lint.grade == "error"}
    for lint in now.lints:
        if lint.grade == "error" and lint.text not in errors:
            raise Misfit(f"it contradicts: {lint.text}")
    _demand_same_world(sheet, after, replaced)
    for text in sorted(after.failing - sheet.failing):
        raise Misfit(f"an example of the spec fails with it: {text[:200]}")
    return after


def _read(sheet: Sheet) -> Reading:
    try:
        return sheet.reading
    except InputError as e:
        raise Misfit(f"the spec cannot be read with it: {e}") from e


def _demand_exact(reading: Reading, span: tuple[int, int]) -> None:
    inside = [s for s in reading.statements if span[0] <= s.start < span[1]]
    if not inside:
        raise Misfit("it is not read as a statement where it stands")
    for statement in inside:
        if statement.kind != "exact":
            echo = f"; read as: {'; '.join(statement.echo)}" if statement.echo else ""
            near = f"; exact would be: {statement.rewrite}" if statement.rewrite else ""
            raise Misfit(f"{statement.text!r} reads as a {statement.kind}{echo}{near}")


def _demand_same_lines(sheet: Sheet, after: Sheet, replaced: Sequence[Statement]) -> None:
    """Every other statement must be there still, and mean the same where it was exact."""
    others, found = (_others(one, replaced) for one in (sheet, after))
    if [s.text for s in others] != [s.text for s in found]:
        raise Misfit("the lines around it are taken apart differently with it")
    for one, other in zip(others, found, strict=True):
        if one.kind == "exact" and (other.kind, other.echo) != (one.kind, one.echo):
            raise Misfit(f"with it {one.text[:80]!r} no longer means what it meant")


def _others(sheet: Sheet, replaced: Sequence[Statement]) -> list[Statement]:
    spans = [sheet.span(statement) for statement in replaced]
    return [
        one
        for one in sheet.reading.statements
        if not any(low <= one.start < high for low, high in spans)
    ]


def _demand_same_world(sheet: Sheet, after: Sheet, replaced: Sequence[Statement]) -> None:
    """The facts of all other statements must be among those of the new World."""
    kept = facts(_without(sheet, replaced))
    now = facts(after.reading.world)
    lost = sorted(kept - now)
    if lost:
        raise Misfit(f"it changes what the exact lines say: {lost[0][:160]}")
    added = now - facts(sheet.reading.world)
    if any(fact.startswith(_OUTSIDE) for fact in added):
        raise Misfit("it reaches for a file or a server; only a person may write that")
    if not added and any(statement.kind == "note" for statement in replaced):
        raise Misfit("it says nothing that the spec does not say already")


def _without(sheet: Sheet, replaced: Sequence[Statement]) -> World:
    """The World of all other statements; notes bring nothing to it."""
    cut = sheet
    for statement in replaced:
        cut = cut.replaced(statement, ()) if statement.used else cut
    try:
        return cut.reading.world
    except InputError:
        return World(name="")
