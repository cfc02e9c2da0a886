"""A process that makes rollouts into a run and prints each id once it is acknowledged."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import anyio
from anyio.lowlevel import checkpoint

from nex.batch.execute import Batch, Progress
from nex.batch.plan import cross
from nex.batch.run import Writer, open_run
from nex.data.blueprint import Blueprint, UnitPlan
from nex.data.events import CallEvent, EndEvent, Event
from nex.data.fold import fold
from nex.data.manifest import Manifest, PlanItem
from nex.data.trajectory import Trajectory

SOLO = Blueprint(name="solo", topology="solo", root=UnitPlan(name="clerk"))


def events() -> list[Event]:
    made: list[Event] = [CallEvent(type="call", id=[], unit="clerk", kind="agent", arguments={})]
    for n in range(6):
        made.append(CallEvent(type="call", id=[n], unit="search", kind="tool", arguments={"n": n}))
        made.append(EndEvent(type="end", id=[n], result={"text": "x" * 240}))
    return [*made, EndEvent(type="end", id=[], result={"text": "done"})]


async def one(item: PlanItem, writer: Writer) -> Trajectory:
    made = events()
    for event in made:
        writer.emit(event)
        await checkpoint()
    return Trajectory(
        id=item.id,
        environment=item.environment,
        world="w",
        task=item.task,
        kind="do",
        instruction="",
        blueprint=item.blueprint,
        architecture=item.architecture,
        policy="planner",
        language="template",
        root=fold(made),
        status="completed",
        stop_reason="finish",
        outcome=None,
        verdict=None,
    )


def witness(progress: Progress) -> None:
    os.write(1, f"{progress.item.id}\n".encode())


async def main(path: Path, tasks: int) -> None:
    plan = cross("library", [f"task-{n}" for n in range(tasks)], [SOLO], ["teacher"])
    async with open_run(path, Manifest(id="run-1", plan=plan)) as run:
        left = [item for item in plan if item.id not in run.acknowledged]
        await Batch(run, one, watch=witness).execute(left)


anyio.run(main, Path(sys.argv[1]), int(sys.argv[2]))
