"""What a project's tests say of its sources, in a fresh container that nobody else has been in."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import orjson
from pydantic import Field, TypeAdapter, ValidationError

from nex.data.frozen import Frozen
from nex.errors import SandboxError
from nex.grounding.code.server import JUDGE, project_server
from nex.grounding.docker.container import Program, open_container
from nex.grounding.docker.daemon import Daemon, open_daemon
from nex.grounding.docker.image import ensure_image
from nex.grounding.docker.workspace import packed
from nex.grounding.readings.reading import Found
from nex.worlds.tables import Row, Tables

PROJECT = "project/"
CONTROLS = "controls/"
"""Where the sealed files hold the pristine project, and the tests that must fail."""
ORDERS = "orders.json"
MOST_REPORT = 24 << 20
SLACK = 60.0
"""Seconds beside those of the variants: the container's start, its looks at sources."""
WAITS = 6
"""On a busy machine, a second of computing may take so many."""
Overlay = Mapping[str, str | None]


class Orders(Frozen):
    """What is known of a project's suite; lies among the sealed files."""

    schema_version: Literal["nex.orders/1"] = "nex.orders/1"
    sources: tuple[str, ...]
    """The files that a mend may change."""
    folders: tuple[str, ...]
    """Folders in which it may add files of Python."""
    tests: tuple[str, ...]
    """Ids of the tests that count: they pass on the pristine sources."""
    controls: tuple[str, ...] = ()
    """Ids of tests that must not pass: their expectations were spoilt."""
    options: tuple[str, ...] = ()
    seconds: int = 30
    """Of computing that one run of all tests may take; of waiting, WAITS as much."""


class Said(Frozen):
    """What one test came to."""

    outcome: str
    error: str = ""
    """failed: the exception's type, what it said, and the test's statement that met it."""
    said: str = ""
    statement: str = ""


class Told(Frozen):
    """What one variant of the files came to."""

    name: str
    state: str
    outcomes: dict[str, Said] = Field(default_factory=dict)
    broken: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    cpu: float = 0.0
    """Seconds of computing that it took."""


TOLD = TypeAdapter(list[Told])


@dataclass(frozen=True, slots=True)
class Variant:
    """One way the files of a project may be."""

    name: str
    files: Overlay
    inspect: tuple[str, ...] = ()
    """Sources that are looked at before anything runs."""


async def run_variants(
    daemon: Daemon, project: Mapping[str, bytes], orders: Orders, variants: Sequence[Variant]
) -> list[Told]:
    """What the tests say under each variant of a pristine project, in order.

    Raises SandboxError where the judge cannot be had, or its word is not its own.
    """
    server = project_server()
    image = await ensure_image(daemon, server.image)
    program = Program(image.id, JUDGE, workspace=packed(project))
    secret = secrets.token_bytes(32)
    word = hmac.digest(secret, b"judged", "sha256").hex().encode()
    plan = {
        "variants": [{"name": v.name, "files": v.files, "inspect": v.inspect} for v in variants],
        "sources": orders.sources,
        "wanted": [],
        "options": orders.options,
        "seconds": orders.seconds,
        "waits": WAITS,
    }
    async with open_container(daemon, program) as container:
        attachment = container.attachment
        line = await attachment.awaiting(
            word,
            lambda: attachment.send(secret + orjson.dumps(plan) + b"\n"),
            SLACK + len(variants) * (orders.seconds + 1) * WAITS,
            then=MOST_REPORT,
        )
    proof, report = line[:64], line[64:]
    if not hmac.compare_digest(proof, hmac.digest(secret, report, "sha256").hex().encode()):
        raise SandboxError("the judge's report is not its own")
    try:
        return TOLD.validate_json(report)
    except ValidationError as e:
        raise SandboxError("the judge's report cannot be read") from e


async def judged(found: Found) -> Tables:
    """The tables of a workspace: its sources under the pristine tests of the sealed project.

    `test`: row = id, outcome (passed, failed, error, skipped, or why there is none: late, torn,
    refused). `control`: the same for tests that must fail, so that what makes every test pass is
    seen. `source`: what changed sources hold that no mend needs; none where nothing is found.
    """
    try:
        orders = Orders.model_validate_json(found.sealed[ORDERS])
    except (KeyError, ValidationError) as e:
        raise SandboxError("the environment's sealed files hold no orders for its tests") from e
    project, controls = _part(found.sealed, PROJECT), _part(found.sealed, CONTROLS)
    files, inspect = submitted(project, found.files, orders)
    spoilt = {path: content.decode() for path, content in controls.items()}
    variants = [Variant("test", files, inspect), Variant("control", {**files, **spoilt}, inspect)]
    if found.daemon is not None:
        told = await run_variants(found.daemon, project, orders, variants)
    else:
        async with open_daemon() as daemon:
            told = await run_variants(daemon, project, orders, variants)
    return tables_of(told[0], told[1], orders)


def tables_of(test: Told, control: Told, orders: Orders) -> Tables:
    """The three tables that follow from a run of the tests and one of the spoilt tests."""
    return {
        "test": rows(test, orders.tests),
        "control": rows(control, orders.controls),
        "source": {line: {"found": True} for line in test.findings},
    }


def rows(told: Told, ids: Sequence[str]) -> dict[str, Row]:
    """The outcome of each of these tests; a run that proves nothing says why instead."""
    if told.state != "ended":
        return {id: {"outcome": told.state} for id in ids}
    found = told.outcomes
    return {id: {"outcome": found[id].outcome if id in found else "missing"} for id in ids}


def submitted(
    project: Mapping[str, bytes], workspace: Mapping[str, bytes], orders: Orders
) -> tuple[dict[str, str | None], tuple[str, ...]]:
    """What of a workspace is taken: its sources, and new Python files beside them; nothing else."""
    files: dict[str, str | None] = dict.fromkeys(orders.sources)
    for path, content in sorted(workspace.items()):
        if path in files or (path not in project and _may_be_added(path, orders)):
            files[path] = content.decode("utf-8", "replace")
    changed = [p for p, text in files.items() if text is None or project.get(p) != text.encode()]
    return {path: files[path] for path in changed}, tuple(p for p in changed if files[p])


def _may_be_added(path: str, orders: Orders) -> bool:
    folder, _, name = path.rpartition("/")
    if not name.endswith(".py") or name.startswith(("test_", "conftest", "sitecustomize")):
        return False
    return folder in orders.folders and not name.endswith("_test.py")


def _part(files: Mapping[str, bytes], head: str) -> dict[str, bytes]:
    return {path[len(head) :]: files[path] for path in files if path.startswith(head)}
