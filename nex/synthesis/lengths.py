"""Long tasks: so many deeds in a row, each of which decides what the next one is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nex.data.streams import Stream
from nex.data.world import Action, AddValue, Path, Value
from nex.language.words.literals import SCALES
from nex.synthesis.drafts import Draft
from nex.synthesis.groups import rankings
from nex.synthesis.scene import Scene
from nex.synthesis.solver import OfflineSolver
from nex.synthesis.spreading import many_of, places, repeated
from nex.synthesis.survey import Try
from nex.synthesis.synthesize import Drawn, draw_and_prove
from nex.worlds.populate import Template

_AMOUNTS = (7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 61, 83, 101, 151, 211, 307)
"""Amounts that seldom bring two rows to the same value."""
_CELLS = 6
_TRIED = 6
"""Amounts that are tried for one group of rows."""


def synthesize_long(
    template: Template, count: int | range, *, seed: int, lengths: Sequence[int]
) -> Drawn:
    """Draw `count` tasks whose chains are at least `lengths` dependent calls long, in turn.

    Only a World in which some action adds to an amount that rows can be ranked by has any:
    elsewhere nothing is drawn, and `exhausted` says so.
    """
    scene = Scene(template, seed)
    cells = [(a, p.name) for a in scene.world.actions if adds(a) for p in a.parameters if p.entity]

    def draw(nth: int, stream: Stream) -> Draft | None:
        return _draft(scene, cells, lengths[nth % len(lengths)], stream)

    numbers = range(count) if isinstance(count, int) else count
    return draw_and_prove(scene, numbers, draw, OfflineSolver(scene.words))


def adds(action: Action) -> bool:
    """Whether the action adds to an amount."""
    return any(isinstance(effect, AddValue) for effect in action.effects)


def _draft(
    scene: Scene, cells: list[tuple[Action, str]], length: int, stream: Stream
) -> Draft | None:
    for action, name in stream.shuffled(cells)[:_CELLS]:
        draft = draft_long(scene, action, name, stream, length=length)
        if draft is not None:
            return draft
    return None


def draft_long(
    scene: Scene, action: Action, name: str, stream: Stream, *, length: int
) -> Draft | None:
    """The action on whichever row stands first, until the chain is that long."""
    times = max(2, length - 1)
    for tried, group in places(scene, action, name, stream, whole=True):
        amounts = stream.sample(_AMOUNTS, _TRIED) if _takes(action) else [1]
        ways = [
            (_with_amount(tried, amount), way)
            for amount in amounts
            for way in stream.shuffled(rankings(scene, group.words.entity))
        ]
        for chosen, way in ways:
            steps = repeated(scene, chosen, name, (group, way), times)
            many = many_of(scene, chosen, {name: (group, way)}, stream) if steps else None
            if many is not None:
                item = replace(many, times=times)
                return Draft("do", (item,), chosen.caller, steps, shape="repeat")
    return None


def _takes(action: Action) -> set[str]:
    """The parameters that say how much the action adds."""
    return {
        effect.amount.path[0]
        for effect in action.effects
        if isinstance(effect, AddValue) and isinstance(effect.amount, Path)
    }


def _with_amount(tried: Try, amount: int) -> Try:
    """The same with another amount, where the action takes one."""
    names = _takes(tried.action)
    bindings: dict[str, Value] = dict(tried.bindings)
    for parameter in tried.action.parameters:
        if parameter.name in names and parameter.entity is None:
            bindings[parameter.name] = amount * SCALES.get(parameter.type, 1)
    return replace(tried, bindings=bindings)
