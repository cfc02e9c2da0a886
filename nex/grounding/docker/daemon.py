"""The door to the Docker SDK: its calls in threads, its errors as ours, few starts at a time."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar, cast

import anyio
import anyio.to_thread
import docker
from docker.errors import APIError, DockerException, NotFound
from docker.tls import TLSConfig
from requests.exceptions import RequestException

from nex.errors import SandboxError
from nex.grounding.docker.address import HOW_TO_GET_ONE, Address, address_from_environment
from nex.grounding.docker.api import Api
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
OLDEST_API, NEWEST_API = "1.41", "1.45"
"""Versions of the Engine API: Docker 20.10, and what this code was tried with."""


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
async def open_daemon() -> AsyncGenerator[Daemon]:
    """Connect to the daemon that the environment names, and remove what dead processes left there.

    Raises SandboxError within two seconds where none answers.
    """
    address = address_from_environment()
    api = await anyio.to_thread.run_sync(connect, address)
    cores = os.cpu_count() or 1
    threads = anyio.CapacityLimiter(THREADS)
    starts = anyio.CapacityLimiter(STARTS_PER_CORE * cores)
    try:
        await anyio.to_thread.run_sync(reap, api)
        yield Daemon(api, address, this_process(), threads, starts)
    finally:
        api.close()


def connect(address: Address) -> Api:
    """A client that has heard the daemon's version; SandboxError where none answers in time."""
    first = _client(address, OLDEST_API, FIRST_WORD)
    try:
        told = first.version(api_version=False)
    except (DockerException, RequestException, OSError) as e:
        raise SandboxError(
            f"no Docker daemon answers at {address.url} ({_said(e)}): {HOW_TO_GET_ONE}"
        ) from e
    finally:
        first.close()
    return _client(address, min(str(told["ApiVersion"]), NEWEST_API, key=_number), PATIENCE)


def _client(address: Address, version: str, timeout: float) -> Api:
    client = cast("Callable[..., Api]", docker.APIClient)
    return client(address.url, version, timeout, tls=_tls(address), max_pool_size=THREADS)


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _tls(address: Address) -> TLSConfig | bool:
    folder = address.certificates
    if folder is None:
        return False
    keys = (str(folder / "cert.pem"), str(folder / "key.pem"))
    return TLSConfig(client_cert=keys, ca_cert=str(folder / "ca.pem"), verify=True)


def _said(error: Exception) -> str:
    """The last cause's own words, on one line."""
    if isinstance(error, APIError) and error.explanation:
        return str(error.explanation)
    cause: BaseException = error
    while (deeper := cause.__cause__ or cause.__context__) is not None:
        cause = deeper
    return " ".join(str(cause or type(cause).__name__).split())[-300:]
