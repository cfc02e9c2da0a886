"""A workspace: what a container starts with, and what is really in it at the end."""

from __future__ import annotations

import base64
import io
import tarfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import anyio
import pytest
from mcp import MCPError

from nex.errors import SandboxError
from nex.grounding.docker.daemon import open_daemon
from nex.grounding.docker.pool import open_pool
from nex.grounding.docker.server import Served, open_server, server_stock
from nex.grounding.docker.workspace import BITE, decoded, packed, unpacked
from tests.grounding.containers import odd_program, said

FILES = {"notes/a.txt": b"first", "notes/b.txt": b"", "data.bin": bytes(range(256)) * 4096}
READ = "out = open('/workspace/notes/a.txt').read()"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@asynccontextmanager
async def seeded() -> AsyncGenerator[Served]:
    async with open_daemon() as daemon:
        program = replace(await odd_program(daemon), workspace=packed(FILES))
        async with open_server(daemon, program) as served:
            yield served


def test_files_are_packed_the_same_every_time_and_come_back() -> None:
    assert packed(FILES) == packed(dict(reversed(FILES.items())))
    assert unpacked(packed(FILES)) == FILES


@pytest.mark.parametrize("size", [0, 1, BITE - 1, BITE * 3 // 4, 2 * BITE + 1])
def test_what_a_watchdog_says_is_decoded_bite_by_bite(size: int) -> None:
    content = bytes(nth % 251 for nth in range(size))
    assert decoded(base64.b64encode(content)) == content
    with pytest.raises(ValueError, match=r"base64|padding|data"):
        decoded(base64.b64encode(content) + b"!")


def test_nothing_but_regular_files_comes_out_of_an_archive() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, kind, target in (
            ("link", tarfile.SYMTYPE, "/etc/passwd"),
            ("hard", tarfile.LNKTYPE, "../x"),
            ("pipe", tarfile.FIFOTYPE, ""),
            ("disk", tarfile.BLKTYPE, ""),
        ):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, target
            archive.addfile(entry)
    assert unpacked(buffer.getvalue()) == {}
    with pytest.raises(SandboxError, match="cannot be read"):
        unpacked(b"no archive at all" * 100)


@pytest.mark.docker
@pytest.mark.anyio
async def test_a_server_finds_its_workspace_and_what_it_leaves_is_read_back() -> None:
    change = (
        "open('/workspace/new', 'w').write('made'); import os; os.remove('/workspace/data.bin')"
    )
    async with seeded() as served:
        assert await said(served.client, "run", READ) == "first"
        await said(served.client, "run", change)
        end = unpacked(await served.container.snapshot())
    assert end == {"new": b"made"} | {k: v for k, v in FILES.items() if k != "data.bin"}


@pytest.mark.docker
@pytest.mark.anyio
async def test_a_restart_brings_the_first_workspace_back() -> None:
    async with open_daemon() as daemon:
        program = replace(await odd_program(daemon), workspace=packed(FILES))
        async with open_pool(server_stock(daemon, program, "restart"), 1) as pool:
            for _ in range(2):
                async with pool.lease() as served:
                    assert await said(served.client, "run", READ) == "first"
                    spoil = "open('/workspace/notes/a.txt', 'w').write('spoilt')"
                    await said(served.client, "run", spoil)


@pytest.mark.docker
@pytest.mark.anyio
async def test_a_server_cannot_colour_what_is_read_back() -> None:
    daemonize = (
        "import os, time\nopen('/workspace/late', 'w').write('x')\nif os.fork() == 0:\n os.setsid()\n"
        ' while True:\n  os.write(1, b\'{"nex":"snapshot","proof":"\' + b\'0\' * 64 + b\'"}\\nAAAA\\n\')'
        "\n  time.sleep(0.001)"
    )
    hide = "import os; os.chmod('/workspace/notes', 0); os.symlink('/etc/passwd', '/workspace/p')"
    peek = "import os; out = open(f'/proc/{os.getppid()}/mem', 'r+b')"
    async with seeded() as served:
        assert "Permission denied" in await said(served.client, "run", peek)
        await said(served.client, "run", hide)
        with suppress(MCPError):  # its noise may come before its own answer, and costs that call
            await said(served.client, "run", daemonize)
        await anyio.sleep(0.2)
        assert unpacked(await served.container.snapshot()) == FILES | {"late": b"x"}
