"""Runs inside the container, before the server: ends it when nobody listens any more.

Standard library only; it is copied into images and run as a script. It starts the server, which
shares its streams, and ends the container when the server exits, when stdin is closed for good,
or when the lifetime is over. SIGUSR1 restarts the server: everything that runs is killed,
everything that was written is removed, and a line on stdout says so.
"""

# ruff: noqa: E402, PTH101, PTH106, PTH108, PTH208 - the server starts before much is imported
from __future__ import annotations

import posix
import sys

DEFAULTS = (10, 13, 15, 17)
"""Signals that Python changes or that are used below: USR1, PIPE, TERM, CHLD."""
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


FIRST = start(sys.argv[2:]) if __name__ == "__main__" else 0

import contextlib
import os
import select
import signal
import time

WRITABLE = ("/workspace", "/tmp", "/dev/shm")
GRACE = 2.0
"""Seconds that a server has to end by itself once its stdin is closed."""
RESTARTED = b'\n{"nex":"restarted"}\n'
TOO_OLD = 124


def main(server: int, seconds: float, command: list[str]) -> int:
    """Watch over the server; the exit code that the container ends with."""
    deadline = time.monotonic() + seconds
    wake, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    for number in (signal.SIGCHLD, signal.SIGUSR1, signal.SIGTERM):
        signal.signal(number, noted)
    if (code := reaped(server)) is not None:
        return code
    while True:
        wanted = wait(wake, deadline)
        if signal.SIGUSR1 in wanted:
            restart()
            server = start(command)
        elif not wanted or signal.SIGTERM in wanted:
            return TOO_OLD
        elif (code := reaped(server)) is not None:
            return code
        elif 0 in wanted:
            deadline = min(deadline, time.monotonic() + GRACE)


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


def restart() -> None:
    """Leave nothing of the server: no process, no file, no unread byte."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    while others():
        time.sleep(0.001)
    for folder in WRITABLE:
        empty(folder)
    while select.select([0], [], [], 0)[0] and os.read(0, 65536):
        pass
    os.write(1, RESTARTED)


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


if __name__ == "__main__":
    sys.exit(main(FIRST, float(sys.argv[1]), sys.argv[2:]))
