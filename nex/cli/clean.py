"""`nex clean`: remove what is ours, and nothing else."""

from __future__ import annotations

from functools import partial

import anyio
from rich.console import Console

from nex.cli.console import console, write_json
from nex.cli.exits import OK
from nex.data.jsons import JsonValue
from nex.grounding.docker.cleaning import clean_docker, clean_images
from nex.grounding.docker.reaper import Leftover
from nex.grounding.docker.unused import Unused


def clean(*, everything: bool, dry_run: bool, json: bool) -> int:
    """Print what was removed, or would be; SandboxError where no Docker daemon answers."""
    found = anyio.run(partial(clean_docker, everything=everything, dry_run=dry_run))
    if json:
        write_json([{"kind": it.kind, "name": it.name, "orphan": it.orphan} for it in found])
        return OK
    screen = console()
    for it in found:
        screen.print(_leftover(it))
    _close(screen, len(found), dry_run=dry_run, again="--all" if everything else "")
    if not dry_run:
        screen.print(
            "  images are kept; what nobody asked for lately: nex clean --images --dry-run"
        )
    return OK


def clean_unused(days: float, *, dry_run: bool, json: bool) -> int:
    """Print which images were removed, or would be; SandboxError where no Docker daemon answers."""
    screen = console()

    def told(it: Unused) -> None:
        screen.print(_image(it))

    found = anyio.run(partial(clean_images, days, told, dry_run=dry_run))
    if json:
        listed: list[JsonValue] = [
            {"kind": "image", "id": it.id, "tags": list(it.tags), "days": round(it.days, 2)}
            for it in found
        ]
        write_json(listed)
        return OK
    _close(screen, len(found), dry_run=dry_run, again=f"--images --days {days:g}")
    if not found:
        screen.print(f"  every image is in use, or was asked for in the last {days:g} days")
    return OK


def _leftover(it: Leftover) -> str:
    remark = "" if it.orphan else "   its owner is alive"
    return f"  {it.kind:<10}{it.name}{remark}"


def _image(it: Unused) -> str:
    return f"  {'image':<10}{it.shown:<40}   asked for {it.days:.1f} days ago"


def _close(screen: Console, count: int, *, dry_run: bool, again: str) -> None:
    verb = "would be removed" if dry_run else "removed"
    screen.print(f"  {count or 'nothing'} {verb}")
    if dry_run and count:
        screen.print(f"  next   nex clean {again}".rstrip())
