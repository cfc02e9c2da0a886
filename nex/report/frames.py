"""Frames: a rollout as a row of pages, one for each turn, so that it can be read step by step."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from nex.data.jsons import Json
from nex.data.messages import text_of
from nex.data.trajectory import Call, Step, Trajectory
from nex.report.meanwhile import Beside, meanwhile, user_lines
from nex.report.wording import arguments_text, change_lines, result_text, verdict_lines

WIDTH = 96
LABEL = 10
"""Width of the column that names a part."""


def frames(trajectory: Trajectory) -> tuple[str, ...]:
    """The task; then each turn of a model and each round of a workflow, in the order in which they
    began, below the names of those who called; then the state and the verdict."""
    turns = list(_turns(trajectory.root, (), meanwhile(trajectory)))
    total = len(turns) + 2
    pages = [_opening(trajectory), *turns, _closing(trajectory)]
    return tuple(f"[{n}/{total}] {page}" for n, page in enumerate(pages, 1))


def _opening(trajectory: Trajectory) -> str:
    lines = [f"{trajectory.kind} {trajectory.task}"]
    lines += _part("asked", trajectory.instruction)
    lines += _part("agents", trajectory.architecture)
    lines += _part("policy", trajectory.policy)
    lines += _part("rollout", trajectory.id)
    return "\n".join(lines)


def _closing(trajectory: Trajectory) -> str:
    state = [line for change in trajectory.changes for line in change_lines(change)]
    lines = [f"{trajectory.status}, {trajectory.stop_reason}"]
    lines += _part("gave", result_text(trajectory.root.result))
    for number, line in enumerate(state or ["unchanged"]):
        lines += _part("state" if number == 0 else "", line)
    for number, line in enumerate(verdict_lines(trajectory)):
        lines += _part("verdict" if number == 0 else "", line)
    for line in user_lines(trajectory):
        lines += _part("user", line)
    return "\n".join(lines)


def _turns(call: Call, above: tuple[str, ...], beside: Beside) -> Iterator[str]:
    """The pages of a call, those of a child right after the turn that called it."""
    path = (*above, call.unit)
    for number, step in enumerate(call.steps, 1):
        yield "\n".join([_page(call, path, number), *_did(step, beside), *_gave(call, number)])
        for child in step.calls:
            if child.steps:
                yield from _turns(child, path, beside)


def _page(call: Call, path: tuple[str, ...], number: int) -> str:
    step = call.steps[number - 1]
    lines = [f"{' > '.join(path)}  turn {number} of {len(call.steps)}"]
    if number == 1:
        lines += _part("asked", _asked(call.arguments))
    if step.reply is not None:
        message = step.reply.message
        lines += _part("thinks", message.get("reasoning", ""))
        lines += _part("says", text_of(message["content"]))
    return "\n".join(lines)


def _did(step: Step, beside: Beside) -> Iterator[str]:
    """The turn's calls, each below what others had done by its answer."""
    for child in step.calls:
        for number, line in enumerate(beside.get(child.id, ())):
            yield from _part("meanwhile" if number == 0 else "", line)
        yield from _part("calls", f"{child.unit}({arguments_text(child.arguments)})")
        yield from _part("", f"-> {result_text(child.result)}")


def _gave(call: Call, number: int) -> list[str]:
    return _part("gave", result_text(call.result)) if number == len(call.steps) else []


def _asked(arguments: Json) -> str:
    """The whole request; other arguments in few words."""
    request = arguments.get("request")
    return request if isinstance(request, str) else arguments_text(arguments)


def _part(name: str, text: str) -> list[str]:
    """A named text, wrapped under itself; nothing where there is no text."""
    indent = " " * (LABEL + 2)
    rows = [
        row
        for line in text.strip().splitlines()
        for row in textwrap.wrap(line, WIDTH, break_long_words=False) or [""]
    ]
    return [
        f"  {name.ljust(LABEL)}{row}" if number == 0 else f"{indent}{row}"
        for number, row in enumerate(rows)
    ]
