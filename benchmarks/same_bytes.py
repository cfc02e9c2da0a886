"""Whether a spec gives the same bytes anywhere: interpreters, locales, time zones, hash seeds.

    python benchmarks/same_bytes.py [SPEC ...] [--python PATH ...] [--tasks N] [--locales DIR]

Each makes the same spec: `nex make` with the offline teacher, World faults on, once for each of the
surroundings, at concurrency 1 or 16. Compared are every file of the environment, every file of the
dataset, and each rollout's digest. Interpreters need the packages of requirements/core.txt.
`--locales` is a folder of compiled locales (`localedef -i tr_TR -f UTF-8 DIR/tr_TR.UTF-8`), where
the machine has none of its own; a locale that is not there falls back to C, and the table says so.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from nex.batch.log import read_run

ROOT = Path(__file__).parents[1]
SURROUNDINGS = (
    ("1", {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"}),
    ("16", {"PYTHONHASHSEED": "1", "TZ": "Pacific/Chatham", "LC_ALL": "tr_TR.UTF-8"}),
    ("1", {"PYTHONHASHSEED": "4242", "TZ": "America/St_Johns", "LC_ALL": "C.UTF-8"}),
    ("16", {"PYTHONHASHSEED": "random", "TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8"}),
)
"""Concurrency, and the variables of the process."""
ASKED = "import locale, sys; print(sys.version.split()[0], locale.setlocale(locale.LC_ALL, ''))"


@dataclass(frozen=True)
class Made:
    """Digests of what one `nex make` wrote, by name; or why it wrote nothing."""

    digests: dict[str, str]
    fault: str = ""


def make(python: str, spec: str, tasks: int, concurrency: str, env: dict[str, str]) -> Made:
    """One environment, its rollouts and its dataset, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [python, "-m", "nex.cli", "make", spec, "--tasks", str(tasks)]
        command += ["--concurrency", concurrency, "-o", folder]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            return Made({}, done.stderr.strip().splitlines()[-1])
        return Made(digests(Path(folder)))


def digests(folder: Path) -> dict[str, str]:
    """Every file that must be the same, and every rollout's record."""
    [run] = (folder / "runs").iterdir()
    kept = [*(folder / "environments").rglob("*"), *(run / "dataset").rglob("*")]
    found = {
        str(path.relative_to(run if run in path.parents else folder)): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in kept
        if path.is_file()
    }
    rollouts = {f"rollout {id}": str(log.digest) for id, log in read_run(run).rollouts.items()}
    return found | rollouts


def surrounded(variables: dict[str, str], locales: Path | None) -> dict[str, str]:
    """The variables of a process that sees nothing else of this one's."""
    whole = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **variables}
    return whole | ({"LOCPATH": str(locales)} if locales else {})


def place(python: str, env: dict[str, str]) -> str:
    """The interpreter's version and the locale that is in effect."""
    command = [python, "-c", ASKED]
    asked = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    return (asked.stdout or asked.stderr).strip().splitlines()[-1][:32]


def said(made: Made, first: Made) -> str:
    """How it compares with the first."""
    if made.fault:
        return f"FAILED  {made.fault}"
    other = sorted(
        name
        for name in made.digests.keys() | first.digests.keys()
        if made.digests.get(name) != first.digests.get(name)
    )
    files = sum(not name.startswith("rollout ") for name in made.digests)
    same = f"{files} files and {len(made.digests) - files} rollouts the same"
    return f"OTHER  {', '.join(other[:4])}" if other else same


def main() -> int:
    """Make, compare, print one line each; fails where a byte differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("spec", nargs="*", default=[str(ROOT / "specs/library.md")])
    parser.add_argument("--python", nargs="*", default=[sys.executable], metavar="PATH")
    parser.add_argument("--tasks", type=int, default=60)
    parser.add_argument("--locales", type=Path)
    options = parser.parse_args()
    faults = 0
    for spec in options.spec:
        first: Made | None = None
        for python in options.python:
            for concurrency, variables in SURROUNDINGS:
                env = surrounded(variables, options.locales)
                where = place(python, env)
                made = make(python, spec, options.tasks, concurrency, env)
                first = first or made
                told = said(made, first)
                faults += told.startswith(("FAILED", "OTHER"))
                zone = f"{variables['TZ']} hash {variables['PYTHONHASHSEED']} at {concurrency}"
                print(f"{Path(spec).stem:10} {where:24} {zone:36} {told}", flush=True)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
