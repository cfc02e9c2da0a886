"""Company: what others do while a task is worked on, drawn so that it decides nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nex.data.pace import Happening
from nex.data.streams import Stream, world_stream
from nex.data.task import Meanwhile, Task
from nex.data.world import Value
from nex.synthesis.conflicts import fits
from nex.synthesis.drafts import Draft
from nex.synthesis.scene import Scene
from nex.synthesis.survey import Try
from nex.worlds.pace import STEP

MOST = 8
"""What one happening brings about in a task, at most."""
_DRAWS = 3
"""How often company is drawn before a task is left alone."""

Stands = Callable[[Task], bool]
"""Whether the task is still right, however early or late the others are."""


def accompanied(scene: Scene, task: Task, draft: Draft, stands: Stands) -> Task:
    """The task with what others do meanwhile; without, where anything would decide the task.

    A draft's own rival is always there. Twins are left alone: they differ in one fact.
    """
    if not scene.world.others or task.twin:
        return task
    for again in range(_DRAWS):
        stream = world_stream(scene.seed, scene.template.schema.dice, task.id, "others", again)
        others = [
            one
            for happening in scene.world.others
            for one in _deeds(scene, draft, happening, stream)
        ]
        told = sorted((*task.others, *others), key=lambda one: (one.seconds, one.action))
        busy = task.model_copy(update={"others": tuple(told)})
        if others and stands(busy):
            return busy
    return task


def _deeds(scene: Scene, draft: Draft, happening: Happening, stream: Stream) -> Iterator[Meanwhile]:
    """What one happening brings about: always about rows that the task and the others leave alone."""
    used = _footprint(draft)
    opened = [
        one
        for one in scene.survey(scene.world.action(happening.action)).open
        if fits(happening, one.caller, draft.caller)
    ]
    at = _first(draft, happening, stream)
    for one in stream.shuffled(opened):
        rows = _rows(one)
        if used.isdisjoint(rows):
            used |= rows
            yield Meanwhile(
                seconds=at, action=happening.action, bindings=one.bindings, caller=one.caller
            )
            at += happening.seconds
            if at > happening.seconds * MOST:
                return


def _first(draft: Draft, happening: Happening, stream: Stream) -> int:
    """When it happens first: in step with the draft's rival, where that is of its kind."""
    rival = draft.rival
    if rival is not None and rival.action == happening.action:
        return rival.seconds + happening.seconds
    return stream.between(round(STEP), max(happening.seconds, round(STEP)))


def _rows(one: Try) -> set[Value]:
    """Every row that somebody else names, changes, makes or deletes."""
    return {*one.bindings.values(), *(place[1] for place in one.after), *(id for _, id in one.gone)}


def _footprint(draft: Draft) -> set[Value]:
    """Every row that the task is about."""
    used: set[Value] = {value for step in draft.steps for value in step.bindings.values()}
    used |= {fact.row for fact in draft.observed} | {id for _, id in draft.spare}
    used |= {patch.row for patch in draft.patches}
    if draft.rival is not None:
        used |= {*draft.rival.bindings.values()}
    if draft.caller.row is not None:
        used.add(draft.caller.row)
    return used
