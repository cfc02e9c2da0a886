"""Replaying a run: every rollout made again from its recorded replies, compared byte by byte."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import anyio
import orjson

from nex.batch.log import RolloutLog, RunLog
from nex.batch.records import ending_of
from nex.data.events import Event
from nex.data.fold import fold
from nex.data.jsons import Json, canonical
from nex.data.manifest import PlanItem
from nex.data.messages import Result
from nex.data.trajectory import Call, CallId, walk
from nex.errors import ReplayError
from nex.language.requests.asking import ASK
from nex.models.replay import CANCELLED, Replay, unanswered
from nex.pipeline.founded import is_founded
from nex.pipeline.running import Jobs, held
from nex.pipeline.watch import Watch
from nex.rollout.rollout import Actor, run_rollout
from nex.runtime.model import Model
from nex.worlds.hands import hands_text

Likeness = Literal["same", "alike", "apart"]
"""Every byte as recorded; other replies, the same end; another end."""
_ACTING = ("tool", "person")
BY_THE_CLOCK = frozenset({"time_limit", "sandbox_error", "store_error"})
"""Codes of results that came from outside of the recording: such a rollout cannot be replayed."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """How a replay went, where nothing differed."""

    same: int
    left_out: int
    """Rollouts that did not finish, or that a clock, an interrupt or a broken server ended."""
    alike: int = 0
    """Rollouts on real servers that answered otherwise (a time, an id), with the same end."""
    apart: int = 0
    """Rollouts on real servers that ended otherwise; their verdicts follow from the record."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What a replay needs beside the log."""

    jobs: Jobs
    seat: Callable[[Model], Actor]
    """Puts a model into the place of the recorded one."""
    watch: Watch
    concurrency: int = 16


async def replay_run(log: RunLog, stage: Stage) -> Replayed:
    """Make every rollout of a run again, without its model.

    Raises ReplayError, which names the first rollout (in the plan's order) that differs, and how.
    On real servers a rollout may differ, but its verdict must follow from its recorded end.
    """
    chosen = [(item, log.rollouts.get(item.id)) for item in log.manifest.plan]
    todo = [(item, rollout) for item, rollout in chosen if rollout and _replayable(rollout)]
    stage.watch.begins("replay", len(todo))
    differences: dict[int, ReplayError] = {}
    waiting, made = iter(enumerate(todo)), Counter[Likeness]()

    async def work(shared: Iterator[tuple[int, tuple[PlanItem, RolloutLog]]]) -> None:
        for place, (item, rollout) in shared:
            try:
                made[await _replay(item, rollout, stage)] += 1
            except ReplayError as e:
                differences[place] = e
                return
            stage.watch.moves(made.total())

    async with held(stage.jobs.lives), anyio.create_task_group() as group:
        for _ in range(stage.concurrency):
            group.start_soon(work, waiting)
    if differences:
        raise differences[min(differences)]
    found = Replayed(
        made["same"], len(chosen) - made.total(), alike=made["alike"], apart=made["apart"]
    )
    stage.watch.ends(_line(found))
    return found


def _line(found: Replayed) -> str:
    text = f"{found.same} rollouts, every byte as recorded"
    if found.alike:
        text += f"; {found.alike} with other replies of real servers and the same end"
    return text + (f"; {found.apart} ended otherwise" if found.apart else "")


def _replayable(rollout: RolloutLog) -> bool:
    finish = rollout.finish
    if finish is None or not rollout.events or finish["status"] == "cancelled":
        return False
    if finish["stop_reason"] == "sandbox_failed":
        return False
    calls = walk(fold(rollout.events))
    return all(call.result is not None and _recorded_whole(call, call.result) for call in calls)


def _recorded_whole(call: Call, result: Result) -> bool:
    """Whether the recording says all that ended a call; of a cancelled one, where it was."""
    if result.code != CANCELLED:
        return result.code not in BY_THE_CLOCK
    below = call.steps[-1].calls if call.steps else ()
    return unanswered(call) or any(
        child.result and child.result.code == CANCELLED for child in below
    )


async def _replay(item: PlanItem, rollout: RolloutLog, stage: Stage) -> Likeness:
    live, job = stage.jobs.of(item)
    real = bool(live.environment.card.grounds)
    model = Replay(fold(rollout.events), item.model, exact=not real)
    tools = {tool.name for tool in live.signatures}
    if hands_text(live.site.template.schema):  # the user acts in the World, too
        tools.add(ASK)
    job = replace(job, order=_order(rollout, tools))
    events: list[Event] = []
    trajectory = await run_rollout(live, job, stage.seat(model), events.append)
    found = [orjson.loads(orjson.dumps(event)) for event in events]
    finish, name = rollout.finish or {}, f"rollout {item.id} (task {item.task})"
    where = _first_difference(rollout.events, found)
    other = _other_ending(finish, ending_of(trajectory))
    if where is None and other is None:
        return "same"
    if not real:
        raise ReplayError(f"{name} differs from the record: {where or other}")
    if not is_founded(job.task, finish):
        raise ReplayError(f"{name}: its verdict does not follow from its recorded end")
    return "alike" if other is None else "apart"


def _order(rollout: RolloutLog, tools: set[str]) -> Sequence[CallId]:
    """The order in which calls reached the World: as noted, or that of the log."""
    provenance = (rollout.finish or {}).get("provenance")
    noted = provenance.get("order") if isinstance(provenance, dict) else None
    if isinstance(noted, list) and noted:
        return [tuple(orjson.loads(orjson.dumps(id))) for id in noted]
    return [
        tuple(event["id"])
        for event in rollout.events
        if event["type"] == "call" and event["kind"] in _ACTING and event["unit"] in tools
    ]


def _first_difference(recorded: Sequence[Event], found: Sequence[Event]) -> str | None:
    for number, (one, other) in enumerate(zip(recorded, found, strict=False), 1):
        if canonical(one) != canonical(other):
            call = ".".join(map(str, one["id"]))
            return f"event {number}, {one['type']} of call {call}"
    if len(recorded) != len(found):
        return f"{len(found)} events instead of {len(recorded)}"
    return None


def _other_ending(recorded: Json, found: Json) -> str | None:
    """The first field of the ending that is not as recorded; provenance may be."""
    for name in sorted((recorded.keys() | found.keys()) - {"provenance"}):
        if name not in recorded or canonical(recorded[name]) != canonical(found.get(name)):
            return f"its {name}"
    return None
