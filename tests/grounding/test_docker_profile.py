"""What a container cannot do, tried from inside it."""

from __future__ import annotations

import pytest

from nex.grounding.docker.profile import MIB
from tests.grounding.containers import odd_server, said

pytestmark = [pytest.mark.anyio, pytest.mark.docker]
CALLS = "import ctypes, os; c = ctypes.CDLL(None, use_errno=True); "
SYSTEM_CALLS = {
    "io_uring_setup": "c.syscall(425, 1, 0)",
    "bpf": "c.syscall(321, 0, 0, 0)",
    "userfaultfd": "c.syscall(323, 0)",
    "keyctl": "c.syscall(250, 0, 0, 0, 0)",
    "perf_event_open": "c.syscall(298, 0, 0, 0, 0, 0)",
    "ptrace": "c.ptrace(16, 1, 0, 0)",
    "process_vm_readv": "c.syscall(310, 1, 0, 0, 0, 0, 0)",
    "unshare a user namespace": "c.unshare(0x10000000)",
    "unshare mounts": "c.unshare(0x20000)",
    "clone a namespace": "c.syscall(56, 0x10000011, 0, 0, 0, 0)",
    "setns": "c.setns(0, 0)",
    "mount": "c.mount(b't', b'/tmp', b'tmpfs', 0, None)",
    "chroot": "c.chroot(b'/tmp')",
    "setuid": "c.setuid(0)",
    "mknod": "c.syscall(133, b'/tmp/n', 0o20666, 0x103)",
    "shmget": "c.shmget(1, 4096, 0o1600)",
    "reboot": "c.reboot(0)",
    "init_module": "c.syscall(175, 0, 0, 0)",
    "an AF_ALG socket": "c.socket(38, 5, 0)",
    "a raw socket": "c.socket(2, 3, 1)",
}
FILES = (
    "/var/run/docker.sock", "/proc/sysrq-trigger", "/proc/kcore", "/dev/mem", "/dev/kvm",
    "/etc/passwd", "/usr/local/bin/python3", "/opt/nex/watchdog.py", "/sys/kernel/uevent_helper",
    "/proc/sys/kernel/core_pattern", "/sys/fs/cgroup/memory/memory.limit_in_bytes", "/x",
)  # fmt: skip
HOSTS = (("169.254.169.254", 80), ("172.17.0.1", 22), ("1.1.1.1", 53), ("127.0.0.1", 2375))


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_system_calls_that_open_doors_are_refused() -> None:
    async with odd_server() as served:
        for name, call in SYSTEM_CALLS.items():
            code = f"{CALLS}r = {call}; out = 'OPEN' if r >= 0 else ctypes.get_errno()"
            assert await said(served.client, "run", code) == "1", name


async def test_files_outside_the_workspace_cannot_be_written() -> None:
    async with odd_server() as served:
        for path in FILES:
            text = await said(served.client, "run", f"open({path!r}, 'r+b'); out = 'OPEN'")
            assert "Error" in text, path


async def test_there_is_no_network() -> None:
    async with odd_server() as served:
        for host in HOSTS:
            code = f"import socket; socket.create_connection({host!r}, 1); out = 'OPEN'"
            assert "Error" in await said(served.client, "run", code), host
        names = await said(served.client, "run", "import os; out = os.listdir('/sys/class/net')")
        assert names == "['lo']"


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
