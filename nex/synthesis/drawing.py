"""Which task to draw next: families in fixed shares, within one whatever was drawn least."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import permutations
from typing import Literal, get_args

from nex.data.streams import Stream
from nex.data.world import Action
from nex.synthesis.conflicts import KINDS, draft_conflict
from nex.synthesis.crossing import draft_across, sections
from nex.synthesis.deciding import draft_fallback, draft_when
from nex.synthesis.dialogue import draft_open, draft_unsaid
from nex.synthesis.drafts import Draft
from nex.synthesis.questioning import draft_question, topics
from nex.synthesis.reaching import draft_goal, movers
from nex.synthesis.refusing import bans, draft_refusal
from nex.synthesis.scene import Scene
from nex.synthesis.sharing import draft_free, draft_shared_out
from nex.synthesis.spreading import draft_again, draft_every, draft_first
from nex.synthesis.twinning import draft_boundary
from nex.synthesis.working import draft_clarify, draft_do

Family = Literal[
    "chain",
    "every",
    "ranked",
    "repeat",
    "any",
    "allocation",
    "when",
    "fallback",
    "goal",
    "question",
    "refuse",
    "boundary",
    "clarify",
    "unsaid",
    "open",
    "conflict",
    "across",
]
"""What is drawn alike; a task's kind is one of five."""
FAMILIES: tuple[Family, ...] = get_args(Family)

_ROUND: tuple[Family, ...] = (
    *("chain", "goal", "every", "question", "refuse"),
    *("clarify", "when", "goal", "ranked", "boundary"),
    *("chain", "question", "unsaid", "any", "repeat"),
    *("question", "refuse", "fallback", "goal", "open"),
    *("when", "chain", "allocation", "goal", "question"),
)
"""The families of twenty-five draws in a row."""

_CONFLICTS = 4
"""Where others act, one in so many draws is about what they take away."""
_ACROSS = 3
"""Where a place has several parts, one in so many draws takes more than one of them."""
_CELLS = 6
"""How many cells of a family are tried before another one has its turn."""

Maker = Callable[[Stream], Draft | None]
OnRow = Callable[[Scene, Action, str, Stream], Draft | None]


class Drawing:
    """Draws drafts from one scene, seldom used cells of a family first."""

    def __init__(self, scene: Scene) -> None:
        self.passed_over: Counter[str] = Counter()
        """Family -> cells in which nothing fitting was found; not among the drawn."""
        self._scene = scene
        self._used: dict[Family, Counter[str]] = {family: Counter() for family in FAMILIES}
        self._actions: Counter[str] = Counter()
        actions = scene.world.actions
        self._cells: dict[Family, dict[str, Maker]] = {
            "chain": {action.name: self._do(action) for action in actions},
            "clarify": {action.name: self._clarify(action) for action in actions},
            "when": {action.name: self._when(action) for action in actions},
            "unsaid": self._on_unsaid(),
            "open": self._on_rows(draft_open),
            "every": self._on_rows(draft_every),
            "ranked": self._on_rows(draft_first),
            "repeat": self._on_rows(draft_again),
            "any": self._on_rows(draft_free),
            "allocation": self._on_pairs(),
            "goal": self._goals(),
            "question": self._questions(),
            "conflict": self._conflicts(),
            "across": self._across(),
            **self._forbidden(),
        }

    def draft(self, nth: int, stream: Stream) -> Draft | None:
        """The nth draft: of the family whose turn it is, or of the next that the World allows."""
        turn = _ROUND[nth % len(_ROUND)]
        if self._cells["conflict"] and nth % _CONFLICTS == 2:
            turn = "conflict"
        if self._cells["across"] and nth % _ACROSS == 0:
            turn = "across"
        families: list[Family] = [turn, *(one for one in FAMILIES if one != turn)]
        for family in families:
            draft = self.of(family, stream)
            if draft is not None:
                self._actions.update(step.action.name for step in draft.steps)
                return draft
        return None

    def of(self, kind: Family, stream: Stream) -> Draft | None:
        """A draft of this family; None where its seldom used cells bring none."""
        used = self._used[kind]
        cells = stream.shuffled(self._cells[kind])
        cells.sort(key=lambda cell: used[cell])
        for cell in cells[:_CELLS]:
            used[cell] += 1
            draft = self._cells[kind][cell](stream)
            if draft is not None and not _idle(draft):
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

    def _when(self, action: Action) -> Maker:
        return lambda stream: draft_when(self._scene, action, stream)

    def _on_rows(self, make: OnRow) -> dict[str, Maker]:
        """Every action with each of its rows."""
        return {
            f"{action.name}.{parameter.name}": partial(make, self._scene, action, parameter.name)
            for action in self._scene.world.actions
            for parameter in action.parameters
            if parameter.entity
        }

    def _on_unsaid(self) -> dict[str, Maker]:
        """Every action with each argument that may be left unsaid."""
        return {
            f"{action.name}.{p.name}": partial(draft_unsaid, self._scene, action, p.name)
            for action in self._scene.world.actions
            for p in action.parameters
            if p.preposition and not p.optional
        }

    def _on_pairs(self) -> dict[str, Maker]:
        """Every action with each two of its rows."""
        return {
            f"{action.name}.{one.name}.{other.name}": partial(
                draft_shared_out, self._scene, action, (one.name, other.name)
            )
            for action in self._scene.world.actions
            for one, other in permutations((p for p in action.parameters if p.entity), 2)
        }

    def _across(self) -> dict[str, Maker]:
        """Every action of a part of the place, going on in another."""
        parted = [action for action in self._scene.world.actions if sections(self._scene.world)]
        return {
            action.name: partial(draft_across, self._scene, action, self._actions)
            for action in parted
        }

    def _conflicts(self) -> dict[str, Maker]:
        """Every action with everything that others do, and what to do about it."""
        return {
            f"{happening.action} {happening.caller}.{action.name}.{kind}": partial(
                draft_conflict, self._scene, happening, action, kind
            )
            for happening in self._scene.world.others
            for action in self._scene.world.actions
            for kind in KINDS
        }

    def _forbidden(self) -> dict[Family, dict[str, Maker]]:
        """What is refused, and what is done in its stead."""
        refuse: dict[str, Maker] = {}
        fallback: dict[str, Maker] = {}
        boundary: dict[str, Maker] = {}
        for ban, tries in bans(self._scene).items():
            name = f"{ban.action.name}: {ban.sentence}"
            refuse[name] = partial(draft_refusal, self._scene, tries)
            fallback[name] = partial(draft_fallback, self._scene, tries)
            boundary[name] = partial(draft_boundary, self._scene, tries)
        return {"refuse": refuse, "boundary": boundary, "fallback": fallback}


def _idle(draft: Draft) -> bool:
    """Whether all that is asked for is in the user's own hands: nobody asks an agent for that."""
    return bool(draft.steps) and all(step.action.in_person for step in draft.steps)
