"""Which task to draw next: kinds in fixed shares, within a kind whatever was drawn least."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from nex.data.streams import Stream
from nex.data.task import KINDS, TaskKind
from nex.data.world import Action
from nex.synthesis.drafts import Draft
from nex.synthesis.questioning import draft_question, topics
from nex.synthesis.reaching import draft_goal, movers
from nex.synthesis.refusing import bans, draft_refusal
from nex.synthesis.scene import Scene
from nex.synthesis.working import draft_clarify, draft_do

_ROUND: tuple[TaskKind, ...] = (
    *("do", "goal", "do", "question", "refuse"),
    *("clarify", "do", "goal", "do", "refuse"),
    *("do", "question", "clarify", "goal", "do"),
    *("question", "refuse", "do", "goal", "clarify"),
)
"""The kinds of twenty draws in a row."""

_CELLS = 6
"""How many cells of a kind are tried before another kind has its turn."""

Maker = Callable[[Stream], Draft | None]


class Drawing:
    """Draws drafts from one scene, seldom used (action, kind) cells first."""

    def __init__(self, scene: Scene) -> None:
        self.passed_over: Counter[str] = Counter()
        """Kind -> cells in which nothing fitting was found; not among the drawn."""
        self._scene = scene
        self._used: dict[TaskKind, Counter[str]] = {kind: Counter() for kind in KINDS}
        self._actions: Counter[str] = Counter()
        self._cells: dict[TaskKind, dict[str, Maker]] = {
            "do": {action.name: self._do(action) for action in scene.world.actions},
            "clarify": {action.name: self._clarify(action) for action in scene.world.actions},
            "goal": self._goals(),
            "question": self._questions(),
            "refuse": self._refusals(),
        }

    def draft(self, nth: int, stream: Stream) -> Draft | None:
        """The nth draft: of the kind whose turn it is, or of the next that the World allows."""
        turn = _ROUND[nth % len(_ROUND)]
        kinds: list[TaskKind] = [turn, *(kind for kind in KINDS if kind != turn)]
        for kind in kinds:
            draft = self._of(kind, stream)
            if draft is not None:
                self._actions.update(step.action.name for step in draft.steps)
                return draft
        return None

    def _of(self, kind: TaskKind, stream: Stream) -> Draft | None:
        used = self._used[kind]
        cells = stream.shuffled(self._cells[kind])
        cells.sort(key=lambda cell: used[cell])
        for cell in cells[:_CELLS]:
            used[cell] += 1
            draft = self._cells[kind][cell](stream)
            if draft is not None:
                return draft
            self.passed_over[kind] += 1
        return None

    def _do(self, action: Action) -> Maker:
        return lambda stream: draft_do(self._scene, action, self._actions, stream)

    def _clarify(self, action: Action) -> Maker:
        return lambda stream: draft_clarify(self._scene, action, stream)

    def _goals(self) -> dict[str, Maker]:
        known = movers(self._scene.world)

        def maker(place: tuple[str, str]) -> Maker:
            return lambda stream: draft_goal(
                self._scene, known, place, stream.choice((1, 1, 2, 3)), stream
            )

        return {f"{entity}.{name}": maker((entity, name)) for entity, name in known.by_place}

    def _questions(self) -> dict[str, Maker]:
        scene = self._scene
        return {
            ".".join(map(str, topic)): lambda stream, topic=topic: draft_question(
                scene, topic, stream
            )
            for topic in topics(scene.world)
        }

    def _refusals(self) -> dict[str, Maker]:
        scene = self._scene
        return {
            f"{ban.action.name}: {ban.sentence}": lambda stream, tries=tries: draft_refusal(
                scene, tries, stream
            )
            for ban, tries in bans(scene).items()
        }
