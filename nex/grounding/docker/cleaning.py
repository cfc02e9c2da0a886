"""What `nex clean` asks for: everything of ours in the Docker daemon, or what nobody needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from nex.grounding.docker.daemon import open_daemon
from nex.grounding.docker.reaper import Leftover, clean
from nex.grounding.docker.unused import Unused, remove_image, unused_images


async def clean_docker(*, everything: bool = False, dry_run: bool = False) -> list[Leftover]:
    """Remove what processes that are gone left behind; `everything`: what others still use too.

    Returns what was removed (`dry_run`: what would be). Raises SandboxError without a daemon.
    """
    async with open_daemon(reaping=False) as daemon:
        return await daemon.ask(lambda api: clean(api, everything=everything, dry_run=dry_run))


async def clean_images(
    days: float, told: Callable[[Unused], None], *, dry_run: bool = False, name: str = ""
) -> list[Unused]:
    """Remove images of ours that no container has and nobody asked for in `days`.

    `told` hears of each as it goes: an engine may take seconds for one. `name`: only that
    server's. Returns what was removed (`dry_run`: what would be). Raises SandboxError without a
    daemon.
    """
    gone: list[Unused] = []
    async with open_daemon(reaping=False) as daemon:
        for one in await daemon.ask(lambda api: unused_images(api, days, name=name)):
            if dry_run or await daemon.ask(partial(remove_image, image=one)):
                gone.append(one)
                told(one)
    return gone
