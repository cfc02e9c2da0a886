"""What a container may use, seen from inside it; the ways out are tried in test_docker_hostile."""

from __future__ import annotations

import pytest

from nex.grounding.docker.profile import MIB
from tests.grounding.containers import odd_server, said

pytestmark = [pytest.mark.anyio, pytest.mark.docker]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_the_server_runs_as_nobody_with_no_capability() -> None:
    code = (
        "import os; t = dict(l.split(':\\t', 1) for l in open('/proc/self/status') if ':\\t' in l); "
        "out = (os.getuid(), t['CapEff'].strip(), t['CapBnd'].strip(), t['Seccomp'].strip(),"
        " t['NoNewPrivs'].strip())"
    )
    async with odd_server() as served:
        told = await said(served.client, "run", code)
    assert told == "(10001, '0000000000000000', '0000000000000000', '2', '1')"


async def test_what_can_be_written_is_small_and_the_memory_is_bounded() -> None:
    fill = "f = open('/workspace/big', 'wb')\nfor n in range(200): f.write(bytes(1 << 20))"
    async with odd_server() as served:
        text = await said(served.client, "run", fill)
        assert "File too large" in text or "No space" in text
        size = "import os; out = os.path.getsize('/workspace/big')"
        assert int(await said(served.client, "run", size)) <= 64 * MIB


async def test_processes_are_bounded_and_the_session_goes_on() -> None:
    bomb = (
        "import os, time\nout = 0\ntry:\n while True:\n  if os.fork() == 0: time.sleep(1e6)\n"
        "  out += 1\nexcept OSError as e: out = (out < 128, e.strerror)"
    )
    async with odd_server() as served:
        told = await said(served.client, "run", bomb)
        assert told == "(True, 'Resource temporarily unavailable')"
        assert await said(served.client, "echo", "on") == "on"


async def test_the_environment_holds_nothing_of_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NEX_CANARY", "6f1c1a")
    async with odd_server() as served:
        told = await said(served.client, "run", "import os; out = dict(os.environ)")
        first = await said(served.client, "run", "out = open('/proc/1/environ').read()")
    assert "6f1c1a" not in told + first
