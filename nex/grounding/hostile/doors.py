"""What is tried at each door of a container: every function says what it got, or raises OSError."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import stat
from collections.abc import Callable
from pathlib import Path

SECONDS = 1.0
WATCHDOG = b"/usr/local/bin/nex-watchdog"
LIBC = ctypes.CDLL(None, use_errno=True)


def called(number: int, *arguments: int | bytes | None) -> Callable[[], str]:
    """Try one system call."""

    def go() -> str:
        ctypes.set_errno(0)
        given = LIBC.syscall(number, *arguments)
        if given < 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))
        return f"it returned {given}"

    return go


def written(path: str) -> Callable[[], str]:
    """Open a file for writing."""

    def go() -> str:
        os.close(os.open(path, os.O_RDWR))
        return "opened for writing"

    return go


def made(path: str) -> Callable[[], str]:
    """Make a file where none may be made."""

    def go() -> str:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
        return "a new file"

    return go


def read(path: str, size: int = 1) -> Callable[[], str]:
    """Read a file that is nobody's business."""

    def go() -> str:
        with Path(path).open("rb") as file:
            got = file.read(size)
        if not got:
            raise OSError("it is empty")
        return f"read {got[:20]!r}"

    return go


def reached(host: str, port: int, family: int = socket.AF_INET) -> Callable[[], str]:
    """Connect to somebody."""

    def go() -> str:
        with socket.socket(family, socket.SOCK_STREAM) as line:
            line.settimeout(SECONDS)
            line.connect((host, port))
        return "connected"

    return go


def reached_shim() -> str:
    with socket.socket(socket.AF_UNIX) as line:
        line.connect("\0/containerd-shim/shim.sock")
    return "connected"


def socketed(family: int, kind: int, protocol: int = 0) -> Callable[[], str]:
    """Make a socket of a kind that servers do not need."""

    def go() -> str:
        socket.socket(family, kind, protocol).close()
        return "made"

    return go


def set_id(change: Callable[[], None]) -> Callable[[], str]:
    """Become somebody else."""

    def go() -> str:
        change()
        return f"now {os.getuid()}:{os.getgid()}"

    return go


def others() -> list[int]:
    """The processes that are not this one nor its children."""
    return [
        int(p.name)
        for p in Path("/proc").iterdir()
        if p.name.isdigit() and int(p.name) != os.getpid()
    ]


def watchdog_memory() -> str:
    """Open the memory of what guards this container."""
    for pid in others():
        # Process 1 is the engine's init: it has the server's own rights, and nothing to guard.
        if Path(f"/proc/{pid}/cmdline").read_bytes().startswith(WATCHDOG):
            with Path(f"/proc/{pid}/mem").open("r+b"):
                return f"/proc/{pid}/mem"
    raise OSError("no watchdog is seen")


def roots() -> str:
    for pid in others():
        if not Path(f"/proc/{pid}/root/").samefile("/"):
            return f"/proc/{pid}/root leads elsewhere"
    raise OSError("all roots are this one")


def resolved() -> str:
    return str(socket.getaddrinfo("example.com", 80)[0][4])


def interfaces() -> str:
    names = [name for _, name in socket.if_nameindex() if name != "lo"]
    if not names:
        raise OSError("only lo")
    return ", ".join(names)


def broadcast() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.sendto(b"x", ("1.1.1.1", 53))
    return "sent"


def capabilities() -> str:
    fields = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    held = [line for line in lines if line.startswith(fields) and int(line.split()[1], 16)]
    if not held:
        raise OSError("none")
    return "; ".join(held)


def privileged_files() -> str:
    for folder in ("/usr", "/opt", "/bin", "/sbin"):
        for path in Path(folder).rglob("*"):
            if path.is_file() and path.lstat().st_mode & (stat.S_ISUID | stat.S_ISGID):
                return str(path)
    raise OSError("no file gives rights")


def executed() -> str:
    """Run what was written to /tmp."""
    path = Path("/tmp/nex-escape")
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o700)
    pid = os.posix_spawn(path, [str(path)], {})
    os.waitpid(pid, 0)
    return "it ran"


def raised_limit() -> str:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most + 1))
    except ValueError as e:
        raise OSError(str(e)) from e
    return "the limit is higher now"


def real_time() -> str:
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    return "it goes before everything"


def faster() -> str:
    os.setpriority(os.PRIO_PROCESS, 0, -20)
    return "priority -20"


def spared() -> str:
    Path("/proc/self/oom_score_adj").write_text("-1000", encoding="ascii")
    return "others are killed first"


def signalled_out() -> str:
    """Signal processes beyond this container: their numbers are far above those in here."""
    for pid in (*range(300, 1200, 7), 2, 3):
        try:
            os.kill(pid, signal.SIG_DFL)
        except OSError:
            continue
        if not Path(f"/proc/{pid}").exists():
            return f"reached process {pid}"
    raise OSError("nobody is there")


def host_named() -> str:
    """A variable of the host's in the environment of any process here."""
    held = Path("/proc/self/environ").read_bytes() + Path("/proc/1/environ").read_bytes()
    for name in (b"NEX_", b"_API_KEY=", b"DOCKER_HOST=", b"SSH_AUTH_SOCK=", b"SUDO_"):
        if name in held:
            return name.decode()
    raise OSError("nothing of the host is in the environment")
