"""Trajectories as the page's script reads them, and which of them a page holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

import orjson

from nex.data.messages import text_of
from nex.data.trajectory import Call, Step, Trajectory
from nex.report.meanwhile import Beside, meanwhile, user_lines
from nex.report.wording import arguments_text, change_lines, result_text, verdict_lines
from nex.scoring.scorecard import ordered, passed
from nex.scoring.selection import select

MOST = 60
"""Rollouts that a page holds."""
MOST_FAILED = 20
LONGEST = 4000
"""Characters of one text; longer ones are cut and say so."""


class StepView(TypedDict):
    """One turn: what was said and thought, and the calls that it made."""

    say: str
    think: str
    calls: list[CallView]


class CallView(TypedDict):
    """One call: short and whole."""

    unit: str
    kind: str
    brief: str
    arguments: str
    result: str
    text: str
    ok: bool
    seconds: float
    prompt: str
    meanwhile: list[str]
    steps: list[StepView]


class RolloutView(TypedDict):
    """One rollout as the page shows it; `passed` null: never judged."""

    id: str
    task: str
    kind: str
    architecture: str
    policy: str
    instruction: str
    passed: bool | None
    verdict: list[str]
    user: list[str]
    meanwhile: list[str]
    changes: list[str]
    root: CallView


def chosen(trajectories: Sequence[Trajectory]) -> list[Trajectory]:
    """At most 60: up to 20 that did not pass, then the verified ones that stand best for all."""
    every = ordered(trajectories)
    if len(every) <= MOST:
        return every
    failed = select([t for t in every if not passed(t)], MOST_FAILED)
    good = select([t for t in every if passed(t)], MOST - len(failed))
    return ordered([*failed, *good])


def rollout_view(trajectory: Trajectory) -> RolloutView:
    """One rollout with its whole tree of calls."""
    beside = meanwhile(trajectory)
    return {
        "id": trajectory.id,
        "task": trajectory.task,
        "kind": trajectory.kind,
        "architecture": trajectory.architecture,
        "policy": trajectory.policy,
        "instruction": trajectory.instruction,
        "passed": trajectory.verdict.passed if trajectory.verdict else None,
        "verdict": verdict_lines(trajectory),
        "changes": [line for change in trajectory.changes for line in change_lines(change)],
        "user": user_lines(trajectory),
        "meanwhile": [*beside.get((), ())],
        "root": call_view(trajectory.root, beside),
    }


def call_view(call: Call, beside: Beside) -> CallView:
    """One call with everything below it, and what others had done by its answer."""
    result = call.result
    return {
        "unit": call.unit,
        "kind": call.kind,
        "brief": arguments_text(call.arguments),
        "arguments": _cut(orjson.dumps(call.arguments, option=orjson.OPT_INDENT_2).decode()),
        "result": result_text(result),
        "text": _cut(result.text if result and result.content else ""),
        "ok": result is not None and result.status == "ok",
        "seconds": round(result.seconds, 3) if result else 0.0,
        "prompt": _cut(_prompt(call)),
        "meanwhile": [*beside.get(call.id, ())],
        "steps": [_step_view(step, beside) for step in call.steps],
    }


def _step_view(step: Step, beside: Beside) -> StepView:
    message = step.reply.message if step.reply else None
    content = message["content"] if message else []
    return {
        "say": _cut(text_of(content)) if content else "",
        "think": _cut(message.get("reasoning", "")) if message else "",
        "calls": [call_view(child, beside) for child in step.calls],
    }


def _prompt(call: Call) -> str:
    """The agent's instructions, where it has some."""
    first = call.messages[0] if call.messages else None
    return text_of(first["content"]) if first and first["role"] == "system" else ""


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]}\n\u2026 {len(text) - LONGEST} more characters"
