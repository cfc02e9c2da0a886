"""`nex tools record`, and `nex serve` of what was recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import anyio

from nex.batch.log import read_manifest
from nex.batch.storage import Folder
from nex.cli.console import console, write_json
from nex.cli.exits import OK
from nex.cli.run import open_lives
from nex.data.jsons import JsonValue
from nex.data.recording import Recording
from nex.grounding.catalogue.shelf import servers_named
from nex.grounding.docker.daemon import open_daemon
from nex.grounding.recordings.agreement import agreement, hold_out
from nex.grounding.recordings.recorder import record as record_server, recording_of
from nex.grounding.recordings.reference import pooled
from nex.grounding.recordings.shelf import SUFFIX, read_recording, write_recording
from nex.grounding.recordings.twin import Twin
from nex.pipeline.finishing import read_trajectories
from nex.worlds.http import LOOPBACK, States, serve_http
from nex.worlds.server import build_server, serve_stdio


def record(names: Sequence[str], out: Path, *, json: bool) -> int:
    """Record servers of the catalogue, each in a container of its own; one file for each."""
    return _told(anyio.run(_recorded, names, out), json=json)


def record_run(run: Path, out: Path, *, json: bool) -> int:
    """Record what agents asked in a run, environment by environment."""
    manifest, _ = read_manifest(Folder(run))
    trajectories, rows = read_trajectories(run), list[JsonValue]()
    for live in open_lives(manifest):
        name = live.environment.name
        own = [t for t in trajectories if t.environment == name]
        rows.append(_written(recording_of(name, live.signatures, own), out))
    return _told(rows, json=json)


def serve_recording(path: Path, port: int | None) -> int:
    """Serve a recording's twin over stdio, or HTTP on loopback, until the client hangs up."""
    recording = read_recording(path)
    where = "stdio" if port is None else f"http://{LOOPBACK}:{port}/mcp"
    tools, calls = len(recording.tools), len(recording.calls)
    console().print(f"  twin of {recording.server}: {tools} tools, {calls} calls, over {where}")
    if port is None:
        anyio.run(serve_stdio, build_server(Twin(recording)))
        return OK

    async def run() -> None:
        await serve_http(States(lambda _: Twin(recording)), port=port)

    anyio.run(run)
    return OK


async def _recorded(names: Sequence[str], out: Path) -> list[JsonValue]:
    async with open_daemon() as daemon:
        return [
            _written(await record_server(daemon, server), out) for server in servers_named(names)
        ]


def _written(recording: Recording, out: Path) -> JsonValue:
    path = out / f"{recording.server}{SUFFIX}"
    write_recording(path, recording)
    met = agreement(*hold_out(recording))
    errors = Counter(call.code for call in recording.calls if not call.ok)
    console().print(
        f"  {recording.server:<20} {len(recording.tools):3} tools {len(recording.calls):4} calls"
        f" {errors.total():4} errors   twin: exact {met.exact:.2f} shape {met.shape:.2f}"
        f" kind {met.kind:.2f} fit {met.fit:.2f}   {path} {path.stat().st_size:,} bytes"
    )
    return {
        "server": recording.server,
        "file": str(path),
        "tools": len(recording.tools),
        "calls": len(recording.calls),
        "errors": dict(sorted(errors.items())),
        "held_out": met.calls,
        "exact": met.exact,
        "shape": met.shape,
        "kind": met.kind,
        "fit": met.fit,
        "profile": pooled([recording], recording.server).model_dump(mode="json"),
    }


def _told(rows: list[JsonValue], *, json: bool) -> int:
    if json:
        write_json(rows)
    console().print(f"\n{len(rows)} recorded.   next: nex serve FILE")
    return OK
