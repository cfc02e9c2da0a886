"""A Trajectory as the log keeps it: its events, and one ending for all that is no event."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from nex.batch.log import RolloutLog
from nex.data.fold import fold
from nex.data.frozen import Frozen
from nex.data.jsons import Json, JsonValue
from nex.data.manifest import PlanItem
from nex.data.task import Change, Outcome, Verdict
from nex.data.trajectory import Call, Provenance, RolloutStatus, Trajectory


class Ending(Frozen):
    """The finish record of a rollout: every field of its Trajectory but `id` and `root`."""

    schema_version: Literal["nex.ending/1"] = "nex.ending/1"
    status: RolloutStatus
    stop_reason: str
    environment: str
    world: str
    task: str
    kind: str
    instruction: str
    blueprint: str
    architecture: str
    policy: str
    language: str
    outcome: Outcome | None = None
    verdict: Verdict | None = None
    changes: tuple[Change, ...] = ()
    extra: dict[str, JsonValue] = Field(default_factory=dict)
    provenance: Provenance = Provenance()


def ending_of(trajectory: Trajectory) -> Json:
    """The finish record that, with the events, gives `trajectory` back."""
    return Ending(
        status=trajectory.status,
        stop_reason=trajectory.stop_reason,
        environment=trajectory.environment,
        world=trajectory.world,
        task=trajectory.task,
        kind=trajectory.kind,
        instruction=trajectory.instruction,
        blueprint=trajectory.blueprint,
        architecture=trajectory.architecture,
        policy=trajectory.policy,
        language=trajectory.language,
        outcome=trajectory.outcome,
        verdict=trajectory.verdict,
        changes=trajectory.changes,
        extra=trajectory.extra,
        provenance=trajectory.provenance,
    ).model_dump(mode="json")


def infra_error(item: PlanItem, reason: str) -> Json:
    """The finish record of a rollout that something other than its agent ended."""
    return Ending(
        status="infra_error",
        stop_reason=reason,
        environment=item.environment,
        world="",
        task=item.task,
        kind="",
        instruction="",
        blueprint=item.blueprint,
        architecture=item.architecture,
        policy=item.model,
        language="",
    ).model_dump(mode="json")


def trajectory_of(rollout: RolloutLog) -> Trajectory | None:
    """The trajectory of a finished rollout, rebuilt from the log; None when it did not finish."""
    if rollout.finish is None:
        return None
    ending = Ending.model_validate(rollout.finish)
    nothing = Call(id=(), unit=ending.architecture, kind="agent", arguments={}, result=None)
    return Trajectory(
        id=rollout.id,
        environment=ending.environment,
        world=ending.world,
        task=ending.task,
        kind=ending.kind,
        instruction=ending.instruction,
        blueprint=ending.blueprint,
        architecture=ending.architecture,
        policy=ending.policy,
        language=ending.language,
        root=fold(rollout.events) if rollout.events else nothing,
        status=ending.status,
        stop_reason=ending.stop_reason,
        outcome=ending.outcome,
        verdict=ending.verdict,
        changes=ending.changes,
        provenance=ending.provenance,
        extra=ending.extra,
    )
