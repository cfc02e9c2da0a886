"""ATIF 1.8 as types: exactly the keys that its own models accept."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from nex.data.jsons import Json
from nex.export.labels import Labels, Origin
from nex.export.wire import ToolSchema

VERSION = "ATIF-v1.8"


class AtifAgent(TypedDict):
    """Who acted."""

    name: str
    version: str
    model_name: NotRequired[str]
    tool_definitions: NotRequired[list[ToolSchema]]


class AtifCall(TypedDict):
    """One tool call of a step."""

    tool_call_id: str
    function_name: str
    arguments: Json
    extra: NotRequired[Json]


class AtifReference(TypedDict):
    """Which embedded trajectory answered a call."""

    trajectory_id: str


class AtifResult(TypedDict):
    """What a call gave back, inside the step that made it."""

    source_call_id: str
    content: str
    subagent_trajectory_ref: NotRequired[list[AtifReference]]
    extra: NotRequired[Json]


class AtifObservation(TypedDict):
    """Everything that came back in one step."""

    results: list[AtifResult]


class AtifMetrics(TypedDict):
    """What one model turn took."""

    prompt_tokens: int
    completion_tokens: int
    cost_usd: NotRequired[float]


class AtifStep(TypedDict):
    """One turn; ids count from 1."""

    step_id: int
    source: Literal["system", "user", "agent"]
    message: str
    model_name: NotRequired[str]
    reasoning_content: NotRequired[str]
    tool_calls: NotRequired[list[AtifCall]]
    observation: NotRequired[AtifObservation]
    metrics: NotRequired[AtifMetrics]
    llm_call_count: NotRequired[int]
    extra: NotRequired[Json]


class AtifTotals(TypedDict):
    """Sums over one document."""

    total_prompt_tokens: int
    total_completion_tokens: int
    total_steps: int
    total_cost_usd: NotRequired[float]


class AtifExtra(TypedDict):
    """What nex knows beside the format: on the rollout's own document also how it ended."""

    labels: Labels
    origin: Origin
    instruction: NotRequired[str]
    reward: NotRequired[float]
    status: NotRequired[str]
    stop_reason: NotRequired[str]
    outcome: NotRequired[Json | None]
    verdict: NotRequired[Json | None]
    changes: NotRequired[list[Json]]


class AtifTrajectory(TypedDict):
    """One agent's document; its sub-agents are embedded, each a whole document."""

    schema_version: str
    trajectory_id: str
    session_id: str
    agent: AtifAgent
    steps: list[AtifStep]
    final_metrics: AtifTotals
    extra: AtifExtra
    subagent_trajectories: NotRequired[list[AtifTrajectory]]
