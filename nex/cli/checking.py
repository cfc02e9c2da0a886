"""`nex check` on a folder: an environment or a run."""

from __future__ import annotations

from pathlib import Path

from nex.cli.check_environment import check_made
from nex.cli.check_run import check_run
from nex.cli.targets import is_run
from nex.errors import InputError


def check_folder(folder: Path, *, write: bool, json: bool) -> int:
    """Check what lies there; InputError where it is neither an environment nor a run."""
    if not is_run(folder):
        return check_made(folder, write=write, json=json)
    if write:
        raise InputError(f"{folder}: --write is for specs and environments; a run stays as it is")
    return check_run(folder, json=json)
