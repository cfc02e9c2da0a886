"""`nex synth --repo`: bugs in a working program as tasks, proved by who mends them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nex.data.environment import EnvironmentCard
from nex.data.jsons import bytes_digest, digest
from nex.data.streams import Stream
from nex.data.surroundings import Ground, PinnedTool
from nex.data.task import Proof
from nex.environment.card import PROOFS
from nex.environment.folder import Environment
from nex.environment.live import open_environment
from nex.errors import InputError
from nex.grounding.code.judging import CONTROLS, ORDERS, PROJECT, Orders
from nex.grounding.code.server import NAME, project_server
from nex.grounding.docker.container import Program
from nex.grounding.docker.daemon import Daemon, open_daemon
from nex.grounding.docker.image import ensure_image
from nex.grounding.docker.server import open_server
from nex.grounding.docker.workspace import packed
from nex.language.source.slips import ONE_WAY
from nex.models.solvers.solving import solver_named
from nex.pipeline.code.screening import Bug, Screened, orders_for, screen
from nex.pipeline.code.tasks import Draft, draft_tasks
from nex.pipeline.grounded import SOLVER, Real, drafted
from nex.pipeline.proving_real import prove
from nex.pipeline.watch import Watch
from nex.rollout.alone import alone
from nex.rollout.rollout import Actor
from nex.synthesis.code.mutants import combined, draw_mutants
from nex.synthesis.code.project import Project
from nex.synthesis.code.suite import spoilt

STAGE = {"code": "1"}
SOLVED_BY = "solver:code"
UNAIDED = "reference"
"""Stands in proofs of bugs that nobody mended but who knew where they are."""
NOTES = (
    "The repository lies in /workspace; its tests run with python -m pytest.",
    "The tests are right. In the end more tests are run than lie there, on the program alone: "
    "changed tests and settings count for nothing.",
)
UNSOLVED = "not solved"
"""What proving says of a bug that the solver does not mend; it ships, and its proof says so."""
HOW_PROVED = (
    "{solved} of {all} were mended by {solver} through the tools, twice, with equal ends; of the "
    "others only the slip's own reversal is known (`solver` in `proofs.jsonl` says which). Doing "
    "nothing fails."
)
COMPOUND = 3
"""Of so many tasks, one has two or three bugs."""


@dataclass(frozen=True, slots=True)
class Bugs:
    """How many tasks are wanted of a project, and of which draw."""

    tasks: int = 20
    seed: int = 0


async def mend_environment(project: Project, wanted: Bugs, watch: Watch) -> Environment:
    """An environment of bugs: each breaks tests that pass, and is mended by who sees the tests.

    A proof says who mended it: the solver, through the tools; else nobody but the slip's own
    reversal. Raises InputError for a project whose tests do not pass in the container.
    """
    stream = Stream("code", wanted.seed, project.digest)
    async with open_daemon() as daemon:
        orders, whole = await orders_for(daemon, project)
        found = await _bugs(daemon, project, orders, (wanted.tasks, stream), watch)
        ground, states = await _ground(daemon, project, orders)
        real = Real(
            f"{project.name} bugs",
            wanted.seed,
            (ground,),
            states,
            (),
            (),
            NOTES,
            made_with={**STAGE, SOLVER: SOLVED_BY},
        )
        chosen = _chosen(found.bugs, wanted.tasks)
        drafts = await draft_tasks(daemon, (project, orders, whole), real, chosen, stream)
    for draft in drafts:
        states[draft.task.workspace] = draft.archive
    return await _proved(replace(real, states=states, dropped=found.dropped), drafts, watch)


async def _bugs(
    daemon: Daemon, project: Project, orders: Orders, wanted: tuple[int, Stream], watch: Watch
) -> Screened:
    """Bugs of one place, then bugs of several made from these."""
    count, stream = wanted
    singles = draw_mutants(project, 2 * count + 8, stream)
    found = await screen(daemon, project, orders, singles, watch)
    several = combined([bug.mutant for bug in found.bugs], count // COMPOUND, stream)
    more = await screen(daemon, project, orders, several, watch)
    return Screened(
        [*found.bugs, *more.bugs], found.dropped + more.dropped, found.tried + more.tried
    )


def _chosen(bugs: Sequence[Bug], count: int) -> list[Bug]:
    """At most so many: those of several places to a third, then those of one, the kinds mixed."""
    compound = [bug for bug in bugs if len(bug.mutant.slips) > 1][: count // COMPOUND]
    singles = [bug for bug in bugs if len(bug.mutant.slips) == 1]
    return [*singles[: count - len(compound)], *compound]


async def _ground(
    daemon: Daemon, project: Project, orders: Orders
) -> tuple[Ground, dict[str, bytes]]:
    """The server with its tools as they are, and what the judge alone gets."""
    image = await ensure_image(daemon, project_server().image)
    command = project_server().image.entrypoint
    async with open_server(daemon, Program(image.id, command)) as served:
        tools = tuple(
            PinnedTool(name=s.name, description=s.description, input=s.input, output=s.output)
            for s in served.signatures
        )
    files = {f"{PROJECT}{path}": content for path, content in project.files.items()}
    files |= {f"{CONTROLS}{path}": text.encode() for path, text in spoilt(project).items()}
    files[ORDERS] = orders.model_dump_json().encode()
    sealed = packed(files)
    ground = Ground(server=NAME, tools=tools, reads=("tests",), sealed=bytes_digest(sealed))
    return ground, {bytes_digest(sealed): sealed}


async def _proved(real: Real, drafts: Sequence[Draft], watch: Watch) -> Environment:
    """The environment of all that can be mended; the proofs say who mended it."""
    solver = solver_named("code")
    actor = Actor(solver, "solver", "template")
    hopeful = [d.task for d in drafts if not set(d.bug.mutant.kinds) & set(ONE_WAY)]
    live = open_environment(drafted(replace(real, tasks=hopeful)), "direct")
    plan = alone(live.signatures)
    async with live.held():
        attempts = await prove(live, plan, actor, watch)
    solved = {proof.task: proof for proof in attempts if isinstance(proof, Proof)}
    odd = {
        task.id: reason
        for task, reason in zip(hopeful, attempts, strict=True)
        if isinstance(reason, str) and reason != UNSOLVED
    }
    if not solved:
        raise InputError(f"{real.name}: the solver mends none of {len(hopeful)} bugs; give --tasks")
    kept = [draft for draft in drafts if draft.task.id not in odd]
    proofs = [_proof(draft, solved.get(draft.task.id)) for draft in kept]
    dropped = Counter(real.dropped) + Counter(odd.values())
    whole = replace(real, tasks=[d.task for d in kept], proofs=proofs, dropped=dropped)
    # The gate's rollouts were the proofs': every task that the solver is said to solve, twice.
    gated = plan.model_copy(update={"gated_by": actor.policy, "pass_rate": 1.0})
    told = {PROOFS: HOW_PROVED.format(solved=len(solved), all=len(kept), solver=SOLVED_BY)}
    draft = drafted(replace(whole, made_with={**real.made_with, **told}))
    card: EnvironmentCard = draft.card.model_copy(update={"blueprints": (gated.name,)})
    return replace(draft, card=card, blueprints=(gated,))


def _proof(draft: Draft, solved: Proof | None) -> Proof:
    """Who mends it: the solver through the tools, or only who knows where the slip was."""
    checks = {"reference mends it": True, "idle fails": True}
    if solved is not None:
        return solved.model_copy(
            update={
                "solution": draft.cure,
                "checks": {**checks, **solved.checks},
                "solver": SOLVED_BY,
            }
        )
    end = digest([[c.model_dump(mode="json") for c in draft.task.goal.changes], None])
    return Proof(task=draft.task.id, solution=draft.cure, end=end, checks=checks, solver=UNAIDED)
