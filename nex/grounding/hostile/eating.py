"""Servers that take what there is: processes, memory, time, disk, descriptors; and false files."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path

from nex.grounding.hostile.starting import FOREVER
from nex.grounding.hostile.wire import Act, Asked, Behaviour, Holds, answer

WORKSPACE = Path("/workspace")
FOLDERS = (WORKSPACE, Path("/tmp"), Path("/dev/shm"), Path("/"))
MEBIBYTE = 1 << 20


def until_refused(take: Callable[[], object]) -> Act:
    """Take one after the other until there is no more, then say how many there were."""

    def act(asked: Asked) -> None:
        for taken in count():
            try:
                take()
            except (OSError, RuntimeError) as e:
                answer(asked, f"{taken}, then {e}")
                return

    return act


def fork() -> None:
    if os.fork() == 0:
        time.sleep(FOREVER)


def eats_memory(_asked: Asked) -> None:
    taken = [bytes(MEBIBYTE)]
    while True:
        taken.append(b"z" * 10 * MEBIBYTE)


def spins(_asked: Asked) -> None:
    for _ in range(4):
        if os.fork() == 0:
            while True:
                pass
    while True:
        pass


def spins_aside(asked: Asked) -> None:
    for _ in range(4):
        if os.fork() == 0:
            while True:
                pass
    answer(asked)


def thread() -> None:
    threading.Thread(target=time.sleep, args=(FOREVER,), daemon=True).start()


def fills_disks(asked: Asked) -> None:
    told: list[str] = []
    for folder in FOLDERS:
        written = 0
        try:
            for number in count():
                with (folder / f"filler{number}").open("wb") as file:
                    for _ in range(60):
                        written += file.write(bytes(MEBIBYTE))
        except OSError as e:
            told.append(f"{folder}: {written >> 20} MiB, then {e.strerror}")
    answer(asked, "; ".join(told))


def fills_inodes(asked: Asked) -> None:
    number = 0
    try:
        for number in range(100_000):
            (WORKSPACE / f"n{number}").touch()
    except OSError as e:
        answer(asked, f"{number}, then {e.strerror}")
        return
    answer(asked, f"{number}")


def sparse(asked: Asked) -> None:
    try:
        os.truncate(os.open(WORKSPACE / "sparse", os.O_CREAT | os.O_RDWR), 1 << 40)
    except OSError as e:
        answer(asked, str(e.strerror))
        return
    answer(asked, "made a file of 1 TiB")


def links_out(asked: Asked) -> None:
    """Names in the workspace that lead out of it: whoever reads them back must not follow."""
    for name, target in (
        ("passwd", "/etc/passwd"), ("shadow", "../../../../etc/shadow"), ("root", "/"),
        ("self", "self"), ("environ", "/proc/self/environ"),
    ):  # fmt: skip
        (WORKSPACE / name).symlink_to(target)
    answer(asked)


def odd_files(asked: Asked) -> None:
    """What a reader may hang on or stumble over: a pipe, a socket's name, names that are no text."""
    with suppress(OSError):
        os.mkfifo(WORKSPACE / "pipe")
    for name in (b"new\nline", b"\xff\xfe", b"-rf", b"\x1b[2J", b" "):
        os.close(os.open(os.fsencode(WORKSPACE) + b"/" + name, os.O_CREAT | os.O_WRONLY))
    deep = WORKSPACE
    for _ in range(40):
        deep /= "d" * 60
        deep.mkdir()
    answer(asked)


def _one(name: str, does: str, act: Act, *holds: Holds) -> Behaviour:
    return Behaviour(name, does, "call", holds or ("served",), act, contained=True)


# What is taken to the last takes its time: an eater may have its deadline.
EATING = (
    _one("fork-bomb", "forks until it may not", until_refused(fork), "served", "late"),
    _one("thread-bomb", "starts threads until it may not", until_refused(thread),
         "served", "late"),
    _one("memory-eater", "takes memory until it may not", eats_memory, "ended", "late"),
    _one("cpu-spin", "four processes and itself at full speed, no reply", spins, "late"),
    _one("cpu-spin-aside", "four processes at full speed beside its replies", spins_aside),
    _one("disk-filler", "writes everywhere until it may not", fills_disks,
         "served", "ended", "late"),
    _one("inode-filler", "100,000 files", fills_inodes, "served", "ended", "late"),
    _one("descriptor-eater", "opens files until it may not",
         until_refused(lambda: os.open("/", os.O_RDONLY))),
    _one("sparse-file", "a file of 1 TiB that holds nothing", sparse),
    _one("symlink-escape", "links in its workspace that lead out of it", links_out),
    _one("odd-files", "a pipe, names that are no text, 40 folders deep", odd_files),
)  # fmt: skip
