"""What comes with nex beside code: package data in a wheel, folders of their own in a checkout."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from nex.errors import InputError


def shipped_specs() -> dict[str, Traversable]:
    """Name -> file of every shipped spec, by name."""
    packaged = files("nex") / "shipped" / "specs"
    folder = packaged if packaged.is_dir() else Path(__file__).parents[2] / "specs"
    if not folder.is_dir():
        return {}
    found = [file for file in folder.iterdir() if file.name.endswith(".md")]
    return {file.name.removesuffix(".md"): file for file in sorted(found, key=lambda f: f.name)}


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
