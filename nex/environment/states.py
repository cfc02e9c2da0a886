"""The start states of an environment on real servers: archives named by their digest."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nex.data.jsons import bytes_digest
from nex.errors import InputError

FOLDER = "states"
MOST_BYTES = 256 << 20
"""Of one archive; more was not made by nex."""


def write_states(folder: Path, states: Mapping[str, bytes]) -> None:
    """Put each archive into `states/DIGEST.tar` of an environment's folder."""
    if states:
        (folder / FOLDER).mkdir()
    for digest, archive in states.items():
        (folder / FOLDER / f"{digest}.tar").write_bytes(archive)


def read_states(folder: Path) -> dict[str, bytes]:
    """Every archive by its digest; InputError where one is not what its name says."""
    states: dict[str, bytes] = {}
    for path in sorted((folder / FOLDER).glob("*.tar")):
        if path.is_symlink() or path.stat().st_size > MOST_BYTES:
            raise InputError(f"{path}: no start state: a link, or above {MOST_BYTES >> 20} MiB")
        archive = path.read_bytes()
        if bytes_digest(archive) != path.stem:
            raise InputError(f"{path}: was changed: its content is not what its name says")
        states[path.stem] = archive
    return states
