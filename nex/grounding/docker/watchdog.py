"""Runs inside the container, before the server: ends it when nobody listens any more.

Standard library only; it is copied into images and run as a script. It starts the server, which
shares its streams, and ends the container when the server exits, when stdin is closed for good,
or when the lifetime is over. SIGUSR1 restarts the server: everything that runs is killed,
everything that was written is removed, and a line on stdout says so. SIGUSR2 kills everything and
puts the workspace on stdout. Stdin begins with a secret, and with an archive of the size that it
is told: what the workspace holds whenever a server starts. Each word of its own on stdout carries a
proof made from the secret, so that no server can speak in its place.
"""

# ruff: noqa: E402, PLC0415, PTH101, PTH106, PTH108, PTH208 - the server starts before much is imported
from __future__ import annotations

import posix
import sys

DEFAULTS = (10, 12, 13, 15, 17)
"""Signals that Python changes or that are used below: USR1, USR2, PIPE, TERM, CHLD."""
NO_COMMAND = 127


def start(command: list[str]) -> int:
    """Run the server in a session of its own; its process number."""
    try:
        return posix.posix_spawnp(
            command[0], command, posix.environ, setsid=True, setsigdef=DEFAULTS
        )
    except OSError as e:
        posix.write(2, f"{command[0]}: {e.strerror}\n".encode())
        sys.exit(NO_COMMAND)


def received(size: int) -> bytes:
    """The first bytes of stdin, and not one more."""
    parts: list[bytes] = []
    while size and (part := posix.read(0, min(size, 1 << 20))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def fill(archive: bytes) -> None:
    """Put into the workspace what it starts with."""
    if archive:
        import io
        import tarfile

        with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
            opened.extractall("/workspace", filter="data")


SECONDS, SIZE, COMMAND = float(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
SECRET = received(32)
ARCHIVE = received(SIZE)
fill(ARCHIVE)
FIRST = start(COMMAND)

import contextlib
import os
import select
import signal
import stat
import time

WRITABLE = ("/workspace", "/tmp", "/dev/shm")
GRACE = 2.0
"""Seconds that a server has to end by itself once its stdin is closed."""
NUMBERS = iter(range(1, 1 << 30))
TOO_OLD = 124
NOBODY = -1


def main() -> int:
    """Watch over the server; the exit code that the container ends with."""
    deadline, server, wake = time.monotonic() + SECONDS, FIRST, listen()
    if (code := reaped(server)) is not None:
        return code
    while True:
        wanted = wait(wake, deadline)
        if signal.SIGUSR1 in wanted:
            server = restarted()
        elif signal.SIGUSR2 in wanted:
            server = shown()
        elif not wanted or signal.SIGTERM in wanted:
            return TOO_OLD
        elif (code := reaped(server)) is not None:
            return code
        elif 0 in wanted:
            deadline = min(deadline, time.monotonic() + GRACE)


def listen() -> int:
    """Have signals written to a pipe; the end to read them from."""
    wake, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    for number in (signal.SIGCHLD, signal.SIGUSR1, signal.SIGUSR2, signal.SIGTERM):
        signal.signal(number, noted)
    return wake


def noted(*_: object) -> None:
    """The number of the signal goes to the wake-up pipe; nothing else is to be done."""


def wait(wake: int, deadline: float) -> list[int]:
    """What happened: numbers of signals, 0 where stdin was closed; nothing once time is up."""
    poll = select.poll()
    poll.register(wake, select.POLLIN)
    if deadline - time.monotonic() > GRACE:
        poll.register(0, 0)
    left = max(0.0, deadline - time.monotonic())
    ready = dict(poll.poll(left * 1000))
    signals = list(os.read(wake, 64)) if wake in ready else []
    return signals + ([0] if 0 in ready else [])


def reaped(server: int) -> int | None:
    """The server's exit code once it has one, as a shell would say it."""
    with contextlib.suppress(ChildProcessError):
        while True:
            child, status = os.waitpid(-1, os.WNOHANG)
            if child == 0:
                return None
            if child == server:
                code = os.waitstatus_to_exitcode(status)
                return code if code >= 0 else 128 - code
    return None


def restarted() -> int:
    """Leave nothing of the server, no process, no file, no unread byte; then start it anew."""
    end_all()
    for folder in WRITABLE:
        empty(folder)
    while select.select([0], [], [], 0)[0] and os.read(0, 65536):
        pass
    fill(ARCHIVE)
    os.write(1, word("restarted"))
    return start(COMMAND)


def word(what: str) -> bytes:
    """A line that only this process can have written, each of them once."""
    import hashlib

    proof = hashlib.sha256(SECRET + str(next(NUMBERS)).encode()).hexdigest()
    return f'\n{{"nex":"{what}","proof":"{proof}"}}\n'.encode()


def shown() -> int:
    """End everything, then put the workspace on stdout: one line, which nobody else can write."""
    end_all()
    import base64
    import io
    import tarfile

    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, kind in found("/workspace"):
            if kind in (stat.S_IFREG, stat.S_IFDIR, stat.S_IFLNK):
                archive.add(path, os.path.relpath(path, "/workspace"), recursive=False)
    line = memoryview(word("snapshot") + base64.b64encode(buffer.getbuffer()) + b"\n")
    while line:
        line = line[os.write(1, line) :]
    return NOBODY


def found(folder: str) -> list[tuple[str, int]]:
    """Every path under a folder with its kind, made readable; links are not followed."""
    paths: list[tuple[str, int]] = []
    for name in sorted(os.listdir(folder)):
        path = f"{folder}/{name}"
        kind = stat.S_IFMT(os.lstat(path).st_mode)
        paths.append((path, kind))
        if kind in (stat.S_IFREG, stat.S_IFDIR):
            os.chmod(path, os.lstat(path).st_mode | (0o700 if kind == stat.S_IFDIR else 0o600))
        if kind == stat.S_IFDIR:
            paths += found(path)
    return paths


def end_all() -> None:
    """Kill every process beside the container's first and this one, and see them gone."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    while others():
        time.sleep(0.001)
    # The streams are shared with the server, and some programs, Node for one, make them non-blocking.
    os.set_blocking(1, True)


def others() -> bool:
    """Whether a process is left beside the container's first and this one."""
    numbers = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    return any(number not in (1, os.getpid()) for number in numbers)


def empty(folder: str) -> None:
    """Remove everything in a folder; links are not followed."""
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            os.chmod(entry.path, 0o700)
            empty(entry.path)
            os.rmdir(entry.path)
        else:
            os.unlink(entry.path)


sys.exit(main())
