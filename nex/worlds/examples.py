"""Runs a spec's examples: sentences about one action that the World must make true."""

from __future__ import annotations

from nex.data.streams import world_stream
from nex.data.task import Caller
from nex.data.world import Action, Example, Path, Value, World
from nex.language.requests.request import label_attribute
from nex.language.sentences.scope import as_attribute
from nex.language.words.literals import read_literal
from nex.worlds.actions import execute
from nex.worlds.blocking import Blocked
from nex.worlds.conditions import Roots, cell_at, holds, roots_of, value_at
from nex.worlds.populate import Template, populate
from nex.worlds.repair import force
from nex.worlds.state import State

STAGES = 12
"""Rows that are tried until the action can be done where the example says nothing else."""


def failing_examples(world: World) -> list[tuple[Example, str]]:
    """The examples that the World does not make true, each with what happens instead."""
    if not world.examples:
        return []
    template = populate(world, 0)
    found = ((example, _failure(template, example)) for example in world.examples)
    return [(example, text) for example, text in found if text is not None]


def _failure(template: Template, example: Example) -> str | None:
    action = template.world.action(example.action)
    stage = _Stage(template, example, action, 0)
    for nth in range(STAGES):
        stage = _Stage(template, example, action, nth)
        if not isinstance(stage.rehearse(), Blocked):
            break
    return stage.play()


class _Stage:
    """Rows that stand for those of the example, with everything else in the action's favour."""

    def __init__(self, template: Template, example: Example, action: Action, nth: int) -> None:
        self.state: State = template.clone()
        self.example, self.action = example, action
        given = dict(example.arguments)
        self.bindings: dict[str, Value] = {}
        for parameter in action.parameters:
            text = given.get(parameter.name)
            if parameter.entity is not None:
                self.bindings[parameter.name] = self._row(parameter.entity, text, nth)
            elif text is not None:
                self.bindings[parameter.name] = read_literal(text, as_attribute(parameter))
        self.caller = self._caller(nth)
        stream = world_stream(0, template.schema.digest, example.action, "example", nth)
        guards = [r.condition for r in template.world.rules if r.action == action.name]
        for condition in (*action.requires, *guards):
            if not holds(self.state, condition, self.roots):
                force(self.state, condition, self.roots, stream)

    @property
    def roots(self) -> Roots:
        """What the example's paths start at."""
        return roots_of(self.action, self.bindings, self.caller)

    def rehearse(self) -> object:
        """What the action gives before the example's facts are set; nothing stays changed."""
        with self.state.trial():
            return execute(self.state, self.action.name, self.bindings, self.caller)

    def play(self) -> str | None:
        """What happens instead of what the example says; None where it is true."""
        for name, value in self.example.facts:
            cell = cell_at(self.state, tuple(name.split(".")), self.roots)
            if cell is not None:
                self.state.assign(*cell, value)
        done = execute(self.state, self.action.name, self.bindings, self.caller)
        if isinstance(done, Blocked):
            return None if self.example.refused else f"it is refused: {done.text}"
        if self.example.refused:
            return "it is not refused"
        for name, value in self.example.then:
            actual = value_at(self.state, Path(path=tuple(name.split("."))), self.roots)
            if actual != value:
                return f"afterwards {name} is {actual!r}, not {value!r}"
        return None

    def _row(self, entity: str, label: str | None, nth: int) -> str | None:
        """A row that no other parameter has, called as the example calls it."""
        free = [id for id in self.state.ids(entity) if id not in self.bindings.values()]
        if not free:
            return None
        id = free[nth % len(free)]
        attribute = label_attribute(self.state.world.entity(entity))
        if label is not None and attribute is not None and attribute.type == "text":
            self.state.assign(entity, id, attribute.name, label)
        return id

    def _caller(self, nth: int) -> Caller:
        if self.example.caller is None:
            return Caller()
        role, label = self.example.caller
        if role in self.state.schema.tables:
            return Caller(role=role, row=self._row(role, label, nth))
        return Caller(role=role)
