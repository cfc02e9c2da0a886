"""`nex serve` of a task on real servers: their tools through one MCP server, judged at the end."""

from __future__ import annotations

from pathlib import Path

import anyio

from nex.cli.console import console
from nex.cli.exits import OK
from nex.data.task import Task, Verdict
from nex.environment.live import Live
from nex.errors import InputError
from nex.grounding.serving import serve_stdio, unit_server
from nex.rollout.sitting import Sitting
from nex.runtime.run import Terms

CALL_SECONDS = 600.0


def serve_real(live: Live, *, task: str | None, verdict: Path | None, port: int | None) -> int:
    """Serve the servers of one task over stdio until the client hangs up; then judge, if asked to."""
    name = live.environment.name
    if task is None:
        some = ", ".join(one.id for one in live.environment.tasks[:3])
        raise InputError(
            f"{name}: its servers start with a task's files; name one: --task ID   ({some}, ...)"
        )
    if port is not None:
        raise InputError(f"{name}: real servers are served over stdio only; leave out --http")
    found = anyio.run(_served, live, live.environment.task(task))
    if verdict is not None:
        write_verdict(found, verdict)
    return OK


def write_verdict(verdict: Verdict, path: Path) -> None:
    """Put a verdict where it was asked for, and say it."""
    path.write_text(verdict.model_dump_json(indent=2) + "\n", encoding="utf-8")
    failed = "; ".join(verdict.unmet + verdict.side_effects)
    word = "passed" if verdict.passed else f"failed: {failed}"
    console().print(f"  {path}   {word}")


async def _served(live: Live, task: Task) -> Verdict:
    names = ", ".join(ground.server for ground in live.environment.card.grounds)
    console().print(f"  starting {names}")
    async with live.opened(task) as grounded:
        sitting = Sitting(task, grounded)
        units = sitting.units
        console().print(f"  {live.environment.name}: {len(units)} tools over stdio")
        console().print(f'  task {task.id}  "{task.instruction}"')
        console().print("  ends when the client hangs up")
        await serve_stdio(unit_server(units, Terms(seconds=CALL_SECONDS)))
        return await sitting.verdict()
