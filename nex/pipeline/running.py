"""Running environments in batch: the plan, the run folder, resume."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
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
from nex.errors import InputError
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
        tools={live.environment.name: _tools(live.site.signatures) for live in lives},
        versions={"nex": version("nex-synth")},
        settings=settings,
        plan=tuple(plan),
    )


def _tools(signatures: Sequence[Signature]) -> str:
    return digest([[s.name, s.description, s.input] for s in signatures])


async def run_batch(
    folder: Path, manifest: Manifest, items: Sequence[PlanItem], batched: Batched
) -> Tally:
    """Make the rollouts `items` of a run, durable as they end; interrupts drain, then cancel."""
    jobs, terms = _Jobs(batched), replace(batched.terms, heed_interrupts=True)

    def moved(progress: Progress) -> None:
        batched.watch.moves(progress.done, f"${progress.cost:.2f}" if progress.cost else "")

    batched.watch.begins("run", len(items))
    async with (
        closing(batched.actor.model),
        _held(batched.lives.values()),
        open_run(folder, manifest) as run,
    ):
        tally = await Batch(run, jobs.make, terms, moved).execute(items)
    cost = f"   ${tally.cost:.2f}" if tally.cost else ""
    batched.watch.ends(
        f"{batched.actor.model.name} x {len(items)}   {tally.done} done, verified {tally.passed}{cost}"
    )
    return tally


@asynccontextmanager
async def _held(lives: Iterable[Live]) -> AsyncGenerator[None]:
    """What the rollouts of each environment share, open for the batch."""
    async with AsyncExitStack() as stack:
        for live in lives:
            await stack.enter_async_context(live.held())
        yield


class _Jobs:
    """Finds an item's task and blueprint, and makes its rollout."""

    def __init__(self, batched: Batched) -> None:
        self._batched = batched
        self._tasks = {
            (name, task.id): task
            for name, live in batched.lives.items()
            for task in live.environment.tasks
        }
        self._plans = {
            (name, plan.digest): plan
            for name, live in batched.lives.items()
            for plan in live.environment.blueprints
        }

    async def make(self, item: PlanItem, writer: Writer) -> Trajectory:
        task = self._tasks[item.environment, item.task]
        plan = self._plans[item.environment, item.blueprint]
        live = self._batched.lives[item.environment]
        return await run_rollout(live, Job(item, task, plan), self._batched.actor, writer.emit)
