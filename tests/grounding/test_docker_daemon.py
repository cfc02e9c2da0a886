"""A daemon that is missing, silent or wrongly named is one clear error, soon."""

from __future__ import annotations

import time
from pathlib import Path

import anyio
import pytest
from anyio.abc import SocketStream

from nex.cli.exits import BAD_INPUT, NOTHING_STARTED
from nex.cli.main import run
from nex.errors import InputError, SandboxError
from nex.grounding.docker.address import address_from_environment
from nex.grounding.docker.daemon import open_daemon

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def refused(url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("DOCKER_HOST", url)
    began = time.monotonic()
    with pytest.raises(SandboxError) as caught:
        async with open_daemon():
            pass
    assert time.monotonic() - began < 2.5
    return str(caught.value)


async def test_a_missing_daemon_is_named_with_the_way_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = await refused(f"unix://{tmp_path}/none.sock", monkeypatch)
    assert "none.sock" in text
    assert "apt-get install docker.io" in text


async def test_a_closed_port_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "tcp://127.0.0.1:9" in await refused("tcp://127.0.0.1:9", monkeypatch)


async def test_a_silent_daemon_is_given_up_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(stream: SocketStream) -> None:
        async with stream:
            await anyio.sleep_forever()

    text = ""
    listener = await anyio.create_unix_listener(tmp_path / "silent.sock")
    async with listener, anyio.create_task_group() as group:
        group.start_soon(listener.serve, never)
        text = await refused(f"unix://{tmp_path}/silent.sock", monkeypatch)
        group.cancel_scope.cancel()
    assert "no Docker daemon answers" in text


def test_a_host_that_cannot_be_reached_so_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "ssh://somebody@somewhere")
    with pytest.raises(InputError, match="ssh -nNTL"):
        address_from_environment()


def test_hosts_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://build:2376")
    monkeypatch.setenv("DOCKER_TLS_VERIFY", "1")
    monkeypatch.setenv("DOCKER_CERT_PATH", "/keys")
    found = address_from_environment()
    assert (found.host, found.port, found.certificates) == ("build", 2376, Path("/keys"))
    monkeypatch.delenv("DOCKER_HOST")
    assert address_from_environment().path == "/var/run/docker.sock"


def test_the_command_ends_with_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")
    assert run(["clean", "--dry-run"]) == NOTHING_STARTED
    assert capsys.readouterr().err.count("\n") == 1
    monkeypatch.setenv("DOCKER_HOST", "gopher://x")
    assert run(["clean"]) == BAD_INPUT
