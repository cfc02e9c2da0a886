"""A Trajectory: the record of one rollout as a tree of calls, and where it came from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import orjson
from pydantic import BaseModel

from nex.data.jsons import Json, JsonValue
from nex.data.messages import UNSET, Message, Reply, Result, Settings, Signature, UnitKind

if TYPE_CHECKING:  # an embedding program need not load worlds and tasks
    from nex.data.task import Change, Outcome, Verdict

CallId = tuple[int, ...]
RolloutStatus = Literal["completed", "failed", "cancelled", "budget_exhausted", "infra_error"]


@dataclass(frozen=True, slots=True)
class Step:
    """One turn of a model and the calls that it asked for.

    A unit that calls others without a model (a workflow) has steps without a reply.
    """

    reply: Reply | None
    head: int = -1
    """Index in the call's messages of the last one that the model saw; -1 without a reply."""
    settings: Settings = UNSET
    calls: tuple[Call, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """One run of a unit. `messages` is an agent's whole conversation, each message once."""

    id: CallId
    unit: str
    kind: UnitKind
    arguments: Json
    result: Result | None
    """None: the run ended before the call did."""
    steps: tuple[Step, ...] = ()
    messages: tuple[Message, ...] = ()
    parents: tuple[int, ...] = ()
    """For each message the index of the one before it in its branch; -1 at a root."""
    tools: tuple[Signature, ...] = ()
    """What the agent could call."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a trajectory came from; never part of its digest."""

    run: str = ""
    rollout: int = 0
    sandbox: str = ""
    wall_seconds: float = 0.0
    model_seed: int | None = None
    order: tuple[CallId, ...] = ()
    """The calls in the order in which they reached the World; (): in source order."""
    versions: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Trajectory:
    """One rollout: identity, who acted, the tree, how it ended."""

    id: str
    """Hash of environment, task, blueprint, model, rollout index: known before it runs."""
    environment: str
    world: str
    task: str
    kind: str
    instruction: str
    blueprint: str
    """The blueprint's digest."""
    architecture: str
    """The blueprint's name."""
    policy: str
    """Who decided: "planner", "scripted", or the model's name."""
    language: str
    """Who worded it: "template" or "model"."""
    root: Call
    status: RolloutStatus
    stop_reason: str
    outcome: Outcome | None
    verdict: Verdict | None
    """None where it never came to a judgement (infra_error, cancelled)."""
    changes: tuple[Change, ...] = ()
    """How the World's end state differs from its start, as its own side saw it."""
    provenance: Provenance = field(default_factory=Provenance)
    extra: dict[str, JsonValue] = field(default_factory=dict[str, JsonValue])


def walk(call: Call) -> list[Call]:
    """The call and every call below it, parents first, in source order."""
    found = [call]
    for step in call.steps:
        for child in step.calls:
            found.extend(walk(child))
    return found


def branch(call: Call, head: int) -> list[Message]:
    """The messages of a call from the first of a branch to number `head`: what one turn saw."""
    found: list[Message] = []
    while head >= 0:
        found.append(call.messages[head])
        head = call.parents[head]
    return found[::-1]


def trajectory_json(trajectory: Trajectory) -> bytes:
    """The whole trajectory as one JSON object, keys in the order of the fields."""
    return orjson.dumps(trajectory, default=_plain)


def record_digest(trajectory: Trajectory) -> str:
    """Digest of the record: all but the rollout's id and its provenance.

    Equal for the rollouts of a deterministic policy, wherever and whenever they ran.
    """
    record = replace(trajectory, id="", provenance=Provenance())
    return hashlib.sha256(trajectory_json(record)).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    raise TypeError(f"{type(value).__name__} is no part of a trajectory")
