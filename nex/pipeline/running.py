"""Running environments in batch: the plan, the run folder, resume."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    nullcontext,
)
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from nex.batch.execute import Batch, Progress, Tally, Terms
from nex.batch.plan import spread
from nex.batch.run import Writer, open_run
from nex.data.jsons import digest
from nex.data.manifest import Manifest, PlanItem
from nex.data.messages import Signature
from nex.data.trajectory import Trajectory
from nex.environment.live import Live
from nex.errors import InputError, ModelError
from nex.grounding.sandboxes import images_of
from nex.models.resolve import closing
from nex.pipeline.watch import Watch
from nex.rollout.rollout import Actor, Job, run_rollout


@dataclass(frozen=True, slots=True)
class Batched:
    """What a batch is made of beside its plan."""

    lives: Mapping[str, Live]
    """Environment name -> the environment, open."""
    actor: Actor
    terms: Terms
    watch: Watch


def plan_rollouts(
    lives: Sequence[Live], model: str, repeats: int, limit: int | None = None
) -> tuple[PlanItem, ...]:
    """Every task (at most `limit` of each environment) `repeats` times, architectures in turn.

    Raises InputError for an environment without tasks or without an architecture.
    """
    items: list[PlanItem] = []
    for live in lives:
        environment = live.environment
        if not environment.tasks or not environment.blueprints:
            missing = "tasks" if environment.blueprints else "architectures that passed the gate"
            raise InputError(f"{environment.name}: holds no {missing}; see `nex show` for why")
        tasks = [task.id for task in environment.tasks[:limit]]
        items += spread(environment.name, tasks, environment.blueprints, [model], repeats)
    return tuple(items)


def manifest_of(
    id: str, lives: Sequence[Live], actor: Actor, plan: Sequence[PlanItem], settings: dict[str, str]
) -> Manifest:
    """Everything that a run depends on, fixed before its first rollout."""
    return Manifest(
        id=id,
        seed=lives[0].site.seed if lives else 0,
        environments={live.environment.name: live.environment.world.digest for live in lives},
        models=(actor.model.name,),
        sandbox=lives[0].sandbox_name if lives else "",
        tools={live.environment.name: tools_digest(live.signatures) for live in lives},
        versions={"nex": version("nex-synth")},
        settings=settings,
        plan=tuple(plan),
    )


def tools_digest(signatures: Sequence[Signature]) -> str:
    """What a tool list is known by; pinned in the manifest."""
    return digest([[s.name, s.description, s.input] for s in signatures])


async def with_images(manifest: Manifest, lives: Iterable[Live]) -> Manifest:
    """The manifest with the digest of every image that real servers run from."""
    if manifest.images:
        return manifest
    grounds = [ground for live in lives for ground in live.environment.card.grounds]
    return manifest.model_copy(update={"images": await images_of(grounds)})


async def run_batch(
    folder: Path, manifest: Manifest, items: Sequence[PlanItem], batched: Batched
) -> Tally:
    """Make the rollouts `items` of a run, durable as they end; interrupts drain, then cancel.

    Raises ModelError, after the first rollouts, where the provider knows neither us nor the model.
    """
    manifest = await with_images(manifest, batched.lives.values())
    jobs, terms = Jobs(batched.lives), replace(batched.terms, heed_interrupts=True)

    async def make(item: PlanItem, writer: Writer) -> Trajectory:
        live, job = jobs.of(item)
        return await run_rollout(live, job, batched.actor, writer.emit)

    def moved(progress: Progress) -> None:
        batched.watch.moves(progress.done, f"${progress.cost:.2f}" if progress.cost else "")

    batched.watch.begins("run", len(items))
    async with (
        closing(batched.actor.model),
        _player(batched.actor),
        held(batched.lives.values()),
        open_run(folder, manifest) as run,
    ):
        tally = await Batch(run, make, terms, moved).execute(items)
    if tally.hopeless is not None:
        raise ModelError(
            f"{tally.hopeless}; no more was tried after {tally.done} of {len(items)} rollouts. "
            f"Mend it, then: nex run --resume {folder}"
        )
    cost = f"   ${tally.cost:.2f}" if tally.cost else ""
    batched.watch.ends(
        f"{batched.actor.model.name} x {len(items)}   {tally.done} done, verified {tally.passed}{cost}"
    )
    return tally


def _player(actor: Actor) -> AbstractAsyncContextManager[object]:
    """The connections of a model that plays the user, for as long as the block runs."""
    return nullcontext() if actor.user is None else closing(actor.user.model)


@asynccontextmanager
async def held(lives: Iterable[Live]) -> AsyncGenerator[None]:
    """What the rollouts of each environment share, open for the batch."""
    async with AsyncExitStack() as stack:
        for live in lives:
            await stack.enter_async_context(live.held())
        yield


class Jobs:
    """Finds an item's environment, task and blueprint."""

    def __init__(self, lives: Mapping[str, Live]) -> None:
        self._lives = lives
        self._tasks = {
            (name, task.id): task for name, live in lives.items() for task in live.environment.tasks
        }
        self._plans = {
            (name, plan.digest): plan
            for name, live in lives.items()
            for plan in live.environment.blueprints
        }

    @property
    def lives(self) -> tuple[Live, ...]:
        """Every environment, in order."""
        return tuple(self._lives.values())

    def of(self, item: PlanItem) -> tuple[Live, Job]:
        """The item's environment, and what is to be done in it."""
        task = self._tasks[item.environment, item.task]
        plan = self._plans[item.environment, item.blueprint]
        return self._lives[item.environment], Job(item, task, plan)
