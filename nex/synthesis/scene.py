"""A start state laid out for drawing tasks: its rows, what can be done in it, a scratch copy."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass

from nex.data.environment import SurfaceChoice
from nex.data.streams import world_stream
from nex.data.task import Caller, Change, Patch, Start, Task
from nex.data.world import Action, Value, World
from nex.language.requests.lexicon import Lexicon, lexicon
from nex.synthesis.arguments import demands
from nex.synthesis.callers import callers, outsiders
from nex.synthesis.describing import Describing
from nex.synthesis.lifting import Lifting
from nex.synthesis.snapshot import Snapshot, snapshot
from nex.synthesis.survey import Survey, survey
from nex.worlds.diff import Records, diff_from, differing, patched
from nex.worlds.populate import Template
from nex.worlds.schema import Schema
from nex.worlds.session import Session
from nex.worlds.state import Place, Record, Savepoint, State
from nex.worlds.surface import PLAIN, surface_of


@dataclass(frozen=True, slots=True)
class Lent:
    """A template whose start state is at hand already."""

    template: Template
    state: State

    @property
    def schema(self) -> Schema:
        """The tables."""
        return self.template.schema

    @property
    def records(self) -> Records:
        """Every row of the template."""
        return self.template.records

    def clone(self) -> State:
        """The state that is lent, not a copy."""
        return self.state


class Scene:
    """One template with everything that is worth working out once for all its tasks."""

    def __init__(self, template: Template, seed: int, choice: SurfaceChoice = PLAIN) -> None:
        self.template = template
        self.seed = seed
        self.choice = choice
        self.tools = len(surface_of(template.schema, choice).tools)
        self.words: Lexicon = lexicon(template.world)
        self.describing = Describing(template.world)
        self.base = template.clone()
        """The start state; nobody changes it."""
        self.now: Snapshot = snapshot(self.base)
        self._records = template.records
        self._scratch = template.clone()
        self.demands = {
            (action.name, parameter.name): demands(template.world, action, parameter)
            for action in template.world.actions
            for parameter in action.parameters
        }
        """What each action plainly demands of each parameter's own attributes."""
        self._surveys: dict[tuple[str, str], Survey] = {}
        self._lifting: dict[str | None, Lifting] = {}

    @property
    def world(self) -> World:
        """The World of the template."""
        return self.template.world

    def patched(self, patches: tuple[Patch, ...]) -> Scene:
        """The same scene with some facts changed; itself where there are none."""
        if not patches:
            return self
        other = copy(self)
        other.base = self.template.clone()
        other.base.apply(patches)
        other.now = self.now.having_been(patches)
        other._records = patched(self._records, self.template.schema, patches)
        other._scratch = other.base.clone()
        other._surveys, other._lifting = {}, {}
        return other

    def trial(self) -> Savepoint:
        """The start state to act on; whatever is done to it is undone afterwards."""
        return self._scratch.trial()

    @contextmanager
    def session(self, task: Task) -> Generator[Session]:
        """A Session on the task's start; its state is undone, and not to be closed, afterwards."""
        start = Start(task=task.id, caller=task.caller, patches=task.start, others=task.others)
        with self.trial() as state:
            yield Session(Lent(self.template, state), start)

    def changes(self, state: State) -> tuple[Change, ...]:
        """What differs from the start state."""
        return diff_from(self._records, state)

    def differing(self, state: State) -> dict[Place, Record | None]:
        """The rows that differ from the start state, under the ids that they have."""
        return differing(self._records, state)

    def called(self, entity: str, id: str) -> Value:
        """What people call a row of the start."""
        label = self.describing.label(entity)
        return self.now.cell(entity, id, label.name) if label else None

    def survey(self, action: Action) -> Survey:
        """What comes of the action at the start for those who may ask for it."""
        return self._surveyed(action, "callers")

    def turned_away(self, action: Action) -> Survey:
        """What comes of the action at the start for those who may not."""
        return self._surveyed(action, "outsiders")

    def lifting(self, caller: Caller) -> Lifting:
        """What the caller can change."""
        if caller.role not in self._lifting:
            self._lifting[caller.role] = Lifting(self.world, caller)
        return self._lifting[caller.role]

    def _surveyed(self, action: Action, who: str) -> Survey:
        key = (action.name, who)
        if key not in self._surveys:
            asking = callers if who == "callers" else outsiders
            stream = world_stream(self.seed, self.template.schema.digest, action.name, who)
            known = asking(self.world, action, self.now, self.describing)
            with self.trial() as state:
                self._surveys[key] = survey(state, self.now, action, known, stream)
        return self._surveys[key]
