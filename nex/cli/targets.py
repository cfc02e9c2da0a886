"""Telling what a folder on the command line is."""

from __future__ import annotations

from pathlib import Path

from nex.batch.log import MANIFEST
from nex.errors import InputError


def is_run(folder: Path) -> bool:
    """True for a run, False for an environment; InputError for anything else."""
    if (folder / MANIFEST).is_file():
        return True
    if (folder / "environment.json").is_file():
        return False
    known = folder.exists()
    what = "is a folder, neither an environment nor a run" if known else "no such folder"
    raise InputError(f"{folder}: {what}; environments and runs are made by: nex make SPEC")
