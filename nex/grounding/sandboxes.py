"""The sandboxes by name. Each is imported when it is asked for: two of them load MCP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nex.data.surroundings import Ground
from nex.errors import InputError
from nex.grounding.site import Sandbox

SANDBOXES = ("direct", "inprocess", "process", "docker")


def sandbox_named(name: str) -> Sandbox:
    """The sandbox of that name; InputError names those there are."""
    match name:
        case "direct":
            from nex.grounding.direct import direct

            return direct
        case "inprocess":
            from nex.grounding.inprocess import inprocess

            return inprocess
        case "process":
            from nex.grounding.process import process

            return process
        case "docker":
            from nex.grounding.docker.world import DockerSandbox

            return DockerSandbox()
        case _:
            raise InputError(f"no sandbox {name!r}; known: {', '.join(SANDBOXES)}")


def with_grounds(world: Sandbox, grounds: Sequence[Ground], states: Mapping[str, bytes]) -> Sandbox:
    """A sandbox that opens these real servers, always in containers, beside what `world` opens."""
    from nex.grounding.grounds import Grounds

    return Grounds(world, grounds, states)


async def images_of(grounds: Sequence[Ground]) -> dict[str, str]:
    """Name of each ground's image -> its digest; no engine is asked where there are no grounds."""
    if not grounds:
        return {}
    from nex.grounding.images import found_images

    return await found_images(grounds)
