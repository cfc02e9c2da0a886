"""Several Worlds in one: the other specs that share things with this one, read and merged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePath

from nex.data.world import World
from nex.errors import InputError
from nex.language.reading.intake import MOST_BYTES, decoded
from nex.language.reading.merging import merged

MOST_SPECS = 8
"""Other specs that one spec may share things with."""

ReadWorld = Callable[[str, str], World]
"""Reads the text of a spec at a path."""


def with_shared(
    world: World, shares: Mapping[str, Sequence[str]], folder: PurePath, read: ReadWorld
) -> World:
    """The World with the work of every spec that it shares things with: file -> shared things."""
    if len(shares) > MOST_SPECS:
        raise InputError(f"{len(shares)} specs share things; at most {MOST_SPECS} are merged")
    for file, things in shares.items():
        path = Path(folder / file)
        world = merged(world, read(_text(path), str(path)), things)
    return world


def _text(path: Path) -> str:
    if path.is_symlink() or not path.is_file():
        raise InputError(f"{path}: no such spec beside this one; put it there, or share nothing")
    if path.stat().st_size > MOST_BYTES:
        raise InputError(f"{path}: larger than 1 MiB; a spec is shorter")
    return decoded(path.read_bytes(), str(path))
