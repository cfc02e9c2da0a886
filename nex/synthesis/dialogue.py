"""Drafts that take a conversation: part is left unsaid, changed on second thought, or left open."""

from __future__ import annotations

from dataclasses import replace

from nex.data.streams import Stream
from nex.data.world import Action, Parameter
from nex.language.requests.answers import Told
from nex.language.requests.request import Do, Many, Mention
from nex.synthesis.drafts import Draft, Step
from nex.synthesis.scene import Scene
from nex.synthesis.sharing import draft_free
from nex.synthesis.survey import Try
from nex.synthesis.working import said

_LOOKS = 4
_CHANGES = 0.4
"""How often the user changes their mind about something else when asked."""


def draft_unsaid(scene: Scene, action: Action, name: str, stream: Stream) -> Draft | None:
    """An action of which the instruction leaves one argument out."""
    parameter = next(p for p in action.parameters if p.name == name)
    opened = [tried for tried in scene.survey(action).open if name in tried.bindings]
    for tried in stream.sample(opened, _LOOKS):
        item = said(scene, scene.now, tried, stream)
        if item is None:
            continue
        whole = dict(item.arguments)
        told = Told(whole.pop(name))
        shape = "unsaid"
        if stream.chance(_CHANGES) and (changed := _changed(scene, tried, parameter, stream)):
            row, other = changed
            told = Told(told.value, _row(whole[row]))
            whole[row] = other
            shape = "second thought"
        return Draft(
            "clarify",
            (Do(item.action, tuple(whole.items())),),
            tried.caller,
            (Step(action, tried.bindings),),
            shape=shape,
            hidden=((parameter, told),),
        )
    return None


def _row(value: object) -> Mention | None:
    return value if isinstance(value, Mention) else None


def _changed(
    scene: Scene, tried: Try, unsaid: Parameter, stream: Stream
) -> tuple[str, Mention] | None:
    """Another argument, and a row that the instruction names in its stead."""
    rows = [p for p in tried.action.parameters if p.entity and p.name in tried.bindings]
    entities = [p.entity for p in rows]
    usable = [p for p in rows if p != unsaid and entities.count(p.entity) == 1]
    if not usable:
        return None
    parameter = stream.choice(usable)
    others = list(scene.now.rows(str(parameter.entity)))
    for id in stream.sample(others, _LOOKS):
        if id in tried.bindings.values():
            continue
        words = scene.describing.row(scene.now, str(parameter.entity), id, stream)
        if words is not None:
            return parameter.name, words
    return None


def draft_open(scene: Scene, action: Action, name: str, stream: Stream) -> Draft | None:
    """An action on a row of which several fit, and the user does not mind which."""
    draft = draft_free(scene, action, name, stream)
    if draft is None:
        return None
    [item] = draft.items
    if not isinstance(item, Many) or item.times > 1 or not isinstance(item.deed, Do):
        return None
    words = dict(item.deed.arguments)[name]
    ids = scene.now.meant(words) if isinstance(words, Mention) else ()
    if any((entity, id) not in draft.spare for entity, _ in draft.spare for id in ids):
        return None
    return replace(draft, kind="clarify", items=(item.deed,), shape="open", indifferent=True)
