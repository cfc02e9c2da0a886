"""Ways out of a container, tried from inside it: system calls (x86-64), files, the network, rights.

`python -m nex.grounding.hostile.escapes` is a server whose tool `act` tries the one that its text
names. Linux only, and with `--contained` only, which says that a container holds it.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, cast

from nex.grounding.hostile.doors import (
    broadcast,
    called,
    capabilities,
    executed,
    faster,
    host_named,
    interfaces,
    made,
    privileged_files,
    raised_limit,
    reached,
    reached_shim,
    read,
    real_time,
    resolved,
    roots,
    set_id,
    signalled_out,
    socketed,
    spared,
    watchdog_memory,
    written,
)
from nex.grounding.hostile.wire import Asked, Behaviour, Json, answer, serve

Door = Literal["system call", "file", "process", "network", "right"]
OPEN = "OPEN"
"""What an attempt that came through says first."""


@dataclass(frozen=True)
class Attempt:
    """One way out; `go` says what it got, and raises OSError where it got nothing."""

    name: str
    door: Door
    go: Callable[[], str]


def attempt(name: str) -> str:
    """OPEN and what was got, or why nothing was."""
    try:
        return f"{OPEN}: {BY_NAME[name].go()}"
    except OSError as e:
        return e.strerror or str(e) or type(e).__name__


SYSTEM_CALLS: tuple[tuple[str, int, tuple[int | bytes | None, ...]], ...] = (
    ("io_uring_setup", 425, (1, 0)), ("bpf", 321, (0, 0, 0)), ("userfaultfd", 323, (0,)),
    ("keyctl", 250, (0, 0, 0, 0, 0)), ("add_key", 248, (b"user", b"x", b"y", 1, -3)),
    ("perf_event_open", 298, (0, 0, 0, 0, 0, 0)), ("ptrace", 101, (16, 1, 0, 0)),
    ("process_vm_readv", 310, (1, 0, 0, 0, 0, 0)), ("process_vm_writev", 311, (1, 0, 0, 0, 0, 0)),
    ("unshare a user namespace", 272, (0x10000000,)), ("unshare mounts", 272, (0x20000,)),
    ("clone a namespace", 56, (0x10000011, 0, 0, 0, 0)), ("setns", 308, (0, 0)),
    ("mount", 165, (b"t", b"/tmp", b"tmpfs", 0, None)), ("umount", 166, (b"/tmp", 2)),
    ("open_tree", 428, (-100, b"/", 1)), ("fsopen", 430, (b"tmpfs", 0)),
    ("pivot_root", 155, (b"/tmp", b"/tmp")), ("chroot", 161, (b"/tmp",)),
    ("open_by_handle_at", 304, (-100, b"\0" * 16, 0)), ("mknod a disk", 133, (b"/tmp/n", 0o60666, 0x800)),
    ("shmget", 29, (1, 4096, 0o1600)), ("init_module", 175, (b"", 0, b"")),
    ("finit_module", 313, (0, b"", 0)), ("kexec_load", 246, (0, 0, None, 0)),
    ("reboot", 169, (0xFEE1DEAD, 672274793, 0, 0)), ("swapon", 167, (b"/tmp/x", 0)),
    ("settimeofday", 164, (b"\0" * 16, None)), ("sethostname", 170, (b"x", 1)),
    ("iopl", 172, (3,)), ("ioperm", 173, (0, 1, 1)), ("acct", 163, (b"/tmp/x",)),
    ("syslog", 103, (3, b"\0" * 64, 64)), ("quotactl", 179, (0, None, 0, None)),
    ("fanotify_init", 300, (0, 0)), ("name_to_handle_at", 303, (-100, b"/", None, None, 0)),
    ("setdomainname", 171, (b"x", 1)), ("kcmp", 312, (1, 1, 0, 0, 0)),
)  # fmt: skip
WRITTEN = (
    "/var/run/docker.sock", "/run/containerd/containerd.sock", "/proc/sysrq-trigger", "/dev/mem",
    "/dev/kvm", "/dev/sda", "/etc/passwd", "/usr/local/bin/python3", "/opt/nex/watchdog.py",
    "/sys/kernel/uevent_helper", "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname",
    "/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/release_agent",
)  # fmt: skip
ATTEMPTS: tuple[Attempt, ...] = (
    *(Attempt(name, "system call", called(number, *given)) for name, number, given in SYSTEM_CALLS),
    *(Attempt(f"write {path}", "file", written(path)) for path in WRITTEN),
    Attempt("make a file in /", "file", made("/x")),
    Attempt("make a file beside Python", "file", made("/usr/local/bin/sitecustomize.py")),
    Attempt("read /proc/kcore", "file", read("/proc/kcore")),
    Attempt("read /etc/shadow", "file", read("/etc/shadow")),
    Attempt("read the kernel's log", "file", read("/dev/kmsg")),
    Attempt("read the watchdog's Python", "file", read("/usr/local/bin/nex-watchdog")),
    Attempt("run a file from /tmp", "file", executed),
    Attempt("files that give rights", "file", privileged_files),
    Attempt("write into the watchdog", "process", watchdog_memory),
    Attempt("another root through /proc", "process", roots),
    Attempt("signal a process outside", "process", signalled_out),
    Attempt("the host's environment", "process", host_named),
    Attempt("the cloud's metadata", "network", reached("169.254.169.254", 80)),
    Attempt("the host over the bridge", "network", reached("172.17.0.1", 22)),
    Attempt("the internet", "network", reached("1.1.1.1", 53)),
    Attempt("the internet by IPv6", "network",
            reached("2606:4700:4700::1111", 53, family=socket.AF_INET6)),
    Attempt("the daemon over TCP", "network", reached("127.0.0.1", 2375)),
    Attempt("the shim's abstract socket", "network", reached_shim),
    Attempt("a datagram to the internet", "network", broadcast),
    Attempt("a name on the internet", "network", resolved),
    Attempt("an interface but lo", "network", interfaces),
    Attempt("a raw socket", "network", socketed(socket.AF_INET, socket.SOCK_RAW, 1)),
    Attempt("a packet socket", "network", socketed(17, socket.SOCK_RAW)),
    Attempt("an AF_ALG socket", "network", socketed(38, socket.SOCK_SEQPACKET)),
    Attempt("an AF_VSOCK socket", "network", socketed(40, socket.SOCK_STREAM)),
    Attempt("become root", "right", set_id(lambda: os.setuid(0))),
    Attempt("become root's group", "right", set_id(lambda: os.setgid(0))),
    Attempt("join root's groups", "right", set_id(lambda: os.setgroups([0]))),
    Attempt("any capability", "right", capabilities),
    Attempt("more open files", "right", raised_limit),
    Attempt("real-time priority", "right", real_time),
    Attempt("a higher priority", "right", faster),
    Attempt("never be killed for memory", "right", spared),
)  # fmt: skip
BY_NAME = {one.name: one for one in ATTEMPTS}
ESCAPES = Behaviour(
    "escapes",
    "tries the way out that it is told",
    "call",
    ("served",),
    lambda asked: answer(asked, attempt(_named(asked))),
    contained=True,
)
"""No behaviour of the kit's list: its tool `act` takes the name of an attempt as its text."""


def _named(asked: Asked) -> str:
    return str(cast("Json", asked.params.get("arguments") or {}).get("text"))


if __name__ == "__main__":
    # As root on a bare machine some of these would come through: set its clock, change its name.
    if "--contained" not in sys.argv:
        sys.exit("this tries to break out: start it in a container, with --contained")
    serve(ESCAPES)
