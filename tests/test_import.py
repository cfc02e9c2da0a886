"""Importing nex is cheap."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEAVY = ("mcp", "docker", "litellm", "numpy", "aiohttp", "openai", "jinja2", "typer")


def loaded(code: str) -> list[str]:
    """The heavy packages that a fresh interpreter holds after that code."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [name for name in HEAVY if name in done.stdout.split()]


def test_importing_nex_loads_nothing_heavy() -> None:
    assert loaded("import nex") == []
    assert loaded("from nex import Agent, Limits, RunResult, run, tool") == []
    assert loaded("import nex.models.resolve") == []


def test_the_runtime_needs_pydantic_anyio_and_orjson_only() -> None:
    code = (
        "import nex.runtime.run, nex.runtime.tool, nex.runtime.agent, nex.runtime.workflows.critic"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    foreign = {name.partition(".")[0] for name in done.stdout.split()} - sys.stdlib_module_names
    allowed = {
        "pydantic",
        "pydantic_core",
        "annotated_types",
        "typing_extensions",
        "typing_inspection",
    }
    allowed |= {"anyio", "orjson", "nex", "__main__", "idna", "sniffio", "exceptiongroup"}
    assert {name for name in foreign if not name.startswith("_")} <= allowed


BLOCKED = """
import sys
from importlib.abc import MetaPathFinder
class Blocked(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {names!r}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Blocked())
import runpy
runpy.run_path({example!r})
"""


def test_an_embedding_program_runs_without_what_only_nex_needs() -> None:
    names = {*HEAVY, "rich", "starlette", "mcp_types", "numpy", "pygments", "httpx2"}
    script = BLOCKED.format(names=names, example=str(ROOT / "examples" / "embedding.py"))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "completed" in done.stdout
