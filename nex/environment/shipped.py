"""What comes with nex beside code: package data in a wheel, folders of their own in a checkout."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from nex.errors import InputError

MADE = re.compile(r"-[0-9a-f]{12}$")
"""How the name of a folder ends that a command of nex made."""


def shipped_specs() -> dict[str, Traversable]:
    """Name -> file of every shipped spec, by name."""
    packaged = files("nex") / "shipped" / "specs"
    folder = packaged if packaged.is_dir() else Path(__file__).parents[2] / "specs"
    if not folder.is_dir():
        return {}
    found = [file for file in folder.iterdir() if file.name.endswith(".md")]
    return {file.name.removesuffix(".md"): file for file in sorted(found, key=lambda f: f.name)}


def shipped_projects() -> dict[str, Path]:
    """Name -> folder of every shipped program with tests, by name."""
    packaged = Path(str(files("nex"))) / "shipped" / "projects"
    folder = packaged if packaged.is_dir() else Path(__file__).parents[2] / "projects"
    found = folder.iterdir() if folder.is_dir() else ()
    return {each.name: each for each in sorted(found) if (each / "tests").is_dir()}


def shipped_spec(name: str) -> str:
    """The text of a shipped spec; InputError names those there are."""
    found = shipped_specs()
    if name not in found:
        raise InputError(f"no shipped spec {name!r}; known: {', '.join(found) or 'none'}")
    return found[name].read_text(encoding="utf-8")


@cache
def shipped_schema(name: str) -> bytes:
    """The published JSON Schema of that name, as it stands in `docs/schemas`."""
    packaged = files("nex") / "shipped" / "schemas"
    folder = packaged if packaged.is_dir() else Path(__file__).parents[2] / "docs" / "schemas"
    return (folder / f"{name}.json").read_bytes()


def shipped_environments() -> dict[str, Path]:
    """Name -> folder of every shipped environment, by name."""
    packaged = Path(str(files("nex") / "shipped" / "environments"))
    folder = packaged if packaged.is_dir() else Path(__file__).parents[2] / "environments"
    # What nex makes here carries a digest in its name; what ships does not.
    found = [path.parent for path in folder.glob("*/environment.json")]
    return {path.name: path for path in sorted(found) if not MADE.search(path.name)}


def located(path: Path) -> Path:
    """The folder that a person names: that path, or the shipped environment of the name."""
    if path.exists() or len(path.parts) != 1:
        return path
    return shipped_environments().get(path.name, path)
