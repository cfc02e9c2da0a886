"""An Environment in memory: a World with its tasks, blueprints and card, and what it is known by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from nex.data.blueprint import Blueprint
from nex.data.environment import EnvironmentCard
from nex.data.jsons import digest
from nex.data.task import Proof, Task
from nex.data.world import World, identifier
from nex.errors import InputError

SHORT = 12
"""Characters of a digest that a name carries."""


@dataclass(frozen=True)
class Environment:
    """A World with its seeded state, tasks, blueprints and card, as one value."""

    card: EnvironmentCard
    world: World
    tasks: tuple[Task, ...]
    blueprints: tuple[Blueprint, ...]
    proofs: tuple[Proof, ...] = ()
    """Empty where the environment was read for agents, who must not see them."""
    states: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    """Archives that real servers start with, by digest; tasks name theirs."""

    @cached_property
    def digest(self) -> str:
        """Identity: the card, the World and every task and blueprint in it."""
        return digest(
            {
                "card": self.card.model_dump(mode="json"),
                "world": self.world.digest,
                "tasks": [task.model_dump(mode="json") for task in self.tasks],
                "blueprints": [plan.digest for plan in self.blueprints],
            }
        )

    @cached_property
    def name(self) -> str:
        """The folder's name: the World's name and the start of the digest."""
        return f"{identifier(self.world.name)[:40]}-{self.digest[:SHORT]}"

    def task(self, id: str) -> Task:
        """The task of that id; InputError names the nearest way to list them."""
        for task in self.tasks:
            if task.id == id:
                return task
        raise InputError(f"{self.name}: no task {id!r}; known: {_some(t.id for t in self.tasks)}")


def _some(names: Iterable[str], most: int = 5) -> str:
    known = list(names)
    return ", ".join(known[:most]) + (", ..." if len(known) > most else "")
