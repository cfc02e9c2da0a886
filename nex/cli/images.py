"""`nex tools build`: the images that servers run in."""

from __future__ import annotations

from collections.abc import Sequence

import anyio

from nex.cli.console import console, write_json
from nex.cli.exits import OK
from nex.errors import InputError
from nex.grounding.catalogue.shelf import shelf
from nex.grounding.docker.daemon import open_daemon
from nex.grounding.docker.image import BaseChoice, Image, ensure_image
from nex.grounding.docker.image_spec import ImageSpec
from nex.grounding.docker.world import WORLD_IMAGE


def build(names: Sequence[str], base: BaseChoice, *, json: bool) -> int:
    """Build the images of these servers, of all if none is named; InputError for unknown ones."""
    specs = image_specs()
    unknown = [name for name in names if name not in specs]
    if unknown:
        raise InputError(f"no server {unknown[0]!r}; known: {', '.join(specs)}")
    chosen = [specs[name] for name in names] if names else list(specs.values())
    built = anyio.run(_built, chosen, base)
    if json:
        write_json({image.tag: {"id": image.id, "base": image.base} for image in built})
    return OK


def image_specs() -> dict[str, ImageSpec]:
    """Every image that nex knows to build: its own server's, and the third-party ones."""
    return {"world": WORLD_IMAGE} | {name: server.image for name, server in shelf().items()}


async def _built(specs: Sequence[ImageSpec], base: BaseChoice) -> list[Image]:
    screen, built = console(), list[Image]()
    async with open_daemon() as daemon:
        for spec in specs:
            image = await ensure_image(daemon, spec, base)
            screen.print(f"  {spec.name:<16}{image.tag[:40]}   {image.id[:19]}   base {image.base}")
            built.append(image)
    return built
