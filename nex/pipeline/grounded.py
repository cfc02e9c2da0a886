"""From tasks on real servers to an Environment: the card, one architecture, the gate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from nex.data.environment import NO_FAULTS, EnvironmentCard
from nex.data.surroundings import Ground
from nex.data.task import KINDS, Proof, Task
from nex.data.world import World
from nex.environment.folder import Environment
from nex.environment.live import open_environment
from nex.pipeline.gate import gate
from nex.pipeline.watch import Watch
from nex.rollout.alone import alone
from nex.rollout.rollout import Actor
from nex.worlds.populate import populate

SOLVER = "solver"
"""The key of a card's `made_with` under which stands who solves the tasks without a model."""
STAGES = {"grounds": "1", "gate": "1"}


@dataclass(frozen=True, slots=True)
class Real:
    """What an environment on real servers is made of."""

    name: str
    seed: int
    grounds: tuple[Ground, ...]
    states: Mapping[str, bytes]
    tasks: Sequence[Task]
    proofs: Sequence[Proof]
    notes: tuple[str, ...] = ()
    """What agents are told of the place."""
    dropped: Mapping[str, int] = field(default_factory=dict[str, int])
    made_with: Mapping[str, str] = field(default_factory=dict[str, str])
    """Versions of the stages that made the tasks; under SOLVER the model's name that solves them."""

    @property
    def world(self) -> World:
        """The World that stands for it: a name and notes, without things of its own."""
        return World(name=self.name, entities=(), notes=self.notes)


async def ground_environment(real: Real, solver: Actor, watch: Watch) -> Environment:
    """The environment with the architectures that the solver gets through. Tasks name `real.world`."""
    draft = drafted(real)
    live = open_environment(draft, "direct")
    plans = (alone(live.signatures),)
    async with live.held():
        gated = await gate(live, plans, draft.tasks, solver, watch)
    update = {
        "blueprints": tuple(plan.name for plan in gated.blueprints),
        "rejected_blueprints": gated.rejected,
    }
    return replace(draft, card=draft.card.model_copy(update=update), blueprints=gated.blueprints)


def drafted(real: Real) -> Environment:
    """The environment before anybody went through an architecture: it has none yet."""
    kinds = Counter(task.kind for task in real.tasks)
    card = EnvironmentCard(
        name=real.name,
        world=real.world.digest,
        seed=real.seed,
        state=populate(real.world, real.seed).digest,
        faults=NO_FAULTS,
        grounds=real.grounds,
        tasks={kind: kinds[kind] for kind in KINDS if kinds[kind]},
        dropped=dict(sorted(real.dropped.items())),
        made_with={**STAGES, **real.made_with},
    )
    return Environment(
        card, real.world, tuple(real.tasks), (), tuple(real.proofs), dict(real.states)
    )
