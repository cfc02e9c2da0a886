"""`nex doctor`: what is here, what is missing, how to get it."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import anyio

from nex.cli.console import console, write_json
from nex.cli.exits import NOTHING_STARTED, OK
from nex.errors import InputError, SandboxError
from nex.grounding.docker.address import address_from_environment
from nex.grounding.docker.daemon import spoken_version

CORE = (
    "pydantic",
    "anyio",
    "mcp",
    "aiohttp",
    "orjson",
    "docker",
    "typer",
    "rich",
    "jinja2",
    "numpy",
)
EXTRAS = {
    "litellm": ("litellm", "other providers than OpenAI-compatible endpoints"),
    "parquet": ("pyarrow", "datasets as Parquet"),
    "ray": ("ray", "runs over a cluster"),
    "otel": ("opentelemetry-sdk", "OpenTelemetry spans"),
}


def doctor(out: Path, *, json: bool) -> int:
    """Print the findings; 4 where something that is needed is missing."""
    findings = examine(out)
    if json:
        write_json([{"name": f.name, "ok": f.ok, "text": f.text} for f in findings])
    else:
        screen = console()
        for f in findings:
            mark = "ok" if f.ok else ("MISSING" if f.needed else "-")
            screen.print(f"  {mark:<8}{f.name:<10}{f.text}")
        screen.print("\n  next   nex make --example library")
    return OK if all(f.ok for f in findings if f.needed) else NOTHING_STARTED


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `needed` and not `ok` makes the doctor fail."""

    name: str
    ok: bool
    text: str
    needed: bool = False


def examine(out: Path) -> list[Finding]:
    """Look at Python, the packages, the extras, Docker, keys and the disk under `out`."""
    return [_python(), *map(_package, CORE), *_extras(), _docker(), _key(), _disk(out)]


def _python() -> Finding:
    ok = sys.version_info >= (3, 11)
    return Finding(
        "python", ok, f"{platform.python_version()} (3.11 or newer is needed)", needed=True
    )


def _package(name: str) -> Finding:
    found = _version(name)
    text = found or "missing: pip install nex-synth"
    return Finding(name, found is not None, text, needed=True)


def _extras() -> list[Finding]:
    findings: list[Finding] = []
    for extra, (package, use) in EXTRAS.items():
        found = _version(package)
        text = f"{found}, for {use}" if found else f"for {use}: pip install 'nex-synth[{extra}]'"
        findings.append(Finding(extra, found is not None, text))
    return findings


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _docker() -> Finding:
    try:
        address = address_from_environment()
        spoken = anyio.run(spoken_version, address)
    except (InputError, SandboxError) as e:
        return Finding("docker", False, f"for real servers and --sandbox docker: {e}")
    return Finding(
        "docker", True, f"{address.url}, Engine API {spoken}, for real servers and --sandbox docker"
    )


def _key() -> Finding:
    base, key = os.environ.get("OPENAI_BASE_URL"), os.environ.get("OPENAI_API_KEY")
    if base or key:
        return Finding("model", True, f"openai/NAME goes to {base or 'the OpenAI service'}")
    return Finding(
        "model",
        False,
        "no OPENAI_API_KEY or OPENAI_BASE_URL; the offline teacher needs neither",
    )


def _disk(out: Path) -> Finding:
    free = shutil.disk_usage(out if out.exists() else Path.cwd()).free
    return Finding("disk", free > 200_000_000, f"{free / 1e9:.1f} GB free", needed=True)
