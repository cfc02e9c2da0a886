"""What several containers of one rollout share: a workspace in memory, a network of their own."""

from __future__ import annotations

import secrets
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import anyio

from nex.data.jsons import Json
from nex.errors import SandboxError
from nex.grounding.docker.api import Api
from nex.grounding.docker.container import CLOSING_SECONDS
from nex.grounding.docker.daemon import Daemon, Missing
from nex.grounding.docker.owner import labels_of
from nex.grounding.docker.profile import Allowance, folder_options

WITHOUT_GATEWAY: Json = {
    "com.docker.network.bridge.inhibit_ipv4": "true",
    "com.docker.network.bridge.gateway_mode_ipv4": "isolated",
}
"""The bridge gets no address of the host: older daemons know the first word, newer the second."""


@asynccontextmanager
async def open_volume(daemon: Daemon, allowance: Allowance) -> AsyncGenerator[str]:
    """The name of a folder in memory that containers of this block can have as /workspace."""
    name = f"nex-{secrets.token_hex(8)}"
    labels = labels_of(daemon.owner, name, allowance.seconds)
    options: Json = {"type": "tmpfs", "device": "tmpfs", "o": folder_options(allowance)}
    try:
        await daemon.ask(
            lambda api: api.create_volume(name, driver="local", driver_opts=options, labels=labels)
        )
        yield name
    finally:
        await _gone(daemon, lambda api: api.remove_volume(name, force=True), name)


@asynccontextmanager
async def open_network(daemon: Daemon, allowance: Allowance) -> AsyncGenerator[str]:
    """The name of a network on which containers of this block reach each other and nothing else."""
    name = f"nex-{secrets.token_hex(8)}"
    labels = labels_of(daemon.owner, name, allowance.seconds)
    try:
        await daemon.ask(
            lambda api: api.create_network(
                name, internal=True, options=WITHOUT_GATEWAY, labels=labels
            )
        )
        yield name
    finally:
        await _gone(daemon, lambda api: api.remove_network(name), name)


async def _gone(daemon: Daemon, removal: Callable[[Api], None], name: str) -> None:
    """Remove it, whatever the caller was stopped by; SandboxError where it does not go in time."""
    problem: SandboxError | None = None
    with anyio.move_on_after(CLOSING_SECONDS, shield=True):
        while True:
            try:
                await daemon.ask(removal)
                return
            except Missing:
                return
            except SandboxError as e:
                problem = e
            await anyio.sleep(0.1)
    raise SandboxError(f"{name} could not be removed: nex clean") from problem
