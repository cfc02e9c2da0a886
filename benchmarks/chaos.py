"""Rollouts on real servers while some are cancelled, containers are killed, and nex itself is killed.

500 rollouts (quick: 50) of shipped environments, by their own solvers: pooled servers, three at
once, shared volumes, closed networks. A fifth is cancelled at a random moment, and for every tenth a
random container of this process is killed. Then `nex run` is killed at random moments. What must
hold: who was not disturbed passes, a killed container costs one rollout at most and never gives a
wrong verdict, and nothing is left.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import anyio
from figures import Figure, show

from nex.batch.plan import spread
from nex.data.jsons import Json
from nex.environment.folder import read_environment
from nex.environment.live import Live, open_environment
from nex.environment.shipped import shipped_environments
from nex.errors import SandboxError
from nex.grounding.docker.daemon import Daemon, open_daemon
from nex.grounding.docker.owner import OWNER, owner_from
from nex.grounding.docker.reaper import Leftover, leftovers
from nex.models.solvers.solving import Solver, solver_named
from nex.rollout.rollout import Actor, Job, run_rollout

MIX = {"folder": 300, "fusion": 100, "git-history": 60, "web-site": 40}
AT_ONCE = 4
CANCELLED = 0.2
KILL_EVERY = 10
NEX_KILLED = 8


@dataclass
class Storm:
    """What came of it."""

    dice: random.Random
    ends: Counter[str] = field(default_factory=Counter[str])
    started: int = 0
    kills: int = 0


def measure(quick: bool) -> list[Figure]:
    """The storm, then the deaths of nex."""
    storm, share = Storm(random.Random(5)), 10 if quick else 1
    left = anyio.run(_storm, storm, {name: count // share for name, count in MIX.items()})
    remains = [_killed(storm.dice) for _ in range(2 if quick else NEX_KILLED)]
    ends = storm.ends
    return [
        Figure("rollouts", ends.total(), "rollouts"),
        Figure("cancelled", ends["cancelled"], "rollouts"),
        Figure("containers killed", storm.kills, "containers"),
        Figure("passed", ends["passed"], "rollouts"),
        Figure("broken", ends["broken"], "rollouts", bar=storm.kills, better="lower"),
        Figure("wrong verdicts", ends["wrong"], "rollouts", bar=0, better="lower"),
        Figure("containers, volumes, networks left", left, "", bar=0, better="lower"),
        Figure("nex killed", len(remains), "times"),
        Figure("it had at its death", sum(had for had, _ in remains), "things"),
        Figure("left after the next start", sum(n for _, n in remains), "", bar=0, better="lower"),
        Figure("load of the machine", os.getloadavg()[0], "", better="lower"),
    ]


async def _storm(storm: Storm, mix: dict[str, int]) -> int:
    """Every environment in turn; what this process has left in the daemon."""
    async with open_daemon() as daemon:
        for name, count in mix.items():
            environment = read_environment(shipped_environments()[name], proofs=True)
            live = open_environment(environment)
            solver = solver_named(environment.card.made_with["solver"].partition(":")[2])
            room = anyio.Semaphore(AT_ONCE)
            async with live.held(), anyio.create_task_group() as group:
                for place in range(count):
                    await room.acquire()
                    group.start_soon(_rollout, storm, live, solver, place, room)
                    await _harm(storm, daemon)
            sys.stderr.write(f"{name}: {dict(storm.ends)}, {storm.kills} killed\n")
        return await daemon.ask(lambda api: len(_of(leftovers(api), os.getpid())))


async def _rollout(
    storm: Storm, live: Live, solver: Solver, place: int, room: anyio.Semaphore
) -> None:
    """One rollout, perhaps cancelled, counted by its end."""
    tasks, [plan, *_] = live.environment.tasks, live.environment.blueprints
    task = tasks[place % len(tasks)]
    [item] = spread(live.environment.name, [task.id], [plan], [solver.name])
    actor = Actor(solver, solver.name, "template")
    patience = storm.dice.uniform(0, 2) if storm.dice.random() < CANCELLED else None
    end = "cancelled"
    try:
        with anyio.move_on_after(patience):
            made = await run_rollout(live, Job(item, task, plan), actor, lambda _: None)
            if made.verdict is None:
                end = "cancelled" if made.status == "cancelled" else "broken"
            else:
                end = "passed" if made.verdict.passed else "wrong"
    except SandboxError:
        end = "broken"
    finally:
        room.release()
    storm.ends[end] += 1
    if end == "wrong":
        sys.stderr.write(f"wrong: {task.id}\n")


async def _harm(storm: Storm, daemon: Daemon) -> None:
    """Kill one running container of ours, now and then."""
    storm.started += 1
    if storm.started % KILL_EVERY:
        return
    label: Json = {"label": [f"{OWNER}={daemon.owner.text}"]}
    running = await daemon.ask(lambda api: api.containers(all=False, filters=label))
    if not running:
        return
    chosen = str(storm.dice.choice(running)["Id"])
    try:
        await daemon.ask(lambda api: api.kill(chosen, "SIGKILL"))
        storm.kills += 1
    except SandboxError:
        pass  # it ended by itself meanwhile


def _killed(dice: random.Random) -> tuple[int, int]:
    """A `nex run` killed at some moment: what it had in the daemon, what is left of it later."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "nex.cli", "run", "web-site", "--limit", "30"]
        running = subprocess.Popen(
            [*command, "-o", folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            running.wait(dice.uniform(2, 12))
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
    return anyio.run(_remains, running.pid)


async def _remains(pid: int) -> tuple[int, int]:
    async with open_daemon(reaping=False) as daemon:
        had = await daemon.ask(lambda api: len(_of(leftovers(api), pid)))
        await anyio.sleep(1)
    async with open_daemon() as daemon:
        return had, await daemon.ask(lambda api: len(_of(leftovers(api), pid)))


def _of(found: Sequence[Leftover], pid: int) -> list[Leftover]:
    """What the process of that number has."""
    owners = [owner_from(it.labels[OWNER]) for it in found]
    return [it for it, owner in zip(found, owners, strict=True) if owner and owner.pid == pid]


if __name__ == "__main__":
    show(__doc__, measure)
