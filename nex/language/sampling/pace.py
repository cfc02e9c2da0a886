"""Random pace: some of a World's actions take time, some are done in person, some by others."""

from __future__ import annotations

from nex.data.pace import Happening
from nex.data.streams import Stream
from nex.data.world import Action, World

_SECONDS = (30, 60, 120, 300, 900, 3600, 7200, 86400, 604800)


def paced_world(world: World, stream: Stream) -> World:
    """The World with a pace of its own, which controlled English can say."""
    actions = tuple(_paced(action, stream) for action in world.actions)
    others = [_happening(action, stream) for action in actions if stream.chance(0.3)]
    return world.model_copy(update={"actions": actions, "others": tuple(others)})


def _paced(action: Action, stream: Stream) -> Action:
    seconds = stream.choice(_SECONDS) if stream.chance(0.4) else 0
    in_person = bool(action.callers) and stream.chance(0.3)
    section = stream.choice(("", "", "front desk", "warehouse"))
    update = {"seconds": seconds, "in_person": in_person, "section": section}
    return action.model_copy(update=update)


def _happening(action: Action, stream: Stream) -> Happening:
    caller = stream.choice(action.callers) if action.callers else ""
    return Happening(action=action.name, caller=caller, seconds=stream.choice(_SECONDS))
