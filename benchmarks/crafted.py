"""The shipped crafted environments: solved through their tools, cheated on, tampered with.

For each: tasks, the solver's pass rate, cheats and tamper attempts that passed (must be 0), hidden
markers found in its containers (must be 0), seconds to open and per rollout; for fusion also how
often the solver passes without any one source. NEX_CRAFTED=NAME,NAME measures only these.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import anyio
from crafted_cheats import cheats
from crafted_tampers import DONE, TAMPERS, Tamper
from figures import Figure, show

from nex.batch.plan import spread
from nex.data.blueprint import Blueprint
from nex.data.jsons import Json
from nex.data.task import Outcome, Task
from nex.environment.folder import Environment, read_environment
from nex.environment.live import Live, open_environment
from nex.environment.shipped import shipped_environments
from nex.errors import SandboxError
from nex.grounding.docker.daemon import Daemon, open_daemon
from nex.grounding.docker.owner import OWNER, this_process
from nex.grounding.docker.workspace import unpacked
from nex.models.solvers.solving import Solver, solver_named
from nex.pipeline.crafting import CRAFTED
from nex.rollout.alone import alone
from nex.rollout.rollout import Actor, Job, run_rollout
from nex.runtime.model import Model
from nex.worlds.verify import verify

AT_ONCE = 4
CHEATED = 4
"""Tasks of an environment that every cheat is tried on."""
SEARCH = """import os, sys
found = 0
for top, folders, names in os.walk("/"):
    folders[:] = [f for f in folders if os.path.join(top, f) not in ("/proc", "/sys", "/dev")]
    for name in names:
        try:
            with open(os.path.join(top, name), "rb") as file:
                content = file.read(1 << 24)
        except OSError:
            continue
        found += sum(mark.encode() in content for mark in sys.argv[1:])
for number in filter(str.isdigit, os.listdir("/proc")):
    if int(number) == os.getpid():
        continue
    for part in ("environ", "cmdline"):
        try:
            with open(f"/proc/{number}/{part}", "rb") as file:
                content = file.read()
        except OSError:
            continue
        found += sum(mark.encode() in content for mark in sys.argv[1:])
print("found", found)
"""


def measure(quick: bool) -> list[Figure]:
    """Everything, one environment after the other."""
    chosen = os.environ.get("NEX_CRAFTED", "").split(",")
    folders = shipped_environments()
    names = [n for n in CRAFTED if n in folders and (n in chosen or chosen == [""])]
    found: list[Figure] = []
    for name in names:
        environment = read_environment(folders[name], proofs=True)
        found += anyio.run(_measured, name, environment, quick)
    return found


async def _measured(name: str, whole: Environment, quick: bool) -> list[Figure]:
    tasks = spaced(whole.tasks, 4) if quick else list(whole.tasks)
    live = open_environment(replace(whole, tasks=tuple(tasks)), "direct")
    solver = solver_named(whole.card.made_with["solver"].partition(":")[2])
    plan = whole.blueprints[0]
    async with live.held():
        began = time.monotonic()
        passed = await _passes(live, plan, [(task, solver) for task in tasks])
        seconds = (time.monotonic() - began) / len(tasks)
        proofs = {proof.task: proof for proof in whole.proofs}
        tried = spaced(tasks, 1 if quick else CHEATED)
        cheating = [
            (task, cheat) for task in tried for cheat in cheats(solver, proofs[task.id]).values()
        ]
        cheated = await _passes(live, plan, cheating)
        for (task, cheat), through in zip(cheating, cheated, strict=True):
            if through:
                sys.stderr.write(f"{task.id}: {cheat.name} passes\n")
        withheld = await _withheld(live, tasks, solver) if name == "fusion" else []
    deed = next(task for task in tasks if task.goal.changes)
    found = await _attacked(live, deed, proofs[deed.id].end, TAMPERS[:: 3 if quick else 1])
    return [
        Figure(f"{name}: tasks", len(whole.tasks), "tasks", bar=50),
        Figure(f"{name}: solver passes", sum(passed) / len(passed), "share", bar=1.0),
        Figure(f"{name}: cheats tried", len(cheating), "rollouts"),
        Figure(f"{name}: cheats that pass", sum(cheated), "rollouts", bar=0, better="lower"),
        Figure(
            f"{name}: tampers carried out", found.carried, "attempts", bar=None if quick else 12
        ),
        Figure(f"{name}: tampers that pass", found.passed, "attempts", bar=0, better="lower"),
        Figure(f"{name}: hidden markers found", found.markers, "places", bar=0, better="lower"),
        Figure(f"{name}: places of a text of the state", found.control, "places", bar=1),
        Figure(f"{name}: opening, cold", found.seconds * 1000, "ms", better="lower"),
        Figure(f"{name}: a rollout, {AT_ONCE} at once", seconds, "s", better="lower"),
        *withheld,
    ]


def spaced(tasks: Sequence[Task], count: int) -> list[Task]:
    """So many of the tasks, half of them deeds, each half from the easiest to the hardest."""
    deeds = [task for task in tasks if task.goal.changes]
    questions = [task for task in tasks if not task.goal.changes]
    wanted = (count + 1) // 2
    return [*_every(deeds, wanted), *_every(questions, count - wanted)]


def _every(tasks: Sequence[Task], count: int) -> list[Task]:
    step = max(1, len(tasks) // max(count, 1))
    return list(tasks[::step][:count])


async def _passes(live: Live, plan: Blueprint, wanted: Sequence[tuple[Task, Model]]) -> list[bool]:
    """Whether each of these rollouts passes."""
    room, passed = anyio.Semaphore(AT_ONCE), [False] * len(wanted)

    async def attempt(place: int, task: Task, model: Model) -> None:
        async with room:
            [item] = spread(live.environment.name, [task.id], [plan], [model.name])
            actor = Actor(model, model.name, "template")
            made = await run_rollout(live, Job(item, task, plan), actor, lambda _: None)
            passed[place] = made.verdict is not None and made.verdict.passed

    async with anyio.create_task_group() as group:
        for place, (task, model) in enumerate(wanted):
            group.start_soon(attempt, place, task, model)
    return passed


async def _withheld(live: Live, tasks: Sequence[Task], solver: Solver) -> list[Figure]:
    """How often the solver passes where one source has been taken from it."""
    found: list[Figure] = []
    for prefix in ("db_", "files_", "graph_"):
        rest = [s for s in live.signatures if not s.name.startswith(prefix)]
        passed = await _passes(live, alone(rest), [(task, solver) for task in tasks])
        name = f"fusion: passes without {prefix[:-1]}"
        found.append(Figure(name, sum(passed), "rollouts", bar=0, better="lower"))
    return found


@dataclass(slots=True)
class Attacked:
    """What came of attacks on one task."""

    seconds: float = 0.0
    """To open a rollout."""
    markers: int = 0
    control: int = 0
    """Where a text was found that should be."""
    carried: int = 0
    passed: int = 0


async def _attacked(live: Live, task: Task, end: str, tampers: Sequence[Tamper]) -> Attacked:
    found = Attacked()
    async with open_daemon() as daemon:
        began = time.monotonic()
        async with live.opened(task):
            found.seconds = time.monotonic() - began
            marks = [task.id, task.instruction[:60], end, live.environment.card.world]
            found.markers = await _searched(daemon, marks)
            found.control = await _searched(daemon, [_text_of(live, task)])
        for tamper in tampers:
            await _tampered(live, daemon, (task, tamper), found)
    return found


def _text_of(live: Live, task: Task) -> str:
    """Some text that the servers do have: the longest of one line in the state's files."""
    files = unpacked(live.environment.states[task.workspace])
    runs = [run for content in files.values() for run in re.findall(rb"[ -~]{12,200}", content)]
    return max(runs, key=len).decode()


async def _tampered(
    live: Live, daemon: Daemon, attempt: tuple[Task, Tamper], found: Attacked
) -> None:
    task, tamper = attempt
    carried = tamper.ends
    try:
        async with live.opened(task) as grounded:
            with suppress(SandboxError):
                for name in await _containers(daemon):
                    said = await _run(daemon, name, ["python3", "-I", "-c", tamper.code])
                    carried = carried or DONE.encode() in said
            evidence = await grounded.evidence()
        found.passed += verify(task, evidence, Outcome(answer=tamper.answer)).passed
    except SandboxError:
        pass
    found.carried += carried


async def _searched(daemon: Daemon, marks: Sequence[str]) -> int:
    """In how many places of this rollout's containers a marker stands."""
    found = 0
    for name in await _containers(daemon):
        said = await _run(daemon, name, ["python3", "-I", "-c", SEARCH, *marks])
        found += int(said.rpartition(b"found ")[2])
    return found


async def _containers(daemon: Daemon) -> list[str]:
    label: Json = {"label": [f"{OWNER}={this_process().text}"]}
    found = await daemon.ask(lambda api: api.containers(all=False, filters=label))
    return [str(one["Id"]) for one in found]


async def _run(daemon: Daemon, container: str, command: Sequence[str]) -> bytes:
    made = await daemon.ask(lambda api: api.exec_create(container, command, user="10001:10001"))
    return await daemon.ask(lambda api: api.exec_start(str(made["Id"])))


if __name__ == "__main__":
    show(__doc__, measure)
