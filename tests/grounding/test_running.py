"""Servers as processes: their streams, their end and what they last said."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import anyio
import pytest

from nex.errors import SandboxError
from nex.grounding.docker.frames import Caps
from nex.grounding.docker.server import open_client, tools_of
from nex.grounding.running import Command, run_server

pytestmark = pytest.mark.anyio
KIT = (sys.executable, "-m", "nex.grounding.hostile")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def python(text: str) -> Command:
    return Command((sys.executable, "-c", text))


async def ended(command: Command) -> str:
    """Why nothing comes of it any more."""
    async with run_server(command) as attachment:
        with anyio.fail_after(20):
            while attachment.ended is None:  # noqa: ASYNC110 - an attachment tells its session only
                await anyio.sleep(0.01)
        return attachment.ended


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("pass", "the server exited with code 0"),
        ("import sys; sys.exit('gone')", "the server exited with code 1; it last wrote: gone"),
        ("import os; os.kill(os.getpid(), 11)", "the server was killed by signal 11"),
        ("print('x' * 2000)", "the server sent a line of more than 1,000 bytes"),
        ("import os, time; os.close(1); time.sleep(60)",
         "the server closed its streams but runs on"),
    ],
)  # fmt: skip
async def test_an_end_is_named(text: str, reason: str) -> None:
    command = python(text)
    assert await ended(Command(command.words, caps=Caps(line=1000))) == reason


async def test_what_cannot_be_started_is_an_error() -> None:
    with pytest.raises(SandboxError, match="'/nowhere/at/all' cannot be started"):
        async with run_server(Command(("/nowhere/at/all",))):
            pass


async def test_the_group_has_ended_with_the_block(tmp_path: Path) -> None:
    note = tmp_path / "pids"
    text = (
        "import os, time, pathlib; child = os.fork();"
        f"child and pathlib.Path({str(note)!r}).write_text(str(os.getpid()) + ' ' + str(child));"
        "time.sleep(600)"
    )
    async with run_server(python(text)):
        with anyio.fail_after(20):
            while not note.exists() or " " not in note.read_text():  # noqa: ASYNC110
                await anyio.sleep(0.01)
    pids = [int(word) for word in note.read_text().split()]
    with anyio.fail_after(5):
        while any(alive(pid) for pid in pids):  # noqa: ASYNC110
            await anyio.sleep(0.01)


def alive(pid: int) -> bool:
    """Whether it runs: one that is dead and not yet reaped does not."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


async def test_it_finds_the_folder_and_the_environment_that_it_is_given(tmp_path: Path) -> None:
    text = "import os, sys; sys.exit(os.getcwd() + ' ' + os.environ['NEX_MARK'])"
    command = Command((sys.executable, "-c", text), {"NEX_MARK": "here"}, tmp_path)
    assert (await ended(command)).endswith(f"it last wrote: {tmp_path} here")


async def test_a_session_goes_over_its_streams() -> None:
    async with (
        run_server(Command((*KIT, "polite"))) as attachment,
        open_client(attachment) as client,
    ):
        assert [tool.name for tool in await tools_of(client)] == ["act", "echo"]
