"""Runs inside the container, before the server: ends it when nobody listens any more.

Standard library only; it is copied into images and run as a script. It starts the server, which
shares its streams, and ends the container when the server exits, when stdin is closed for good,
or when the lifetime is over. SIGUSR1 restarts the server: everything that runs is killed,
everything that was written is removed, and a line on stdout says so.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time

WRITABLE = ("/workspace", "/tmp", "/dev/shm")
GRACE = 2.0
"""Seconds that a server has to end by itself once its stdin is closed."""
RESTARTED = b'\n{"nex":"restarted"}\n'
TOO_OLD = 124


def main(seconds: float, command: list[str]) -> int:
    """Watch over the server; the exit code that the container ends with."""
    deadline = time.monotonic() + seconds
    wake, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    for number in (signal.SIGCHLD, signal.SIGUSR1, signal.SIGTERM):
        signal.signal(number, noted)
    server = start(command)
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


def start(command: list[str]) -> int:
    """Run the server in a session of its own; its process number."""
    child = os.fork()
    if child:
        return child
    os.setsid()
    for number in (signal.SIGCHLD, signal.SIGUSR1, signal.SIGTERM, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    try:
        os.execvp(command[0], command)
    except OSError as e:
        os.write(2, f"{command[0]}: {e.strerror}\n".encode())
    os._exit(127)


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
    numbers = [int(name) for name in os.listdir("/proc") if name.isdigit()]  # noqa: PTH208
    return any(number not in (1, os.getpid()) for number in numbers)


def empty(folder: str) -> None:
    """Remove everything in a folder; links are not followed."""
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            os.chmod(entry.path, 0o700)  # noqa: PTH101 - it starts in 15 ms without pathlib
            empty(entry.path)
            os.rmdir(entry.path)  # noqa: PTH106
        else:
            os.unlink(entry.path)  # noqa: PTH108


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), sys.argv[2:]))
