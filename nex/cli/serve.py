"""`nex serve ENV`: an environment as an MCP server, with or without a task to judge."""

from __future__ import annotations

from pathlib import Path

import anyio

from nex.cli.console import console
from nex.cli.exits import OK
from nex.cli.recordings import serve_recording
from nex.cli.serve_real import serve_real, write_verdict
from nex.environment.folder import read_environment
from nex.environment.live import Live, open_environment
from nex.errors import InputError
from nex.rollout.trial import Trial
from nex.worlds.http import LOOPBACK, States, serve_http
from nex.worlds.server import Served, build_server, serve_stdio
from nex.worlds.session import Session


def serve(folder: Path, *, task: str | None, verdict: Path | None, port: int | None) -> int:
    """Serve until the client hangs up (stdio) or a signal comes; then judge, if asked to."""
    if folder.is_file():
        return serve_recording(folder, port)
    if verdict is not None and task is None:
        raise InputError("--verdict FILE needs --task ID: there is nothing else to judge")
    live = open_environment(read_environment(folder), "direct")
    if live.environment.card.grounds:
        return serve_real(live, task=task, verdict=verdict, port=port)
    served = _served(live, task)
    _announce(live, served, port)
    if port is None:
        anyio.run(serve_stdio, build_server(served))
    else:
        _serve_http(live, served, port)
    if verdict is not None and isinstance(served, Trial):
        write_verdict(served.verdict(), verdict)
    return OK


def _served(live: Live, task: str | None) -> Served:
    if task is not None:
        return Trial(live.site, live.environment.task(task))
    return _session(live)


def _session(live: Live) -> Session:
    site = live.site
    return Session(site.template, choice=site.surface, faults=site.faults, seed=site.seed)


def _serve_http(live: Live, served: Served, port: int) -> None:
    """A task has one state, whatever the path; without one, each path has its own."""

    def state(_path: str) -> Served:
        return served if isinstance(served, Trial) else _session(live)

    async def run() -> None:
        await serve_http(States(state), port=port)

    anyio.run(run)


def _announce(live: Live, served: Served, port: int | None) -> None:
    screen = console()
    where = "stdio" if port is None else f"http://{LOOPBACK}:{port}/mcp"
    screen.print(f"  {live.environment.name}: {len(served.signatures)} tools over {where}")
    if isinstance(served, Trial):
        screen.print(f'  task {served.task.id}  "{served.task.instruction}"')
    screen.print("  ends when the client hangs up" if port is None else "  ends at Ctrl-C")
