"""Which images an environment's real servers run from, for a run's manifest."""

from __future__ import annotations

from collections.abc import Iterable

from nex.data.surroundings import Ground
from nex.grounding.catalogue.shelf import servers_named
from nex.grounding.docker.daemon import open_daemon
from nex.grounding.docker.image import ensure_image
from nex.grounding.joints import SITE_IMAGE


async def found_images(grounds: Iterable[Ground]) -> dict[str, str]:
    """Name of each ground's image -> its digest.

    Raises SandboxError where there is no engine, or an image cannot be built.
    """
    sites: dict[str, bool] = {ground.server: ground.site for ground in grounds}
    async with open_daemon() as daemon:
        found: dict[str, str] = {}
        for name, site in sorted(sites.items()):
            spec = SITE_IMAGE if site else servers_named([name])[0].image
            found[spec.name] = (await ensure_image(daemon, spec)).id
    return found
