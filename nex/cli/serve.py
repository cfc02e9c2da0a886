"""`nex serve ENV`: an environment as an MCP server, with or without a task to judge."""

from __future__ import annotations

from pathlib import Path

import anyio

from nex.cli.console import console
from nex.cli.exits import OK
from nex.data.task import Start
from nex.environment.folder import read_environment
from nex.environment.live import Live, open_environment
from nex.errors import InputError
from nex.rollout.trial import Trial
from nex.worlds.http import LOOPBACK, States, serve_http
from nex.worlds.server import Served, build_server, serve_stdio
from nex.worlds.session import Session


def serve(folder: Path, *, task: str | None, verdict: Path | None, port: int | None) -> int:
    """Serve until the client hangs up (stdio) or a signal comes; then judge, if asked to."""
    if verdict is not None and task is None:
        raise InputError("--verdict FILE needs --task ID: there is nothing else to judge")
    live = open_environment(read_environment(folder), "direct")
    served = _served(live, task)
    if port is None:
        anyio.run(serve_stdio, build_server(served))
    else:
        _serve_http(live, task, served, port)
    if verdict is not None and isinstance(served, Trial):
        verdict.write_text(served.verdict().model_dump_json(indent=2) + "\n", encoding="utf-8")
        console().print(f"  verdict   {verdict}")
    return OK
