"""A Docker daemon: its answers in threads, its errors as ours, few starts at a time."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TypeVar

import anyio
import anyio.to_thread
import orjson
from requests.exceptions import RequestException

from nex.errors import SandboxError
from nex.grounding.docker.address import HOW_TO_GET_ONE, Address, address_from_environment
from nex.grounding.docker.api import Api, APIError, DockerException, NotFound, client_of
from nex.grounding.docker.owner import Owner, this_process
from nex.grounding.docker.reaper import reap

Answer = TypeVar("Answer")
FIRST_WORD = 1.5
"""Seconds within which a daemon has to say its version."""
PATIENCE = 60.0
"""Seconds that any later request may take."""
STARTS_PER_CORE = 2
"""More starts at once only raise latency: the daemon does 5 to 8 a second, whatever is asked."""
THREADS = 32
NEWEST_API = "1.45"
"""The newest version of the Engine API that the SDK knows."""
MOST_WORDS = 64 << 10


@dataclass(frozen=True, slots=True)
class Daemon:
    """A Docker daemon that answered; shared by every container of a batch."""

    api: Api
    address: Address
    owner: Owner
    threads: anyio.CapacityLimiter
    starts: anyio.CapacityLimiter

    async def ask(self, question: Callable[[Api], Answer]) -> Answer:
        """What the SDK answers, in a thread that is waited for; SandboxError where it fails.

        A cancelled caller still waits for the answer, so that nothing is made unnoticed.
        """
        try:
            return await anyio.to_thread.run_sync(question, self.api, limiter=self.threads)
        except NotFound as e:
            raise Missing(_said(e)) from e
        except (DockerException, RequestException) as e:
            raise SandboxError(
                f"the Docker daemon at {self.address.url} refused: {_said(e)}"
            ) from e


class Missing(SandboxError):
    """There is no such container, image or network."""


@asynccontextmanager
async def open_daemon(*, reaping: bool = True) -> AsyncGenerator[Daemon]:
    """Connect to the daemon that the environment names; first remove what dead processes left.

    Raises SandboxError within two seconds where none answers.
    """
    address = address_from_environment()
    api = client_of(address, await spoken_version(address), PATIENCE)
    cores = os.cpu_count() or 1
    threads = anyio.CapacityLimiter(THREADS)
    starts = anyio.CapacityLimiter(STARTS_PER_CORE * cores)
    try:
        if reaping:
            await anyio.to_thread.run_sync(reap, api)
        yield Daemon(api, address, this_process(), threads, starts)
    finally:
        api.close()


async def spoken_version(address: Address) -> str:
    """The version of the Engine API to speak; SandboxError where no daemon says its own in time."""
    told, problem = b"", f"it said nothing within {FIRST_WORD:g} s"
    with anyio.move_on_after(FIRST_WORD):
        try:
            told = await _heard(address)
            version = str(orjson.loads(told.partition(b"\r\n\r\n")[2])["ApiVersion"])
            return min(version, NEWEST_API, key=_number)
        except OSError as e:
            problem = str(e)
        except (ValueError, KeyError):
            problem = f"it said {told[:80]!r}"
    raise SandboxError(f"no Docker daemon answers at {address.url} ({problem}): {HOW_TO_GET_ONE}")


async def _heard(address: Address) -> bytes:
    """The whole answer to the first question."""
    told = b""
    async with await address.dial() as stream:
        await stream.send(b"GET /version HTTP/1.0\r\nHost: docker\r\n\r\n")
        with suppress(anyio.EndOfStream):
            while len(told) < MOST_WORDS:
                told += await stream.receive()
    return told


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _said(error: Exception) -> str:
    """The last cause's own words, on one line."""
    if isinstance(error, APIError) and error.explanation:
        return str(error.explanation)
    cause: BaseException = error
    while (deeper := cause.__cause__ or cause.__context__) is not None:
        cause = deeper
    return " ".join(str(cause or type(cause).__name__).split())[-300:]
