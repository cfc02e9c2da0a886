"""Goals with many right ends: how many of the changes fit a pattern, and which fit none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nex.data.task import Change, Goal, Pattern, Tally


def fits(pattern: Pattern, change: Change) -> bool:
    """Whether a change is one of those that the pattern describes."""
    if (change.kind, change.entity) != (pattern.kind, pattern.entity):
        return False
    if pattern.rows and change.row not in pattern.rows:
        return False
    if change.kind == "updated" and set(change.after) != {column for column, _ in pattern.after}:
        return False
    return all(change.after.get(column) in among for column, among in pattern.after)


def unlisted(goal: Goal, extra: Sequence[Change]) -> list[Change]:
    """Of the changes that the goal does not list, those that no condition and no licence covers."""
    covered = (*(tally.pattern for tally in goal.conditions), *goal.may_change)
    return [change for change in extra if not any(fits(one, change) for one in covered)]


def tallied(goal: Goal, extra: Sequence[Change]) -> Iterator[tuple[bool, str]]:
    """Whether each condition over the end state holds, and what is missing where it does not."""
    for tally in goal.conditions:
        found = [change for change in extra if fits(tally.pattern, change)]
        enough = tally.least <= len(found) <= tally.most
        yield enough and _differ(tally, found), _sentence(tally, len(found))


def _differ(tally: Tally, found: Sequence[Change]) -> bool:
    for column in tally.different:
        ends = [change.after.get(column) for change in found]
        if len(set(ends)) < len(ends):
            return False
    return True


def _sentence(tally: Tally, found: int) -> str:
    pattern = tally.pattern
    wanted = str(tally.least) if tally.least == tally.most else f"{tally.least} to {tally.most}"
    columns = ", ".join(column for column, _ in pattern.after)
    of = f" in {columns}" if pattern.kind == "updated" and columns else ""
    apart = f", no two alike in {', '.join(tally.different)}" if tally.different else ""
    return f"{wanted} of the {pattern.entity} rows should be {pattern.kind}{of}{apart}; {found} are"
