"""The wheel: all that a user needs is in it, and it works where there is no checkout."""

from __future__ import annotations

import os
import subprocess
import sys
from email import message_from_bytes
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without a package index."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--no-index"]
    build = ["--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run([*pip, *build], check=True)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to import from that holds what the wheel holds."""
    folder = tmp_path_factory.mktemp("site")
    with ZipFile(wheel) as packed:
        packed.extractall(folder)
    return folder


def test_the_wheel_holds_package_specs_schemas_and_licence_and_nothing_else(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    modules = {p.relative_to(ROOT).as_posix() for p in (ROOT / "nex").rglob("*.py")}
    specs = {f"nex/shipped/specs/{p.name}" for p in (ROOT / "specs").glob("*.md")}
    folder = ROOT / "docs" / "schemas"
    schemas = {f"nex/shipped/schemas/{p.name}" for p in folder.glob("*.json")}
    assert modules | specs | schemas | {"nex/py.typed"} <= names
    assert {name.split("/")[0] for name in names} == {"nex", "nex_synth-0.1.0.dist-info"}
    assert "nex_synth-0.1.0.dist-info/licenses/LICENSE" in names


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    with ZipFile(wheel) as packed:
        about = message_from_bytes(packed.read("nex_synth-0.1.0.dist-info/METADATA"))
        commands = packed.read("nex_synth-0.1.0.dist-info/entry_points.txt").decode()
    assert (about["Name"], about["License-Expression"]) == ("nex-synth", "Apache-2.0")
    assert about["Requires-Python"] == ">=3.11"
    needed = [line for line in about.get_all("Requires-Dist", []) if "extra ==" not in line]
    assert len(needed) == 10
    assert "nex = nex.cli:main" in commands


def test_the_shipped_specs_are_found_without_a_checkout(site: Path, tmp_path: Path) -> None:
    script = (
        "import nex.environment.shipped as shipped\n"
        "print(shipped.__file__, *shipped.shipped_specs())\n"
        "shipped.shipped_spec('library')\n"
        "shipped.shipped_schema('world')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=True,
    )
    file, *names = done.stdout.split()
    assert Path(file).is_relative_to(site)
    assert names == sorted(p.stem for p in (ROOT / "specs").glob("*.md"))


@pytest.mark.consumers
@pytest.mark.timeout(600)
def test_the_wheel_alone_makes_the_example(wheel: Path, tmp_path: Path) -> None:
    """An empty environment, an empty folder, no git and no make: the wheel and its lock."""
    venv, work = tmp_path / "venv", tmp_path / "work"
    work.mkdir()
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    pip = [str(venv / "bin/python"), "-m", "pip", "--disable-pip-version-check", "install", "-q"]
    lock = ["--require-hashes", "-r", str(ROOT / "requirements/core.txt")]
    subprocess.run([*pip, *lock], check=True)
    subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True)
    done = subprocess.run(
        [str(venv / "bin/nex"), "make", "--example", "library"],
        cwd=work,
        env={"PATH": str(venv / "bin"), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert list(work.glob("environments/library-*/environment.json"))
    assert list(work.glob("runs/*/report.html"))
