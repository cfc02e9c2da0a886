"""Runs inside a container, beside the server: what its files hold, what its processes use.

Standard library only; its source is handed to the container's own Python, which lies where
nothing can be written. `look` prints one line of JSON, `plant` leaves traces for a canary,
`find` says which of them are still there.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from pathlib import Path

WRITABLE = ("/workspace", "/tmp", "/dev/shm")
WATCHDOG = "/opt/nex/watchdog.py"
MARK = ".nex-canary"
MOST_FILES = 2000
MOST_BYTES = 8 << 20


def look() -> dict[str, object]:
    """Every file that the server can write, and the memory of its processes in KiB."""
    files: dict[str, str] = {}
    for folder in WRITABLE:
        for path in sorted(Path(folder).rglob("*")):
            if len(files) < MOST_FILES and path.name != MARK:
                files[str(path)] = summary(path)
    return {"files": files, "memory": sum(resident(pid) for pid in processes())}


def summary(path: Path) -> str:
    """A link's target, a folder's sign, or the digest of a file's first bytes and its size."""
    try:
        if path.is_symlink():
            return f"-> {path.readlink()}"
        if not path.is_file():
            return "/"
        with path.open("rb") as file:
            head = file.read(MOST_BYTES)
        return f"{path.stat().st_size} {hashlib.sha256(head).hexdigest()}"
    except OSError as e:
        return f"? {e.strerror}"


def processes() -> list[int]:
    """Every process but the first two of the container and this one."""
    others = (1, os.getpid(), os.getppid())
    return [
        int(p.name)
        for p in Path("/proc").iterdir()
        if p.name.isdigit() and int(p.name) not in others
    ]


def resident(pid: int) -> int:
    """KiB of memory that a process holds; 0 for one that has gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


def plant() -> list[str]:
    """Leave a file in every writable folder and a process that goes on."""
    for folder in WRITABLE:
        Path(folder, MARK).write_text("kept", encoding="utf-8")
    if os.fork() == 0:
        os.setsid()
        for stream in (0, 1, 2):
            os.close(stream)
        os.environ[MARK] = "kept"
        os.execv(sys.executable, [sys.executable, "-c", f"import time; time.sleep(1e6)  # {MARK}"])
    time.sleep(0.05)
    return find()


def find() -> list[str]:
    """Which of the traces are there."""
    found = [folder for folder in WRITABLE if Path(folder, MARK).exists()]
    return found + ["process" for pid in processes() if MARK in command(pid)]


def command(pid: int) -> str:
    """What a process was started as."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


if __name__ == "__main__":
    print(json.dumps({"look": look, "plant": plant, "find": find}[sys.argv[1]]()))  # noqa: T201
