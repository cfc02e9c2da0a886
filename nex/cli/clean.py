"""`nex clean`: remove what is ours, and nothing else."""

from __future__ import annotations

from functools import partial

import anyio

from nex.cli.console import console, write_json
from nex.cli.exits import OK
from nex.grounding.docker.cleaning import clean_docker


def clean(*, everything: bool, dry_run: bool, json: bool) -> int:
    """Print what was removed, or would be; SandboxError where no Docker daemon answers."""
    found = anyio.run(partial(clean_docker, everything=everything, dry_run=dry_run))
    if json:
        write_json([{"kind": it.kind, "name": it.name, "orphan": it.orphan} for it in found])
        return OK
    screen = console()
    for it in found:
        remark = "" if it.orphan else "   its owner is alive"
        screen.print(f"  {it.kind:<10}{it.name}{remark}")
    verb = "would be removed" if dry_run else "removed"
    screen.print(f"  {len(found) or 'nothing'} {verb}")
    if dry_run and found:
        screen.print(f"  next   nex clean{' --all' if everything else ''}")
    return OK
