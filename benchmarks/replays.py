"""Whether a recorded batch replays to the byte anywhere: interpreters, hash seeds, time zones.

    python benchmarks/replays.py [--python PATH ...] [--tasks N]

Records one batch first: `nex make` on the library with its sub-agents, World faults on, by a model
behind an endpoint that answers after random delays and fails three questions in ten. Then each
interpreter replays it without network, key or model, several times over, each time with another
PYTHONHASHSEED, TZ and locale. Interpreters need the packages of requirements/core.txt.
"""

from __future__ import annotations

import argparse
import itertools
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import anyio
import orjson

from nex.data.messages import Message, Reply, Settings, Signature
from nex.data.streams import Stream
from nex.errors import ModelError
from nex.models.endpoint import serving
from nex.models.resolve import resolve
from nex.runtime.model import Model

ROOT = Path(__file__).parents[1]
SURROUNDINGS = [
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8"},
    {"PYTHONHASHSEED": "4242", "TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8"},
]
FAULTS = 0.3


class Shaky:
    """A model that takes its time and often fails."""

    def __init__(self, model: Model) -> None:
        self.name = model.name
        self._model = model
        self._asked = itertools.count()

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        chance = Stream("shaky", next(self._asked))
        await anyio.sleep(chance.unit() * 0.02)
        if chance.chance(FAULTS):
            raise ModelError("out of luck", "unavailable", transient=True)
        return await self._model.complete(messages, tools, settings)


async def recorded(folder: Path, tasks: int) -> Path:
    """The folder of a new run."""
    async with serving(Shaky(resolve("teacher:slip=0.05"))) as url:
        options = ["--example", "library", "--tasks", str(tasks), "--model", "openai/shaky"]
        place = ["--base-url", url, "-o", str(folder), "--concurrency", "12"]
        env = os.environ | {"OPENAI_API_KEY": "any"}
        made = await anyio.run_process([*nex(sys.executable), "make", *options, *place], env=env)
    assert made.returncode == 0
    [run] = (folder / "runs").iterdir()
    return run


def nex(python: str) -> list[str]:
    return [python, "-m", "nex.cli"]


def replayed(python: str, run: Path, variables: dict[str, str]) -> str:
    """One line on how it went."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **variables}
    command = [*nex(python), "run", "--replay", str(run), "--json"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        return f"FAILED  {done.stderr.strip().splitlines()[-1]}"
    said = orjson.loads(done.stdout)
    return f"{said['same']} rollouts the same, {said['left_out']} left out"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", nargs="*", default=[sys.executable], metavar="PATH")
    parser.add_argument("--tasks", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run = anyio.run(recorded, Path(folder), options.tasks)
        for python in options.python:
            asked = [python, "-c", "import sys; print(sys.version.split()[0])"]
            version = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
            for variables in SURROUNDINGS:
                told = " ".join(f"{name}={value}" for name, value in variables.items())
                print(f"{version.strip():8} {told:60} {replayed(python, run, variables)}")


if __name__ == "__main__":
    main()
