"""Sealing an environment, and naming what differs from its seal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pydantic import BaseModel

from nex.data.jsons import digest
from nex.data.seal import Seal
from nex.environment.environment import Environment


def seal_of(environment: Environment) -> Seal:
    """The seal of an environment as it is."""
    card = environment.card.model_dump(mode="json", exclude_defaults=True)
    return Seal(
        environment=environment.digest,
        card={name: digest(value) for name, value in card.items()},
        world=environment.world.digest,
        tasks={task.id: _digest(task) for task in environment.tasks},
        blueprints={plan.name: _digest(plan) for plan in environment.blueprints},
    )


def _digest(record: BaseModel) -> str:
    """Of what a record says: fields that came into the format later, and say nothing, do not count."""
    return digest(record.model_dump(mode="json", exclude_defaults=True))


@dataclass(frozen=True, slots=True)
class Edit:
    """One part that is not as it was sealed."""

    part: str
    """card, world, task, blueprint."""
    name: str
    """The card's field, the task's id, the blueprint's name; "" for the World."""
    how: str
    """changed, added, removed."""


def edits(seal: Seal, environment: Environment) -> tuple[Edit, ...]:
    """Every part of the environment that is not as the seal says, in the order of the files."""
    now = seal_of(environment)
    world = (Edit("world", "", "changed"),) if seal.world != now.world else ()
    return (
        *(replace(one, how="changed") for one in _differing("card", seal.card, now.card)),
        *world,
        *_differing("task", seal.tasks, now.tasks),
        *_differing("blueprint", seal.blueprints, now.blueprints),
    )


def _differing(part: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Edit]:
    for name in dict.fromkeys((*after, *before)):
        if before.get(name) != after.get(name):
            how = "added" if name not in before else "removed" if name not in after else "changed"
            yield Edit(part, name, how)
