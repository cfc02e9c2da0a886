"""Drafts that take the work of more than one part of the place, such as of two merged Worlds."""

from __future__ import annotations

from collections import Counter

from nex.data.streams import Stream
from nex.data.world import Action, World
from nex.synthesis.drafts import Draft
from nex.synthesis.scene import Scene
from nex.synthesis.working import draft_do

_TRIES = 8


def sections(world: World) -> tuple[str, ...]:
    """The parts of the place whose work is told apart; none where there are not two."""
    found = dict.fromkeys(action.section for action in world.actions if action.section)
    return tuple(found) if len(found) > 1 else ()


def draft_across(scene: Scene, action: Action, used: Counter[str], stream: Stream) -> Draft | None:
    """A chain that starts with the action and goes on in another part of the place."""
    best: Draft | None = None
    for _ in range(_TRIES):
        draft = draft_do(scene, action, used, stream)
        if draft is None or len({step.action.section for step in draft.steps}) < 2:
            continue
        if best is None or _enabled(draft) > _enabled(best):
            best = draft
    return best


def _enabled(draft: Draft) -> int:
    """How many of its steps another part's work has made possible."""
    return sum(
        step.enabled and step.action.section != before.action.section
        for before, step in zip(draft.steps, draft.steps[1:], strict=False)
    )
