"""ATIF 1.8: one document per rollout, sub-agents embedded, scores and verdict under `extra`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import orjson

from nex.data.jsons import Json
from nex.data.messages import UNSET, Message, Reply, Result
from nex.data.trajectory import Call, Step, Trajectory, walk
from nex.export.atif_shapes import (
    VERSION,
    AtifAgent,
    AtifCall,
    AtifExtra,
    AtifMetrics,
    AtifResult,
    AtifStep,
    AtifTotals,
    AtifTrajectory,
)
from nex.export.conversations import Turn, place, straight
from nex.export.labels import labels, origin, reward
from nex.export.losses import Losses
from nex.export.wire import drop_parts, parsed, tool_schemas

PROGRAMS = ("planner", "scripted")
"""Policies that are no language model: their steps count no model call."""


def documents(trajectories: Sequence[Trajectory], losses: Losses) -> Iterator[AtifTrajectory]:
    """One document per rollout, in order."""
    for trajectory in trajectories:
        yield _Document(trajectory, trajectory.root, losses).whole()


@dataclass(frozen=True, slots=True)
class _Document:
    """One agent's or workflow's call on its way to a document."""

    trajectory: Trajectory
    call: Call
    losses: Losses

    def whole(self) -> AtifTrajectory:
        """The document with everything below it."""
        steps = self._steps()
        found: AtifTrajectory = {
            "schema_version": VERSION,
            "trajectory_id": document_id(self.trajectory, self.call),
            "session_id": self.trajectory.id,
            "agent": self._agent(),
            "steps": steps,
            "final_metrics": _totals(self.call, len(steps)),
            "extra": _extra(self.trajectory, self.call),
        }
        unset = [step for step in self.call.steps if step.settings != UNSET]
        self.losses.drop("model settings", len(unset))
        children = [child for step in self.call.steps for child in step.calls]
        played = sum(len(child.steps) for child in children if child.kind == "person")
        self.losses.drop("turns of a model that plays the user", played)
        below = [child for child in children if embeds(child)]
        if below:
            found["subagent_trajectories"] = [
                _Document(self.trajectory, child, self.losses).whole() for child in below
            ]
        return found

    def _agent(self) -> AtifAgent:
        agent: AtifAgent = {"name": self.call.unit, "version": self.trajectory.blueprint[:12]}
        if self.trajectory.policy not in PROGRAMS:
            agent["model_name"] = self.trajectory.policy
        if self.call.tools:
            agent["tool_definitions"] = tool_schemas(self.call.tools)
        return agent

    def _steps(self) -> list[AtifStep]:
        turns = straight(self.call, self.losses) if self.call.messages else ()
        found = self._spoken(turns) if turns else self._dispatched()
        return [{**step, "step_id": number} for number, step in enumerate(found, start=1)]

    def _spoken(self, turns: Sequence[Turn]) -> Iterator[AtifStep]:
        """An agent's steps: its messages, each result inside the step that asked for it."""
        replies = iter([step for step in self.call.steps if step.reply is not None])
        for turn in turns:
            drop_parts(turn.message, self.losses)
            match turn.message["role"]:
                case "system" | "user" as role:
                    yield _heard(role, turn.text)
                case "assistant":
                    yield self._acted(turn, next(replies, None) if turn.trained else None)
                case "tool":
                    continue

    def _acted(self, turn: Turn, step: Step | None) -> AtifStep:
        found: AtifStep = {"step_id": 0, "source": "agent", "message": turn.text}
        self._add_reply(found, turn.message, step.reply if step else None)
        calls = turn.message.get("tool_calls", [])
        if calls:
            found["tool_calls"] = [
                _called(c["id"], c["function"]["name"], c["function"]["arguments"]) for c in calls
            ]
            children = step.calls if step else ()
            results = [
                self._result(call["id"], child)
                for call, child in zip(calls, children, strict=False)
            ]
            self.losses.drop("calls without a result", len(calls) - len(results))
            if results:
                found["observation"] = {"results": results}
        return found

    def _add_reply(self, found: AtifStep, message: Message, reply: Reply | None) -> None:
        program = self.trajectory.policy in PROGRAMS
        found["llm_call_count"] = 0 if program or reply is None else 1
        reasoning = message.get("reasoning")
        if program or reply is None:
            if reasoning is not None:
                found["extra"] = {"thought": reasoning}
            return
        found["metrics"] = _metrics(reply)
        if reasoning is not None:
            found["reasoning_content"] = reasoning
        self.losses.drop("provider extras", int(bool(reply.extra)))

    def _dispatched(self) -> Iterator[AtifStep]:
        """A workflow's steps: it calls units without a model."""
        yield _heard("user", _request(self.call))
        for step in self.call.steps:
            names = [f"call-{place(self.trajectory, child)}" for child in step.calls]
            yield {
                "step_id": 0,
                "source": "agent",
                "message": "",
                "llm_call_count": 0,
                "tool_calls": [
                    {"tool_call_id": n, "function_name": c.unit, "arguments": c.arguments}
                    for n, c in zip(names, step.calls, strict=True)
                ],
                "observation": {
                    "results": [self._result(n, c) for n, c in zip(names, step.calls, strict=True)]
                },
            }

    def _result(self, id: str, child: Call) -> AtifResult:
        result = child.result or Result([], status="cancelled")
        found: AtifResult = {"source_call_id": id, "content": result.text if result.content else ""}
        if embeds(child):
            found["subagent_trajectory_ref"] = [
                {"trajectory_id": document_id(self.trajectory, child)}
            ]
        extra: Json = {"status": result.status}
        if result.code is not None:
            extra["code"] = result.code
        if result.seconds:
            extra["seconds"] = result.seconds
        found["extra"] = extra
        return found


def embeds(call: Call) -> bool:
    """Whether a call becomes a document of its own: it asked a model or called units itself.

    A person's never does: a model that plays one is told what the agent must not see.
    """
    return bool(call.steps) and call.kind != "person"


def document_id(trajectory: Trajectory, call: Call) -> str:
    """Unique in a dataset."""
    return f"{trajectory.id}/{place(trajectory, call)}"


def _heard(role: Literal["system", "user"], text: str) -> AtifStep:
    return {"step_id": 0, "source": role, "message": text}


def _request(call: Call) -> str:
    request = call.arguments.get("request")
    return request if isinstance(request, str) else orjson.dumps(call.arguments).decode()


def _called(id: str, name: str, text: str) -> AtifCall:
    """A call; arguments that are no JSON object are kept as they were written."""
    arguments = parsed(text)
    found: AtifCall = {"tool_call_id": id, "function_name": name, "arguments": arguments or {}}
    if arguments is None:
        found["extra"] = {"arguments_text": text}
    return found


def _metrics(reply: Reply) -> AtifMetrics:
    usage = reply.usage
    found: AtifMetrics = {
        "prompt_tokens": usage.input_tokens,
        "completion_tokens": usage.output_tokens,
    }
    if usage.cost is not None:
        found["cost_usd"] = usage.cost
    return found


def _totals(call: Call, steps: int) -> AtifTotals:
    """Tokens of the call's own turns; the cost of everything below it too."""
    own = [step.reply.usage for step in call.steps if step.reply]
    every = [step.reply.usage for below in walk(call) for step in below.steps if step.reply]
    found: AtifTotals = {
        "total_prompt_tokens": sum(usage.input_tokens for usage in own),
        "total_completion_tokens": sum(usage.output_tokens for usage in own),
        "total_steps": steps,
    }
    costs = [usage.cost for usage in every if usage.cost is not None]
    if len(costs) == len(every):
        found["total_cost_usd"] = round(sum(costs), 9)
    return found


def _extra(trajectory: Trajectory, call: Call) -> AtifExtra:
    """Labels and origin on every document; how it ended on the rollout's own."""
    found: AtifExtra = {"labels": labels(trajectory, call), "origin": origin(trajectory, call)}
    if call is not trajectory.root:
        return found
    outcome, verdict = trajectory.outcome, trajectory.verdict
    return {
        **found,
        "instruction": trajectory.instruction,
        "reward": reward(trajectory),
        "status": trajectory.status,
        "stop_reason": trajectory.stop_reason,
        "outcome": outcome.model_dump(mode="json") if outcome else None,
        "verdict": verdict.model_dump(mode="json") if verdict else None,
        "changes": [change.model_dump(mode="json") for change in trajectory.changes],
    }
