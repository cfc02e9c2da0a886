"""What every row says about itself: who acted, where it came from, how it was judged."""

from __future__ import annotations

from typing import TypedDict

from nex.data.trajectory import Call, Trajectory
from nex.export.conversations import place


class Labels(TypedDict):
    """Who acted and what was asked. `policy` "planner" is a program, not a model."""

    policy: str
    language: str
    kind: str
    architecture: str
    agent: str
    verified: bool


class Origin(TypedDict):
    """Where a row came from: identities, no times and no run."""

    environment: str
    world: str
    task: str
    blueprint: str
    trajectory: str
    call: str


def labels(trajectory: Trajectory, call: Call) -> Labels:
    """The labels of one agent call."""
    return {
        "policy": trajectory.policy,
        "language": trajectory.language,
        "kind": trajectory.kind,
        "architecture": trajectory.architecture,
        "agent": call.unit,
        "verified": trajectory.verdict is not None and trajectory.verdict.passed,
    }


def origin(trajectory: Trajectory, call: Call) -> Origin:
    """The provenance of one agent call."""
    return {
        "environment": trajectory.environment,
        "world": trajectory.world,
        "task": trajectory.task,
        "blueprint": trajectory.blueprint,
        "trajectory": trajectory.id,
        "call": place(trajectory, call),
    }


def reward(trajectory: Trajectory) -> float:
    """1 where the Verdict passed, else 0."""
    return float(trajectory.verdict is not None and trajectory.verdict.passed)
