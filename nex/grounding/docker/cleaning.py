"""What `nex clean` asks for: everything of ours in the Docker daemon, or what nobody needs."""

from __future__ import annotations

from nex.grounding.docker.daemon import open_daemon
from nex.grounding.docker.reaper import Leftover, clean


async def clean_docker(*, everything: bool = False, dry_run: bool = False) -> list[Leftover]:
    """Remove what processes that are gone left behind; `everything`: what others still use too.

    Returns what was removed (`dry_run`: what would be). Raises SandboxError without a daemon.
    """
    async with open_daemon(reaping=False) as daemon:
        return await daemon.ask(lambda api: clean(api, everything=everything, dry_run=dry_run))
