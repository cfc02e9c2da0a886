"""Who started a container: labels fixed before it is made, so that clean-up needs no reply."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

OWNER = "nex.owner"
"""Label: the process that is responsible, as Owner.text."""
RUN = "nex.run"
"""Label: a random name of what that process was doing."""
LEASE = "nex.lease_until"
"""Label: seconds since 1970 after which nobody can still need it."""


@dataclass(frozen=True, slots=True)
class Owner:
    """One process, told apart from every other one, a later one with the same number included."""

    machine: str
    """The boot's id and the namespace in which `pid` counts."""
    pid: int
    started: str

    @property
    def text(self) -> str:
        """As a label."""
        return f"{self.machine}:{self.pid}:{self.started}"

    @property
    def gone(self) -> bool:
        """Whether the process has ended for certain; False for one of another machine."""
        return self.machine == this_machine() and _start_of(self.pid) != self.started


def this_process() -> Owner:
    """The owner of everything that this process starts."""
    return Owner(this_machine(), os.getpid(), _start_of(os.getpid()) or "")


def owner_from(label: str) -> Owner | None:
    """The owner that a label names; None for a label that is not ours."""
    machine, _, rest = label.partition(":")
    pid, _, started = rest.partition(":")
    if not machine or not pid.isascii() or not pid.isdigit() or not started:
        return None
    return Owner(machine, int(pid), started)


def labels_of(owner: Owner, run: str, seconds: float) -> dict[str, str]:
    """The labels of something that `owner` needs for at most `seconds`."""
    return {OWNER: owner.text, RUN: run, LEASE: str(int(time.time() + seconds))}


def is_orphan(labels: dict[str, str]) -> bool:
    """Whether what carries these labels is ours and nobody can still need it."""
    owner = owner_from(labels.get(OWNER, ""))
    if owner is None:
        return False
    until = labels.get(LEASE, "")
    return owner.gone or (until.isdigit() and int(until) < time.time())


@cache
def this_machine() -> str:
    """This boot of this machine, and the namespace of its process numbers."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    if not boot.exists():
        return platform.node() or "unknown"
    space = Path("/proc/self/ns/pid").readlink().name.strip("pid:[]")
    return f"{boot.read_text(encoding='ascii').strip()}/{space}"


def _start_of(pid: int) -> str | None:
    """When the process started, in whatever unit the system counts; None if there is none."""
    if not Path("/proc/self/stat").exists():
        return _listed_start(pid)
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    state, *rest = text.rpartition(")")[2].split()
    return None if state in "ZX" else rest[18]


def _listed_start(pid: int) -> str | None:
    found = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return found.stdout.strip().replace(" ", "-").replace(":", ".") or None
