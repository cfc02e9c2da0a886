"""Drafts of work: one to four actions of which a later one needs what an earlier one brought."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from nex.data.streams import Stream
from nex.data.task import Caller
from nex.data.world import Action, Parameter, Value
from nex.language.requests import Do, Mention
from nex.synthesis.callers import may
from nex.synthesis.drafts import Draft, Step
from nex.synthesis.scene import Scene
from nex.synthesis.snapshot import Snapshot
from nex.synthesis.survey import Bindings, Try, obstacles, tries
from nex.worlds.actions import execute
from nex.worlds.state import State
from nex.worlds.writing import Done, Place

_LENGTHS = (1, 2, 3, 4)
_WEIGHTS = (0.3, 0.3, 0.25, 0.15)
_LOOKS = 10
"""How many continuations are tried before a chain ends."""


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
    met: set[tuple[object, ...]]
    """Contents that touched rows have had."""


def draft_do(scene: Scene, action: Action, used: Counter[str], stream: Stream) -> Draft | None:
    """Some dependent actions that start with this one; None where it cannot be done or said."""
    opened = scene.survey(action).open
    if not opened:
        return None
    first = stream.choice(opened)
    length = stream.weighted(_LENGTHS, _WEIGHTS)
    with scene.trial() as state:
        chain = _Chain(scene, state, first.caller, scene.now, [], [], [], set())
        if not _take(chain, first, stream, enabled=False):
            return None
        while len(chain.steps) < length:
            following = _following(chain, used, stream)
            if following is None or not _take(chain, following, stream, enabled=True):
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
            row = scene.describing.row(now, parameter.entity, str(value), stream)
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
    contents = {_content(chain.now, place) for place in places}
    if contents & chain.met or not (places or done.deleted):
        return False
    chain.met |= contents | {_content(chain.scene.now, place) for place in places}
    chain.touched = list(dict.fromkeys([*places, *chain.touched]))
    chain.steps.append(Step(chosen.action, chosen.bindings, enabled))
    chain.items.append(item)
    return True


def _content(now: Snapshot, place: Place) -> tuple[object, ...]:
    entity, id = place
    return (entity, *now.rows(entity).get(id, {}).values())


def _following(chain: _Chain, used: Counter[str], stream: Stream) -> Try | None:
    """An action that the chain has made possible, seldom used ones first."""
    options = stream.shuffled(_options(chain))
    options.sort(key=lambda option: used[option[0].name])
    looks = 0
    for action, parameter, id in options:
        fixed: Bindings = {parameter.name: id}
        for bindings in tries(chain.now, action, stream, count=2, known=fixed):
            looks += 1
            if looks > _LOOKS:
                return None
            if _fresh(chain, action, bindings):
                return Try(action, bindings, chain.caller)
    return None


def _options(chain: _Chain) -> Iterator[tuple[Action, Parameter, str]]:
    for action in chain.scene.world.actions:
        if may(action, chain.caller):
            for parameter in action.parameters:
                for entity, id in chain.touched:
                    if parameter.entity == entity and id in chain.now.rows(entity):
                        yield action, parameter, id


def _fresh(chain: _Chain, action: Action, bindings: Bindings) -> bool:
    """Whether the action can be done now and could not be done at the start."""
    base = chain.scene.now
    known = all(
        bindings[p.name] in base.rows(p.entity)
        for p in action.parameters
        if p.entity and p.name in bindings
    )
    if known and not obstacles(chain.scene.base, action, bindings, chain.caller):
        return False
    return not obstacles(chain.state, action, bindings, chain.caller)
