"""Drafts of work: one to four actions of which a later one needs what an earlier one brought."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from nex.data.streams import Stream
from nex.data.task import Caller
from nex.data.world import Action, Parameter, Value
from nex.language.requests.request import Do, Mention
from nex.synthesis.arguments import Bindings, lets_through, tries
from nex.synthesis.callers import may
from nex.synthesis.drafts import Draft, Step
from nex.synthesis.scene import Scene
from nex.synthesis.snapshot import Snapshot
from nex.synthesis.survey import Content, Try, attempt, content
from nex.worlds.actions import execute
from nex.worlds.state import State
from nex.worlds.writing import Done, Place

_LENGTHS = (1, 2, 3, 4)
_WEIGHTS = (0.22, 0.33, 0.27, 0.18)
_LOOKS = 8
"""How many continuations are tried before a chain ends."""
_STARTS = 2
"""How many beginnings are tried; the chain with the most dependent actions is taken."""
_NEW = 0.5
"""How often a chain that nothing continues goes on with something else."""


@dataclass(slots=True)
class _Chain:
    """A chain of actions while it grows on a scratch state."""

    scene: Scene
    state: State
    caller: Caller
    now: Snapshot
    steps: list[Step]
    items: list[Do]
    touched: list[Place]
    made: set[Place]
    """Rows that the chain itself has created."""
    met: set[Content]
    """Contents that touched rows have had."""


def draft_do(scene: Scene, action: Action, used: Counter[str], stream: Stream) -> Draft | None:
    """Some dependent actions that start with this one; None where it cannot be done or said."""
    opened = scene.survey(action).open
    if not opened:
        return None
    length = stream.weighted(_LENGTHS, _WEIGHTS)
    best: Draft | None = None
    for first in stream.sample(opened, _STARTS):
        draft = _grown(scene, first, length, used, stream)
        if draft is not None and (best is None or _dependent(draft) > _dependent(best)):
            best = draft
        if best is not None and _dependent(best)[0] == length - 1:
            break
    return best


def _dependent(draft: Draft) -> tuple[int, int]:
    return sum(step.enabled for step in draft.steps), len(draft.steps)


def _grown(
    scene: Scene, first: Try, length: int, used: Counter[str], stream: Stream
) -> Draft | None:
    with scene.trial() as state:
        chain = _Chain(scene, state, first.caller, scene.now, [], [], [], set(), set())
        if not _take(chain, first, stream, enabled=False):
            return None
        while len(chain.steps) < length:
            following = _following(chain, used, stream)
            if following is None or not _take(chain, following[0], stream, enabled=following[1]):
                break
    return Draft("do", tuple(chain.items), chain.caller, tuple(chain.steps))


def draft_clarify(scene: Scene, action: Action, stream: Stream) -> Draft | None:
    """One action on a row that is at first described so that several fit."""
    opened = scene.survey(action).open
    if not opened:
        return None
    chosen = stream.choice(opened)
    mentions = _mentions(scene, scene.now, chosen, stream)
    rows = [p for p in action.parameters if p.entity and p.name in chosen.bindings]
    if mentions is None or not rows:
        return None
    vague = stream.choice(rows)
    id = str(chosen.bindings[vague.name])
    several = scene.describing.several(scene.now, vague.entity or "", id, stream)
    meant = mentions[vague.name]
    if several is None or not isinstance(meant, Mention):
        return None
    item = Do(action.name, tuple({**mentions, vague.name: several}.items()))
    return Draft(
        "clarify",
        (item,),
        chosen.caller,
        (Step(action, chosen.bindings),),
        user=(meant,),
    )


def said(scene: Scene, now: Snapshot, chosen: Try, stream: Stream) -> Do | None:
    """The request for an action; None where one of its rows cannot be described."""
    mentions = _mentions(scene, now, chosen, stream)
    return None if mentions is None else Do(chosen.action.name, tuple(mentions.items()))


def _mentions(
    scene: Scene, now: Snapshot, chosen: Try, stream: Stream
) -> dict[str, Mention | Value] | None:
    found: dict[str, Mention | Value] = {}
    for parameter in chosen.action.parameters:
        if parameter.name not in chosen.bindings:
            continue
        value = chosen.bindings[parameter.name]
        if parameter.entity is not None:
            here = value in now.rows(parameter.entity)
            row = scene.describing.row(now, parameter.entity, str(value), stream) if here else None
            if row is None:
                return None
            found[parameter.name] = row
        else:
            found[parameter.name] = value
    return found


def _take(chain: _Chain, chosen: Try, stream: Stream, *, enabled: bool) -> bool:
    """Do the action on the scratch state and note it; False where it cannot be said or done."""
    item = said(chain.scene, chain.now, chosen, stream)
    if item is None:
        return False
    done = execute(chain.state, chosen.action.name, chosen.bindings, chain.caller)
    if not isinstance(done, Done):
        return False
    chain.now = chain.now.after(chain.state, done)
    places = [*done.changed, *done.created]
    chain.met.update(_contents(chain.scene.now, places), _contents(chain.now, places))
    chain.made.update(done.created)
    chain.touched = list(dict.fromkeys([*places, *chain.touched]))
    chain.steps.append(Step(chosen.action, chosen.bindings, enabled))
    chain.items.append(item)
    return True


def _contents(now: Snapshot, places: list[Place]) -> list[Content]:
    return [content(entity, now.rows(entity).get(id)) for entity, id in places]


def _following(chain: _Chain, used: Counter[str], stream: Stream) -> tuple[Try, bool] | None:
    """The next action: one that the chain has made possible, or now and then another beginning."""
    options = stream.shuffled(_options(chain))
    options.sort(key=lambda option: used[option[0].name])
    for action, parameter, id in options[:_LOOKS]:
        known: Bindings = {parameter.name: id}
        for bindings in tries(chain.now, action, stream, count=2, known=known):
            tried = _fresh(chain, action, bindings)
            if tried is not None:
                return tried, True
    return _beginning(chain, used, stream) if stream.chance(_NEW) else None


def _options(chain: _Chain) -> Iterator[tuple[Action, Parameter, str]]:
    """Actions on a row that the chain has touched, as far as plain demands tell."""
    scene = chain.scene
    for action in scene.world.actions:
        if may(action, chain.caller):
            for parameter in action.parameters:
                asked = scene.demands[action.name, parameter.name]
                for entity, id in chain.touched:
                    row = chain.now.rows(entity).get(id) if parameter.entity == entity else None
                    if row is not None and lets_through(asked, row):
                        yield action, parameter, id


def _beginning(chain: _Chain, used: Counter[str], stream: Stream) -> tuple[Try, bool] | None:
    """An action on rows that the chain has not changed, best one that shares a row with it."""
    touched = {id for _, id in chain.touched}
    named = {value for step in chain.steps for value in step.bindings.values()} - touched
    actions = [action for action in chain.scene.world.actions if may(action, chain.caller)]
    for action in sorted(stream.shuffled(actions), key=lambda action: used[action.name])[:3]:
        tries = stream.sample(chain.scene.survey(action).open, 12)
        tries.sort(key=lambda tried: named.isdisjoint(tried.bindings.values()))
        for tried in tries[:4]:
            if touched.isdisjoint(tried.bindings.values()):
                again = attempt(chain.state, action, tried.bindings, chain.caller)
                if not again.blocked and again.moves(chain.met, chain.made):
                    return again, False
    return None


def _fresh(chain: _Chain, action: Action, bindings: Bindings) -> Try | None:
    """The action where it can be done now and could not be done at the start."""
    scene = chain.scene
    known = all(
        bindings[p.name] in scene.now.rows(p.entity)
        for p in action.parameters
        if p.entity and p.name in bindings
    )
    if known and not attempt(scene.base, action, bindings, chain.caller).blocked:
        return None
    tried = attempt(chain.state, action, bindings, chain.caller)
    usable = not tried.blocked and tried.moves(chain.met, chain.made)
    return tried if usable else None
