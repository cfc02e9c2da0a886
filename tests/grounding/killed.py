"""A process that dies at a given point of a container's life: `python -m tests.grounding.killed POINT`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import cast

import anyio

from nex.grounding.docker.api import Api
from nex.grounding.docker.container import open_container
from nex.grounding.docker.daemon import Daemon, open_daemon
from nex.grounding.docker.server import open_client
from tests.grounding.containers import odd_program, said

REQUESTS = {"create": "create_container_from_config", "start": "start", "close": "remove_container"}
"""Points at which it dies right after the daemon was asked for this."""


class Dying:
    """The daemon's interface, the last request of which is answered by nobody."""

    def __init__(self, api: Api, point: str) -> None:
        self._api, self._point = api, REQUESTS.get(point)

    def __getattr__(self, name: str) -> object:
        asked = cast("Callable[..., object]", getattr(self._api, name))
        if name != self._point:
            return asked

        def last(*given: object, **named: object) -> None:
            if name != "remove_container":
                asked(*given, **named)
            die()

        return last


def die() -> None:
    """End with no chance to clean up."""
    os.kill(os.getpid(), signal.SIGKILL)


async def die_soon() -> None:
    await anyio.sleep(0.3)
    die()


async def main(point: str) -> None:
    """Open a server that ignores the end of its input, and die at that point."""
    async with open_daemon(reaping=False) as daemon:
        program = await odd_program(daemon, "mute" if point == "init" else "stubborn")
        sys.stdout.write(daemon.owner.text + "\n")
        sys.stdout.flush()
        dying: Daemon = replace(daemon, api=cast("Api", Dying(daemon.api, point)))
        async with open_container(dying, program) as container:
            if point == "attach":
                die()
            async with anyio.create_task_group() as group:
                if point in ("init", "call"):
                    group.start_soon(die_soon)
                async with open_client(container.attachment) as client:
                    if point == "call":
                        await said(client, "keep", "x")
                        await said(client, "hang")


if __name__ == "__main__":
    anyio.run(main, sys.argv[1])
