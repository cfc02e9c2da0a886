"""Drafts of deeds on rows that are chosen by looking: every one, whichever, the first, again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from nex.data.streams import Stream
from nex.data.task import Caller, Change
from nex.data.world import Action, Value
from nex.language.requests.request import Do, Every, Many, Mention, Ranked, Way
from nex.synthesis.arguments import Bindings
from nex.synthesis.drafts import Draft, Step
from nex.synthesis.groups import Group, first, groups, rankings
from nex.synthesis.scene import Scene
from nex.synthesis.snapshot import Snapshot
from nex.synthesis.survey import Try, attempt
from nex.synthesis.working import said
from nex.worlds.actions import execute
from nex.worlds.state import State
from nex.worlds.writing import Done

MOST = 6
"""Rows of a group that is worked through, at most."""
_LOOKS = 4
_TIMES = (2, 3, 3, 4, 5)


@dataclass(slots=True)
class Run:
    """Deeds done one after the other on a scratch state; the rows as they are in between."""

    scene: Scene
    state: State
    caller: Caller
    now: Snapshot
    steps: list[Step] = field(default_factory=list[Step])

    def do(self, action: Action, bindings: Bindings, *, enabled: bool = False) -> bool:
        """Do it; False where it cannot be done."""
        done = execute(self.state, action.name, bindings, self.caller)
        if not isinstance(done, Done):
            return False
        self.now = self.now.after(self.state, done)
        self.steps.append(Step(action, bindings, enabled))
        return True


def draft_every(scene: Scene, action: Action, name: str, stream: Stream) -> Draft | None:
    """The action on each row of a group."""
    for tried, group in places(scene, action, name, stream):
        if len(group.ids) > MOST or not apart(group, name, tried):
            continue
        order: list[Bindings] = [{**tried.bindings, name: one} for one in group.ids]
        ends = [ended(scene, tried, one) for one in (order, order[::-1])]
        if ends[0] is None or ends[1] is None or ends[0][0] != ends[1][0]:
            continue
        many = many_of(scene, tried, {name: (group, Every())}, stream)
        if many is not None:
            return Draft("do", (many,), tried.caller, ends[0][1], shape="every")
    return None


def draft_first(scene: Scene, action: Action, name: str, stream: Stream) -> Draft | None:
    """The action on the row that stands first in some order."""
    for tried, group in places(scene, action, name, stream, whole=True):
        for way in stream.shuffled(rankings(scene, group.words.entity)):
            found = first(scene.now, group, way)
            if found is None or not can(scene, tried, {name: found}):
                continue
            many = many_of(scene, tried, {name: (group, way)}, stream)
            if many is not None:
                step = Step(action, {**tried.bindings, name: found})
                return Draft("do", (many,), tried.caller, (step,), shape="ranked")
    return None


def draft_again(
    scene: Scene, action: Action, name: str, stream: Stream, *, times: Sequence[int] = _TIMES
) -> Draft | None:
    """The action on whichever row stands first, several times in a row: each changes who is next."""
    wanted = stream.choice(times)
    for tried, group in places(scene, action, name, stream, whole=True):
        for way in stream.shuffled(rankings(scene, group.words.entity)):
            steps = repeated(scene, tried, name, (group, way), wanted)
            many = many_of(scene, tried, {name: (group, way)}, stream) if steps else None
            if many is not None:
                again = replace(many, times=wanted)
                return Draft("do", (again,), tried.caller, steps, shape="repeat")
    return None


def repeated(
    scene: Scene, tried: Try, name: str, by: tuple[Group, Ranked], times: int
) -> tuple[Step, ...]:
    """The steps of doing it so often; none where at some point no row stands first, or always one."""
    group, way = by
    if first(scene.now, group, way) is None:
        return ()
    with scene.trial() as state:
        run = Run(scene, state, tried.caller, scene.now)
        for nth in range(times):
            fitting = Group(group.words, run.now.meant(group.words))
            found = first(run.now, fitting, way)
            if found is None:
                return ()
            if not run.do(tried.action, {**tried.bindings, name: found}, enabled=nth > 0):
                return ()
    different = {step.bindings[name] for step in run.steps}
    return tuple(run.steps) if len(different) > 1 else ()


def places(
    scene: Scene, action: Action, name: str, stream: Stream, *, whole: bool = False
) -> Iterator[tuple[Try, Group]]:
    """Ways to do the action at the start, each with groups that the row of a parameter is one of."""
    entity = next(str(p.entity) for p in action.parameters if p.name == name)
    opened = [tried for tried in scene.survey(action).open if name in tried.bindings]
    for tried in stream.sample(opened, _LOOKS):
        found = groups(scene, entity, str(tried.bindings[name]), stream, whole=whole)
        yield from ((tried, group) for group in found[:_LOOKS])


def apart(group: Group, name: str, tried: Try) -> bool:
    """Whether no other argument is a row of the group."""
    others = {value for key, value in tried.bindings.items() if key != name}
    return others.isdisjoint(group.ids)


def can(scene: Scene, tried: Try, changed: Bindings) -> bool:
    """Whether it can be done at the start with some other arguments, and does something."""
    return outcome(scene, tried, changed) == "done"


def outcome(scene: Scene, tried: Try, changed: Bindings) -> Literal["done", "nothing", "blocked"]:
    """What comes of it at the start with some other arguments."""
    bindings = {**tried.bindings, **changed}
    if len({*bindings.values()}) < len({*tried.bindings.values()}):
        return "blocked"
    with scene.trial() as state:
        again = attempt(state, tried.action, bindings, tried.caller)
    if again.blocked:
        return "blocked"
    return "done" if again.changes(scene.now) else "nothing"


def ended(
    scene: Scene, tried: Try, ways: Sequence[Bindings]
) -> tuple[tuple[Change, ...], tuple[Step, ...]] | None:
    """What changed when the action was done with each of the bindings; None where it could not."""
    with scene.trial() as state:
        run = Run(scene, state, tried.caller, scene.now)
        for bindings in ways:
            with state.trial():
                before = attempt(state, tried.action, bindings, tried.caller)
            if before.blocked or not before.changes(run.now) or not run.do(tried.action, bindings):
                return None
        return scene.changes(state), tuple(run.steps)


def many_of(
    scene: Scene,
    tried: Try,
    spread: dict[str, tuple[Group, Way]],
    stream: Stream,
) -> Many | None:
    """The item; None where another of its rows cannot be described."""
    item = said(scene, scene.now, tried, stream)
    if item is None:
        return None
    arguments: list[tuple[str, Mention | Value]] = []
    for name, value in item.arguments:
        arguments.append((name, spread[name][0].words if name in spread else value))
    ways = tuple((name, spread[name][1]) for name, _ in arguments if name in spread)
    return Many(Do(item.action, tuple(arguments)), ways)
