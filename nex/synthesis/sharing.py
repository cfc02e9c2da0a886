"""Drafts with many right ends: some rows of a group, whichever; each row gets another one."""

from __future__ import annotations

from dataclasses import replace

from nex.data.streams import Stream
from nex.data.task import Change, Pattern, Tally
from nex.data.world import Action, Value
from nex.language.requests.request import Every, Free, Many, Way
from nex.synthesis.arguments import Bindings
from nex.synthesis.drafts import Draft
from nex.synthesis.groups import Group, groups
from nex.synthesis.scene import Scene
from nex.synthesis.spreading import apart, ended, many_of, outcome, places
from nex.synthesis.survey import Try

_POOL = 10
"""Rows of which some are taken, at most."""


def draft_free(scene: Scene, action: Action, name: str, stream: Stream) -> Draft | None:
    """The action on some rows of a group, whichever they are."""
    for tried, group in places(scene, action, name, stream):
        usable = _doing(scene, tried, [{name: one} for one in group.ids], name)
        if not 2 <= len(usable) <= _POOL or not apart(group, name, tried):
            continue
        times = stream.between(1, min(3, len(usable) - 1))
        many = many_of(scene, tried, {name: (group, Free())}, stream)
        ways: list[list[Bindings]] = [
            [{name: one} for one in _turned(usable, n)[:times]] for n in range(len(usable))
        ]
        draft = _of_many_ends(scene, tried, many and replace(many, times=times), ways)
        if draft is not None:
            return draft
    return None


def draft_shared_out(
    scene: Scene, action: Action, pair: tuple[str, str], stream: Stream
) -> Draft | None:
    """Each row of one group gets a row of another, no two the same."""
    name, other = pair
    entity = next(str(p.entity) for p in action.parameters if p.name == other)
    for tried, group in places(scene, action, name, stream):
        if other not in tried.bindings or not 2 <= len(group.ids) <= 4:
            continue
        for pool in groups(scene, entity, str(tried.bindings[other]), stream)[:2]:
            usable = _usable(scene, tried, (name, group), (other, pool))
            if len(usable) <= len(group.ids):
                continue
            ways: list[list[Bindings]] = [
                [
                    {name: one, other: two}
                    for one, two in zip(group.ids, _turned(usable, n), strict=False)
                ]
                for n in range(len(usable))
            ]
            spread: dict[str, tuple[Group, Way]] = {name: (group, Every()), other: (pool, Free())}
            draft = _of_many_ends(scene, tried, many_of(scene, tried, spread, stream), ways)
            if draft is not None:
                return draft
    return None


def _usable(
    scene: Scene, tried: Try, whom: tuple[str, Group], what: tuple[str, Group]
) -> list[str]:
    """The rows of the second group that every row of the first could get."""
    (name, group), (other, pool) = whom, what
    if len(pool.ids) > _POOL:
        return []
    given: list[list[Bindings]] = [
        [{name: one, other: two} for two in pool.ids] for one in group.ids
    ]
    found = [_doing(scene, tried, one, other) for one in given]
    alike = all(one == found[0] for one in found)
    return [two for two in found[0] if two not in group.ids] if alike else []


def _doing(scene: Scene, tried: Try, given: list[Bindings], name: str) -> list[str]:
    """The rows with which the action does something; none where some row lets it do nothing."""
    comes = [(str(one[name]), outcome(scene, tried, one)) for one in given]
    if any(came == "nothing" for _, came in comes):
        return []
    return [id for id, came in comes if came == "done"]


def _of_many_ends(
    scene: Scene, tried: Try, many: Many | None, ways: list[list[Bindings]]
) -> Draft | None:
    """The draft whose goal every one of the ways reaches; None where they cannot all be done."""
    if many is None:
        return None
    ends = [ended(scene, tried, [{**tried.bindings, **one} for one in way]) for way in ways]
    done = [end for end in ends if end is not None]
    if len(done) < len(ends):
        return None
    conditions = _conditions([changes for changes, _ in done])
    if conditions is None or max(one.least for one in conditions) < len(ways[0]):
        return None
    names = [name for name, way in many.ways if isinstance(way, Free)]
    spare = frozenset(
        (str(p.entity), str(one[p.name]))
        for p in tried.action.parameters
        if p.name in names
        for way in ways
        for one in way
    )
    shape = "allocation" if len(many.ways) > 1 else "any"
    return Draft(
        "do",
        (many,),
        tried.caller,
        done[0][1],
        shape=shape,
        conditions=conditions,
        spare=spare,
    )


def _conditions(ends: list[tuple[Change, ...]]) -> tuple[Tally, ...] | None:
    """What all ends have in common: how many changes of each kind, in which rows, to what.

    None where some end has more or fewer changes of a kind than another.
    """
    kinds: dict[tuple[str, str, tuple[str, ...]], list[list[Change]]] = {}
    for nth, end in enumerate(ends):
        for change in end:
            columns = tuple(sorted(change.after)) if change.kind == "updated" else ()
            found = kinds.setdefault((change.kind, change.entity, columns), [])
            while len(found) <= nth:
                found.append([])
            found[nth].append(change)
    tallies: list[Tally] = []
    for groups_of_changes in kinds.values():
        counts = {len(found) for found in groups_of_changes}
        if len(counts) != 1 or len(groups_of_changes) != len(ends):
            return None
        tallies.append(_tally(groups_of_changes))
    return tuple(tallies)


def _tally(found: list[list[Change]]) -> Tally:
    every = [change for end in found for change in end]
    kind, entity, count = every[0].kind, every[0].entity, len(found[0])
    columns = sorted(every[0].after)
    values: dict[str, tuple[Value, ...]] = {
        column: tuple(dict.fromkeys(change.after[column] for change in every)) for column in columns
    }
    rows = () if kind == "created" else tuple(dict.fromkeys(change.row for change in every))
    different = tuple(
        column
        for column in columns
        if count > 1 and all(len({c.after[column] for c in end}) == count for end in found)
    )
    pattern = Pattern(kind=kind, entity=entity, rows=rows, after=tuple(values.items()))
    return Tally(pattern=pattern, least=count, most=count, different=different)


def _turned(items: list[str], by: int) -> list[str]:
    return [*items[by:], *items[:by]]
