"""run_rollout: one Task, one Blueprint, one Model; the record of what happened."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from nex.data.blueprint import Blueprint
from nex.data.events import Event
from nex.data.fold import fold
from nex.data.jsons import Json, JsonValue
from nex.data.manifest import PlanItem
from nex.data.messages import Result, Settings
from nex.data.streams import actor_stream
from nex.data.task import Evidence, Outcome, Task, Verdict
from nex.data.trajectory import Call, CallId, Provenance, Trajectory
from nex.environment.live import Live
from nex.errors import NexError, SandboxError
from nex.grounding.site import WORLD_LANE, Grounded
from nex.rollout.ending import ASK_USER, AskUser
from nex.rollout.order import InOrder, Order
from nex.rollout.played import Player, played, user_flag
from nex.rollout.units import build_unit
from nex.runtime.budget import Limits
from nex.runtime.ending import Ending, conclude
from nex.runtime.looping import loop_flag
from nex.runtime.model import Model
from nex.runtime.scope import Scope
from nex.worlds.hands import hands_text, with_hands
from nex.worlds.verify import verify

DEFAULT_LIMITS = Limits(steps=400, seconds=600.0, depth=40, calls=16)
MODEL_SEEDS = 2**31
LOST = "lost"
"""In a trajectory's `extra`: what the sandbox said that failed."""
MOST_SAID = 400
_ROOM = 4
"""Steps that an agent may take for each call of the reference solution."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the same for every rollout of a run."""

    model: Model
    policy: str
    """What trajectories say of it: "planner", or the model's name."""
    language: str
    """"template" or "model"."""
    limits: Limits = DEFAULT_LIMITS
    settings: Settings = field(default_factory=Settings)
    user: Player | None = None
    """Plays the user, held to what the user knows; None: the rules do."""


@dataclass(frozen=True, slots=True)
class Job:
    """One rollout to make: the plan's item, its task and its blueprint."""

    item: PlanItem
    task: Task
    blueprint: Blueprint
    order: Sequence[CallId] | None = None
    """The order in which calls must reach the World, in a replay; None: as it comes."""


async def run_rollout(
    live: Live, job: Job, actor: Actor, emit: Callable[[Event], None]
) -> Trajectory:
    """Make one rollout; whatever goes wrong in it is a Trajectory, never an exception.

    Every event goes to `emit` before the next turn of a model. Cancellation passes through.
    """
    began = time.monotonic()
    events: list[Event] = []

    def keep(event: Event) -> None:
        events.append(event)
        emit(event)

    settings = _seeded(live, job, actor)
    scope, order = Scope(keep, actor.model, settings), Order(job.order)
    try:
        async with live.opened(job.task) as grounded:
            rules = _user(live, job.task, grounded)
            user = played(rules, job.task, live.site, actor.user)
            asked = user if rules.lane is None else InOrder(user, order)
            tools = [InOrder(tool, order) for tool in grounded.tools]
            root = build_unit(job.blueprint.root, tools, asked, live.environment.world)
            ending = await conclude(
                scope, root, {"request": job.task.instruction}, limits_of(job.task, actor.limits)
            )
            evidence = await grounded.evidence()
            evidence = evidence.model_copy(update={"asked": user.asked})
            beside = user_flag(user)
    except SandboxError as e:
        lost: Json = {LOST: " ".join(str(e).split())[:MOST_SAID]}
        ending, evidence, beside = Ending("infra_error", "sandbox_failed", None, e), None, lost
    provenance = Provenance(
        rollout=job.item.rollout,
        sandbox=live.sandbox_name,
        wall_seconds=round(time.monotonic() - began, 6),
        model_seed=settings.seed,
        order=order.happened,
    )
    return _trajectory(live, job, actor, _Ended(ending, evidence, events, provenance, beside))


def _user(live: Live, task: Task, grounded: Grounded) -> AskUser:
    """The task's user by rules; one with hands of their own acts in the World, in its order."""
    told = hands_text(live.site.template.schema)
    if not told:
        return AskUser(task.user, task.hidden)
    asking = with_hands(ASK_USER, told)
    return AskUser(task.user, task.hidden, asking, grounded.hands, WORLD_LANE)


def limits_of(task: Task, limits: Limits) -> Limits:
    """The usual limits with room for a long task; limits that somebody chose stay as they are."""
    usual = DEFAULT_LIMITS.steps or 0
    room = _ROOM * task.complexity.calls
    return replace(limits, steps=room) if limits == DEFAULT_LIMITS and room > usual else limits


@dataclass(frozen=True, slots=True)
class _Ended:
    ending: Ending
    evidence: Evidence | None
    events: Sequence[Event]
    provenance: Provenance
    beside: Json
    """What the trajectory says of its user, where a model played it."""


def _seeded(live: Live, job: Job, actor: Actor) -> Settings:
    """The actor's settings with the seed of this rollout."""
    stream = actor_stream(
        (live.site.seed, job.task.world, job.task.id),
        (job.item.blueprint, job.item.model, job.item.rollout),
        "model",
    )
    given = actor.settings
    return Settings(stream.below(MODEL_SEEDS), given.temperature, given.max_tokens, given.top_p)


def _trajectory(live: Live, job: Job, actor: Actor, ended: _Ended) -> Trajectory:
    ending, evidence = ended.ending, ended.evidence
    outcome, root = outcome_of(ending.result), _root(ended.events, job)
    judged = evidence is not None and ending.status not in ("infra_error", "cancelled")
    return Trajectory(
        id=job.item.id,
        environment=live.environment.name,
        world=job.task.world,
        task=job.task.id,
        kind=job.task.kind,
        instruction=job.task.instruction,
        blueprint=job.item.blueprint,
        architecture=job.item.architecture,
        policy=actor.policy,
        language=actor.language,
        root=root,
        status=ending.status,
        stop_reason=ending.stop_reason,
        outcome=outcome,
        verdict=_judge(job.task, evidence, outcome) if judged and evidence else None,
        changes=evidence.changes if evidence else (),
        provenance=ended.provenance,
        extra=loop_flag(root) | ended.beside | _meanwhile(evidence),
    )


def _meanwhile(evidence: Evidence | None) -> Json:
    """What others did, for who looks at the rollout; nothing where nobody did anything."""
    seen: list[JsonValue] = []
    seen += [one.model_dump(mode="json") for one in evidence.meanwhile] if evidence else []
    return {"meanwhile": seen} if seen else {}


def outcome_of(result: Result | None) -> Outcome | None:
    """What the root ended with by `finish`; None where it ended in any other way."""
    if result is None or result.status != "ok" or not isinstance(result.value, dict):
        return None
    try:
        return Outcome.model_validate(result.value)
    except ValidationError:
        return None  # a workflow whose members are no workers ends with some report of theirs


def _judge(task: Task, evidence: Evidence, outcome: Outcome | None) -> Verdict:
    if outcome is None:
        return Verdict(passed=False, progress=0.0, unmet=("finish was not called",))
    return verify(task, evidence, outcome)


def _root(events: Sequence[Event], job: Job) -> Call:
    try:
        return fold(events)
    except NexError:
        return Call((0,), job.blueprint.root.name, "agent", {}, None)
