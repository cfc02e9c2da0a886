"""Attaching to a container: an HTTP request whose connection becomes the container's own streams."""

from __future__ import annotations

import anyio
from anyio.abc import ByteStream

from nex.errors import SandboxError
from nex.grounding.docker.address import Address

MOST_HEAD = 64 << 10
CHUNK = 64 << 10


async def hijack(address: Address, version: str, container: str) -> tuple[ByteStream, bytes]:
    """The raw stream of a container's stdin, stdout and stderr, and what it already said.

    Raises SandboxError where the daemon refuses; the stream is the caller's to close.
    """
    stream = await _dialled(address)
    try:
        await stream.send(_request(version, container))
        return stream, await _accepted(stream)
    except (anyio.EndOfStream, anyio.BrokenResourceError) as e:
        await anyio.aclose_forcefully(stream)
        raise SandboxError(f"the Docker daemon at {address.url} hung up on an attach") from e
    except BaseException:
        with anyio.CancelScope(shield=True):
            await anyio.aclose_forcefully(stream)
        raise


async def _dialled(address: Address) -> ByteStream:
    try:
        return await address.dial()
    except OSError as e:
        raise SandboxError(f"no Docker daemon answers at {address.url}: {e}") from e


def _request(version: str, container: str) -> bytes:
    return (
        f"POST /v{version}/containers/{container}/attach?stream=1&stdin=1&stdout=1&stderr=1 "
        "HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n"
        "Content-Length: 0\r\n\r\n"
    ).encode()


async def _accepted(stream: ByteStream) -> bytes:
    """Read the head of the answer; what came after it."""
    head = b""
    while b"\r\n\r\n" not in head:
        head += await stream.receive(CHUNK)
        if len(head) > MOST_HEAD:
            raise SandboxError("the Docker daemon's answer to an attach has no end")
    status, _, body = head.partition(b"\r\n\r\n")
    if status.split(b" ", 2)[1] not in (b"101", b"200"):
        raise SandboxError(f"the Docker daemon refused an attach: {body.decode(errors='replace')}")
    return body
