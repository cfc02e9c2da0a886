"""Drafts with a rival: somebody else takes what the agent has just looked at, before it can act."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Literal

from nex.data.pace import Happening
from nex.data.streams import Stream
from nex.data.task import Caller, Fact, Meanwhile
from nex.data.world import Action, World
from nex.language.requests.request import Fallback
from nex.synthesis.arguments import Bindings
from nex.synthesis.callers import may
from nex.synthesis.deciding import doable
from nex.synthesis.drafts import Draft, Step
from nex.synthesis.refusing import refused
from nex.synthesis.scene import Scene
from nex.synthesis.sharing import draft_free
from nex.synthesis.survey import Try
from nex.synthesis.working import said
from nex.worlds.actions import blockers, execute
from nex.worlds.blocking import Blocked
from nex.worlds.pace import STEP
from nex.worlds.writing import Done, Place

Kind = Literal["fallback", "refuse", "any"]
KINDS: tuple[Kind, ...] = ("fallback", "refuse", "any")
Make = Callable[[Scene, Try, tuple[Place, ...], Stream], Draft | None]
"""Makes a draft of a try that is blocked, given the rows that were taken."""
_LOOKS = 6
_RIVALS = 40
"""Ways in which somebody else is tried out as a rival, for one action."""


def draft_conflict(
    scene: Scene, happening: Happening, action: Action, kind: Kind, stream: Stream
) -> Draft | None:
    """The action, which somebody else makes impossible while the agent is at it."""
    if action.in_person:
        return None
    if kind == "any":
        return _any(scene, happening, action, stream)
    for tried in stream.sample(scene.survey(action).open, _LOOKS):
        for rival in rivals(scene, happening, tried.bindings, tried.caller, stream):
            make = _fallback if kind == "fallback" else _refused
            draft = _met(scene, tried, rival, make, stream)
            if draft is not None:
                return draft
    return None


def rivals(
    scene: Scene, happening: Happening, rows: Bindings, caller: Caller, stream: Stream
) -> Iterator[Try]:
    """Ways in which somebody else may do it to one of these rows, and do it now."""
    action = scene.world.action(happening.action)
    known = set(rows.values())
    opened = [one for one in scene.survey(action).open if fits(happening, one.caller, caller)]
    near = [one for one in opened if not known.isdisjoint(one.bindings.values())]
    for one in stream.sample(near, _RIVALS):
        if any(value not in known for value in one.bindings.values()) or len(one.bindings) == 1:
            yield one


def fits(happening: Happening, who: Caller, agent: Caller) -> bool:
    """Whether this is one of the others of whom the happening speaks."""
    named = (who.role or "") == happening.caller
    return named and (who.row is None or who.row != agent.row)


def moment(world: World, action: Action, bindings: Bindings) -> int:
    """The second of the clock before which nobody can have done the action.

    Nobody knows a row before its kind has been searched, unless a row of another kind shows it;
    a job is done only when its time is up.
    """
    kinds = {p.entity for p in action.parameters if p.entity and p.name in bindings}
    shown = any(
        a.entity in kinds
        for entity in world.entities
        for a in entity.attributes
        if entity.name in kinds and a.entity != entity.name
    )
    searches = 1 if shown else max(1, len(kinds))
    return round(searches * STEP) + action.seconds // 2


def _met(scene: Scene, tried: Try, rival: Try, make: Make, stream: Stream) -> Draft | None:
    """The draft, where the rival makes the action impossible for good."""
    action = tried.action
    with scene.trial() as state:
        done = execute(state, rival.action.name, rival.bindings, rival.caller)
        if isinstance(done, Blocked):
            return None
        found = tuple(blockers(state, action.name, tried.bindings, tried.caller))
        after = scene.now.after(state, done)
    if not found or any(one.condition is None or not one.sentence for one in found):
        return None
    lifting = scene.lifting(tried.caller)
    if any(lifting.liftable(one.condition, action, tried.bindings, after) for one in found):
        return None
    draft = make(scene, replace(tried, blocked=found), _rows(done), stream)
    return None if draft is None else beside(scene, draft, rival, tried)


def beside(scene: Scene, draft: Draft, rival: Try, tried: Try) -> Draft:
    """The draft with its rival, who acts before the action can have been done."""
    at = moment(scene.world, tried.action, tried.bindings)
    other = Meanwhile(
        seconds=at, action=rival.action.name, bindings=rival.bindings, caller=rival.caller
    )
    overtaken = draft.overtaken or (Step(tried.action, tried.bindings),)
    return replace(draft, rival=other, overtaken=overtaken)


def _rows(done: Done) -> tuple[Place, ...]:
    return (*done.changed, *done.deleted)


def _fallback(scene: Scene, tried: Try, taken: tuple[Place, ...], stream: Stream) -> Draft | None:
    """It, or something else where that is not possible any more."""
    first = said(scene, scene.now, tried, stream)
    instead = doable(scene, tried, stream)
    if first is None or instead is None:
        return None
    do, second = instead
    used = {id for _, id in taken} | {*tried.bindings.values()}
    if do == first or not used.isdisjoint(second.bindings.values()) or second.action.in_person:
        return None
    step = Step(second.action, second.bindings)
    return Draft("do", (Fallback(first, do),), tried.caller, (step,), shape="conflict fallback")


def _refused(scene: Scene, tried: Try, taken: tuple[Place, ...], stream: Stream) -> Draft | None:
    """It, which has to be refused: the rows that were taken must have been looked at since."""
    item = said(scene, scene.now, tried, stream)
    rows = [(p.entity, str(tried.bindings.get(p.name))) for p in tried.action.parameters]
    facts = tuple(Fact(entity=e, row=id) for e, id in rows if e and (e, id) in taken)
    if item is None or not facts or len(tried.blocked) > 1:
        return None
    return refused(item, tried, facts, "conflict")


def _any(scene: Scene, happening: Happening, action: Action, stream: Stream) -> Draft | None:
    """Whichever row of a group, the first of which somebody else takes."""
    rows = [p for p in action.parameters if p.entity and may(action, Caller())]
    for parameter in stream.shuffled(rows):
        draft = draft_free(scene, action, parameter.name, stream)
        if draft is None:
            continue
        first = draft.steps[0]
        taken = str(first.bindings[parameter.name])
        own = {value for step in draft.steps for value in step.bindings.values()} - {taken}
        pool = [id for _, id in sorted(draft.spare) if id not in own | {taken}]
        rows_of: Bindings = {parameter.name: taken}
        for rival in rivals(scene, happening, rows_of, draft.caller, stream):
            if pool and own.isdisjoint(rival.bindings.values()) and _takes(scene, rival, first):
                other = {**first.bindings, parameter.name: stream.choice(pool)}
                steps = (Step(action, other), *draft.steps[1:])
                tried = Try(action, first.bindings, draft.caller)
                met = replace(draft, steps=steps, shape="conflict any", overtaken=draft.steps)
                return beside(scene, met, rival, tried)
    return None


def _takes(scene: Scene, rival: Try, step: Step) -> bool:
    """Whether the step cannot be done any more after the rival."""
    with scene.trial() as state:
        done = execute(state, rival.action.name, rival.bindings, rival.caller)
        after = blockers(state, step.action.name, step.bindings, Caller())
    return isinstance(done, Done) and bool(after)
