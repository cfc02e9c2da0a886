"""Opening an environment: populated once, its tools described once, then one sandbox per rollout."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace

from nex.data.environment import FaultProfile
from nex.data.messages import Signature
from nex.data.task import Task
from nex.environment.folder import Environment
from nex.errors import InputError
from nex.grounding.sandboxes import sandbox_named, with_grounds
from nex.grounding.site import Grounded, Sandbox, Site, held
from nex.worlds.populate import populate
from nex.worlds.surface import signatures


@dataclass(frozen=True, slots=True)
class Live:
    """An environment that is ready for rollouts; shared by all of them."""

    environment: Environment
    site: Site
    sandbox: Sandbox
    sandbox_name: str

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """Every tool that an agent can get here: the World's, then those of real servers."""
        grounds = self.environment.card.grounds
        real = (
            Signature(t.name, t.description, t.input, t.output) for g in grounds for t in g.shown
        )
        return (*self.site.signatures, *real)

    def opened(self, task: Task) -> AbstractAsyncContextManager[Grounded]:
        """The tools of one rollout of that task, closed with the block."""
        return self.sandbox(self.site, task.opening)

    def held(self) -> AbstractAsyncContextManager[None]:
        """Keep what its rollouts can share open for the block, such as a pool of containers."""
        return held(self.sandbox)

    def with_faults(self, faults: FaultProfile) -> Live:
        """The same environment with another fault profile."""
        return replace(self, site=replace(self.site, faults=faults))


def open_environment(environment: Environment, sandbox: str = "inprocess") -> Live:
    """Populate and describe an environment; InputError when its state is not the card's."""
    card = environment.card
    template = populate(environment.world, card.seed)
    if template.digest != card.state:
        raise InputError(
            f"{environment.name}: seed {card.seed} no longer gives the state that its tasks were "
            f"proved on; make it anew: nex synth SPEC --seed {card.seed}"
        )
    site = Site(
        template,
        card.surface,
        card.faults,
        card.seed,
        signatures(environment.world, card.surface),
    )
    if not card.grounds:
        return Live(environment, site, sandbox_named(sandbox), sandbox)
    real = with_grounds(sandbox_named(sandbox), card.grounds, environment.states)
    return Live(environment, site, real, "docker")
