"""ATIF documents obey the rules of version 1.8 and read back to the same calls."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import orjson

from nex.data.jsons import Json
from nex.data.messages import Message
from nex.data.trajectory import Call, Step, Trajectory
from nex.export.atif import documents
from nex.export.atif_shapes import AtifStep, AtifTrajectory
from nex.export.conversations import straight
from nex.export.losses import Losses

ROOT = {
    "schema_version", "session_id", "trajectory_id", "agent", "steps", "notes", "final_metrics",
    "continued_trajectory_ref", "extra", "subagent_trajectories",
}  # fmt: skip
STEP = {
    "step_id", "timestamp", "source", "model_name", "reasoning_effort", "message",
    "reasoning_content", "tool_calls", "observation", "metrics", "is_copied_context",
    "llm_call_count", "extra",
}  # fmt: skip
AGENT_ONLY = ("model_name", "reasoning_effort", "reasoning_content", "tool_calls", "metrics")
CALL = {"tool_call_id", "function_name", "arguments", "extra"}
RESULT = {"source_call_id", "content", "subagent_trajectory_ref", "extra"}


def complaints(document: AtifTrajectory) -> list[str]:
    """What breaks the rules: unknown keys, ids, sources, references."""
    plain = cast("Json", document)
    found = [f"unknown key {key}" for key in plain if key not in ROOT]
    below = document.get("subagent_trajectories", [])
    ids = [sub["trajectory_id"] for sub in below]
    if len(set(ids)) < len(ids):
        found.append("sub-agents share an id")
    for number, step in enumerate(document["steps"], start=1):
        if step["step_id"] != number:
            found.append(f"step {step['step_id']} is number {number}")
        found += _step_complaints(step, ids)
    return [*found, *(c for sub in below for c in complaints(sub))]


def _step_complaints(step: AtifStep, embedded: list[str]) -> list[str]:
    plain = cast("Json", step)
    found = [f"unknown step key {key}" for key in plain if key not in STEP]
    if step["source"] != "agent":
        found += [f"{key} on {step['source']}" for key in AGENT_ONLY if key in plain]
    elif step.get("llm_call_count") == 0 and ({"metrics", "reasoning_content"} & plain.keys()):
        found.append("a dispatch without a model has metrics")
    calls = {call["tool_call_id"] for call in step.get("tool_calls", [])}
    for call in step.get("tool_calls", []):
        found += [f"unknown call key {key}" for key in call if key not in CALL]
    for result in step.get("observation", {"results": []})["results"]:
        found += [f"unknown result key {key}" for key in result if key not in RESULT]
        if result["source_call_id"] not in calls:
            found.append(f"result of unknown call {result['source_call_id']}")
        for reference in result.get("subagent_trajectory_ref", []):
            if reference["trajectory_id"] not in embedded:
                found.append(f"reference to {reference['trajectory_id']}")
    return found


def made(trajectory: Trajectory) -> AtifTrajectory:
    (document,) = documents([trajectory], Losses())
    return cast("AtifTrajectory", orjson.loads(orjson.dumps(document)))


def read_back(document: AtifTrajectory) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Source, text, and (call, result) of every step."""
    return [
        (
            step["source"],
            step["message"],
            [
                (call["function_name"], result["content"])
                for call, result in zip(
                    step.get("tool_calls", []),
                    step.get("observation", {"results": []})["results"],
                    strict=True,
                )
            ],
        )
        for step in document["steps"]
    ]


def in_record(call: Call) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The same, from the record."""
    steps = iter(call.steps)
    found: list[tuple[str, str, list[tuple[str, str]]]] = []
    for turn in straight(call, Losses()):
        role, message = turn.message["role"], turn.message
        if role == "assistant":
            found.append(("agent", turn.text, _pairs(message, next(steps))))
        elif role != "tool":
            found.append((role, turn.text, []))
    return found


def _pairs(message: Message, step: Step) -> list[tuple[str, str]]:
    names = [call["function"]["name"] for call in message.get("tool_calls", [])]
    texts = [child.result.text if child.result else "" for child in step.calls]
    return list(zip(names, texts, strict=True))


def test_documents_obey_the_rules(rollouts: list[Trajectory]) -> None:
    for trajectory in rollouts:
        assert complaints(made(trajectory)) == []


def test_the_checker_itself_complains(rollouts: list[Trajectory]) -> None:
    document = made(rollouts[1])
    document["steps"][0]["step_id"] = 4
    document["steps"][0]["llm_call_count"] = 0
    document["steps"][0]["tool_calls"] = []
    document["subagent_trajectories"] = []
    assert complaints(document) == [
        "step 4 is number 1",
        "tool_calls on system",
        "reference to t-team/0",
    ]


def test_documents_read_back_to_the_same_calls(rollouts: list[Trajectory]) -> None:
    for trajectory in rollouts:
        assert read_back(made(trajectory)) == in_record(trajectory.root)


def test_sub_agents_are_embedded_and_referred_to(rollouts: list[Trajectory]) -> None:
    team = made(rollouts[1])
    (clerk,) = team.get("subagent_trajectories", [])
    assert clerk["agent"]["name"] == "clerk"
    assert read_back(clerk) == in_record(rollouts[1].root.steps[0].calls[0])


def test_what_a_played_user_was_told_stays_out(rollouts: list[Trajectory]) -> None:
    """The clerk of the team, as if it were a model that plays the user."""
    (step, *others), losses = rollouts[1].root.steps, Losses()
    (clerk, *siblings) = step.calls
    user = replace(clerk, kind="person")
    turn = replace(step, calls=(user, *siblings))
    root = replace(rollouts[1].root, steps=(turn, *others))
    (document,) = documents([replace(rollouts[1], root=root)], losses)
    assert complaints(document) == []
    assert "subagent_trajectories" not in document
    assert losses.report()["turns of a model that plays the user"] == len(user.steps)


def test_the_planner_is_no_model(rollouts: list[Trajectory]) -> None:
    planner, model = made(rollouts[0]), made(rollouts[4])
    assert {s.get("llm_call_count", 0) for s in planner["steps"]} == {0}
    assert not any("metrics" in step for step in planner["steps"])
    assert "model_name" not in planner["agent"]
    assert model["agent"].get("model_name") == "openai/gpt-x"
    assert model["steps"][2].get("reasoning_content") == "First I look it up."
    assert model["final_metrics"]["total_prompt_tokens"] == 480
    assert model["final_metrics"].get("total_cost_usd") == 0.004


def test_verdict_and_errors_are_under_extra(rollouts: list[Trajectory]) -> None:
    failed = made(rollouts[3])
    assert failed["extra"].get("reward") == 0.0
    assert failed["extra"].get("verdict", {}) is not None
    first = failed["steps"][2].get("observation", {"results": []})["results"][0]
    assert first.get("extra") == {"status": "error", "code": "timeout", "seconds": 0.1}


def test_a_workflow_is_a_document_without_model_calls(rollouts: list[Trajectory]) -> None:
    team = rollouts[1].root.steps[0].calls[0]
    flow = Call(
        (0,), "reviewed", "workflow", {"request": "Lend Dune."}, None, (Step(None, calls=(team,)),)
    )
    document = made(replace(rollouts[1], root=flow))
    assert complaints(document) == []
    assert [step["source"] for step in document["steps"]] == ["user", "agent"]
    assert len(document.get("subagent_trajectories", [])) == 1
