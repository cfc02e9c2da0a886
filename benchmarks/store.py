"""What keeping a run costs: CPU beside orjson alone, rollouts per second beside an unsynced log.

The work: 200 rollouts of 43 events, 11 KB each. The store writes 15 chained lines for each, one before
each call of the model, and one sync for 32 rollouts; the unsynced log writes each event and no more.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import anyio
import orjson
from figures import Figure, show

from nex.batch.plan import cross
from nex.batch.records import infra_error
from nex.batch.run import open_run
from nex.data.blueprint import Blueprint, UnitPlan
from nex.data.events import CallEvent, EndEvent, Event, StepEvent
from nex.data.manifest import Manifest

Cost = tuple[float, float]
ROLLOUTS = 200
CONCURRENCY = 32
SOLO = Blueprint(name="solo", topology="solo", root=UnitPlan(name="clerk"))
PLAN = cross("library", [f"task-{n}" for n in range(ROLLOUTS)], [SOLO], ["teacher"])


def events() -> list[Event]:
    """One rollout: 14 turns, each with a call and its result of 240 characters."""
    request = 'Could you lend "Dune" to Mia Cole? If she already has three, tell me why not.\n'
    made: list[Event] = [
        CallEvent(type="call", id=[], unit="clerk", kind="agent", arguments={"request": request})
    ]
    row = {"id": "BO-1031", "title": "Dune", "author": "Frank Herbert", "status": "available"}
    found = json.dumps({"rows": [row, row], "total": 2, "page": 1, "pages": 1})
    for n in range(14):
        arguments = {"title": f"Dune {n}", "page": 1}
        function = {"name": "search_books", "arguments": json.dumps(arguments)}
        made.append(
            StepEvent(
                type="step",
                id=[],
                head=2 * n,
                new=[{"result": n, "tool_call_id": f"call_{n}"}],
                reply={
                    "message": {
                        "role": "assistant",
                        "content": [{"type": "text", "text": 'I look for the "book" first.'}],
                        "tool_calls": [
                            {"id": f"call_{n}", "type": "function", "function": function}
                        ],
                    },
                    "usage": (1200, 40, 0.0),
                    "finish": "tool_calls",
                },
            )
        )
        made.append(
            CallEvent(type="call", id=[n], unit="search_books", kind="tool", arguments=arguments)
        )
        made.append(EndEvent(type="end", id=[n], result={"text": found, "seconds": 0.08}))
    return made


def serialise(talk: list[Event]) -> None:
    """The floor: every event to JSON, nothing kept."""
    for _item in PLAN:
        for event in talk:
            orjson.dumps(event)


def unsynced(talk: list[Event]) -> None:
    """A plain log: one write per event, no digests, no sync."""
    with tempfile.TemporaryFile(dir=Path.cwd(), buffering=0) as file:
        for _item in PLAN:
            for event in talk:
                file.write(orjson.dumps(event) + b"\n")


async def keep(talk: list[Event], folder: Path) -> Cost:
    """All rollouts into a run store, `CONCURRENCY` at a time; opening and closing not counted."""
    waiting = iter(PLAN)
    record = infra_error(PLAN[0], "none")
    async with open_run(folder, Manifest(id="run", plan=PLAN)) as run:

        async def work() -> None:
            for item in waiting:
                with run.rollout(item) as writer:
                    for event in talk:
                        writer.emit(event)
                    await writer.finish(record)

        begun = now()
        async with anyio.create_task_group() as group:
            for _ in range(CONCURRENCY):
                group.start_soon(work)
        return since(begun)


def now() -> Cost:
    """CPU and wall clock, in seconds."""
    return time.process_time(), time.perf_counter()


def since(begun: Cost) -> Cost:
    """CPU and wall seconds per rollout."""
    cpu, wall = now()
    return (cpu - begun[0]) / ROLLOUTS, (wall - begun[1]) / ROLLOUTS


def measured(work: Callable[[list[Event]], None], talk: list[Event]) -> Cost:
    """What `work` takes per rollout."""
    begun = now()
    work(talk)
    return since(begun)


def figures(rounds: int) -> list[Figure]:
    """Medians over all rounds; a ratio compares within its round."""
    talk, found = events(), list[tuple[float, float, float, float, float]]()
    for _ in range(rounds):
        floor, plain = measured(serialise, talk), measured(unsynced, talk)
        with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
            kept = anyio.run(keep, talk, Path(folder) / "run")
        found.append(
            (plain[1] / kept[1], kept[0] / plain[0], kept[0] / floor[0], 1 / kept[1], kept[0] * 1e6)
        )
    speed, beside_plain, beside_json, rate, cpu = (
        statistics.median(column) for column in zip(*found, strict=True)
    )
    return [
        Figure("store.rate_over_unsynced", speed, "x", None, 0.5),
        Figure("store.cpu_over_unsynced", beside_plain, "x", None, 3, "lower"),
        Figure("store.cpu_over_orjson", beside_json, "x", 3, None, "lower"),
        Figure("store.rollouts_kept", rate, "1/s"),
        Figure("store.cpu_per_rollout", cpu, "us", better="lower"),
    ]


if __name__ == "__main__":
    show(__doc__, lambda quick: figures(5 if quick else 25))
