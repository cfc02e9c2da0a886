"""Runs a project's tests under several variants of its files, and reports so that none can forge it.

Started on a workspace that holds the pristine project. Stdin: 32 bytes of a secret, then one line
of JSON (`Plan`). Stdout: a line that only who knows the secret can say, then the report and its
proof. This process cannot be looked into by others of its user; the secret is wiped from each
process that runs foreign code, and when the report is made no such process is left.
"""

from __future__ import annotations

import ctypes
import hmac
import json
import os
import select
import shutil
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict, cast

from nex.grounding.code.inside.inspection import findings
from nex.grounding.code.inside.trial import END, confine, run

PRISTINE = Path("/workspace")
ROOM = Path("/tmp/project")
WRITABLE = (PRISTINE, ROOM.parent, Path("/dev/shm"))
MOST_TOLD = 8 << 20
LOOK_SECONDS = 20
NOT_DUMPABLE, SUBREAPER = 4, 36
Overlay = Mapping[str, str | None]
"""Path -> the text there; None: there is no such file."""


class Variant(TypedDict):
    """One way the project's files may be."""

    name: str
    files: Overlay
    inspect: list[str]
    """Paths of sources to look at before anything runs."""


class Plan(TypedDict):
    """What is to be run."""

    variants: list[Variant]
    sources: list[str]
    """Paths of the pristine sources: what they import, changed ones may."""
    wanted: list[str]
    """Ids of tests; none: all."""
    options: list[str]
    seconds: int
    """Of computing, for each variant."""
    waits: int
    """How many seconds one of these may take."""


class Told(TypedDict):
    """What came of one variant."""

    name: str
    state: str
    """"ended", or why its outcomes prove nothing: late, torn, forged, refused."""
    outcomes: dict[str, dict[str, object]]
    broken: list[str]
    findings: list[str]
    cpu: float
    """Seconds of computing."""


def main() -> None:
    """Take a plan from stdin, carry it out, report, end."""
    harden()
    secret = bytearray(32)
    read = 0
    while read < len(secret):
        read += os.readv(0, [memoryview(secret)[read:]])
    plan = cast("Plan", json.loads(line_from(0)))
    pristine = files_in(PRISTINE)
    told = [tried(plan, variant, pristine, secret) for variant in plan["variants"]]
    end_others()
    report = json.dumps(told).encode()
    proof = hmac.digest(secret, report, "sha256").hex().encode()
    word = hmac.digest(secret, b"judged", "sha256").hex().encode()
    sys.stdout.buffer.write(word + b"\n" + proof + report + b"\n")
    sys.stdout.flush()


def harden() -> None:
    """Close this process's memory and streams to others, and inherit whoever loses a parent."""
    libc = ctypes.CDLL(None)
    libc.prctl(NOT_DUMPABLE, 0, 0, 0, 0)
    libc.prctl(SUBREAPER, 1, 0, 0, 0)


def line_from(stream: int) -> bytes:
    """One line, without reading past it by more than nobody needs."""
    parts: list[bytes] = []
    while not parts or not parts[-1].endswith(b"\n"):
        part = os.read(stream, 1 << 20)
        if not part:
            break
        parts.append(part)
    return b"".join(parts)


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, while nobody else has had a hand on it."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def tried(plan: Plan, variant: Variant, pristine: Mapping[str, bytes], secret: bytearray) -> Told:
    """What comes of one variant."""
    told: Told = {
        "name": variant["name"],
        "state": "refused",
        "outcomes": {},
        "broken": [],
        "findings": suspicions(variant, pristine, plan["sources"], secret),
        "cpu": 0.0,
    }
    if told["findings"]:
        return told
    lay_out(pristine, variant["files"])
    pipe, end = os.pipe()
    child = os.fork()
    if child == 0:
        secret[:] = bytes(len(secret))
        os.close(pipe)
        confine(plan["seconds"])
        run(ROOM, plan["wanted"], plan["options"], end)
    os.close(end)
    said = heard(pipe, child, time.monotonic() + plan["seconds"] * plan["waits"])
    os.close(pipe)
    code, cpu = finished(child, said is None)
    end_others()
    found = understood(said, code)
    return {**found, "name": variant["name"], "cpu": round(cpu, 2)}


def suspicions(
    variant: Variant, pristine: Mapping[str, bytes], sources: list[str], secret: bytearray
) -> list[str]:
    """What the sources of a variant hold that no mend needs; looked at in a process of its own."""
    if not variant["inspect"]:
        return []
    pipe, end = os.pipe()
    child = os.fork()
    if child == 0:
        secret[:] = bytes(len(secret))
        os.close(pipe)
        confine(LOOK_SECONDS)
        files = variant["files"]
        after = {p: text for p in variant["inspect"] if (text := files.get(p)) is not None}
        before = {p: pristine[p].decode() for p in sources if p in pristine}
        os.write(end, json.dumps(findings(before, after)[:50]).encode() + b"\n")
        os._exit(END)
    os.close(end)
    said = heard(pipe, child, time.monotonic() + 6 * LOOK_SECONDS)
    os.close(pipe)
    if finished(child, said is None)[0] != END or not said:
        return ["the sources cannot be read"]
    return cast("list[str]", json.loads(said))


def lay_out(pristine: Mapping[str, bytes], files: Overlay) -> None:
    """Make the project anew, with these files in place of its own, where nothing else is left."""
    for folder in WRITABLE:
        for entry in folder.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                entry.unlink(missing_ok=True)
    changed = {path: None if text is None else text.encode() for path, text in files.items()}
    for path, content in {**pristine, **changed}.items():
        if content is not None:
            place = ROOM / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)


def heard(pipe: int, child: int, deadline: float) -> bytes | None:
    """All that a child says until it ends; None where that is too late, or too much."""
    said, ended = bytearray(), os.pidfd_open(child)
    try:
        while (left := deadline - time.monotonic()) > 0 and len(said) <= MOST_TOLD:
            ready, _, _ = select.select([pipe, ended], [], [], left)
            part = os.read(pipe, 1 << 16) if pipe in ready else b""
            if ready and not part:
                return bytes(said)
            said += part
        return None
    finally:
        os.close(ended)


def finished(child: int, late: bool) -> tuple[int, float]:
    """The exit code of a child that closed its pipe, and its seconds; it is killed where late."""
    if late:
        os.kill(child, signal.SIGKILL)
    _, status, used = os.wait4(child, 0)
    return os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime


def understood(said: bytes | None, code: int) -> Told:
    """What a run told, held against itself."""
    told: Told = {
        "name": "",
        "state": "late",
        "outcomes": {},
        "broken": [],
        "findings": [],
        "cpu": 0.0,
    }
    if said is None or code == -signal.SIGXCPU:
        return told
    try:
        lines = [cast("dict[str, object]", json.loads(line)) for line in said.splitlines()]
    except ValueError:
        lines = []
    told["state"] = "ended" if sound(lines, code) else "torn"
    for line in lines:
        if "broken" in line:
            told["broken"].append(str(line["broken"]))
        elif "id" in line:
            kept = {key: value for key, value in line.items() if key not in ("nonce", "id")}
            known = told["outcomes"].setdefault(str(line["id"]), kept)
            if known is not kept and kept["outcome"] != "passed":
                told["outcomes"][str(line["id"])] = kept
    return told


def sound(lines: list[dict[str, object]], code: int) -> bool:
    """Whether a run began, ended, and told each test once, by one nonce, as its own count says."""
    if code != END or len(lines) < 2 or "begins" not in lines[0] or "ends" not in lines[-1]:
        return False
    if any(line.get("nonce") != lines[0].get("nonce") for line in lines):
        return False
    tests = [line for line in lines if "id" in line]
    names = {str(line["id"]) for line in tests}
    clean = all(line["outcome"] in ("passed", "skipped") for line in tests) and not any(
        "broken" in line for line in lines
    )
    right = {0, 5} if clean else {1, 2}
    return lines[-1].get("count") == len(names) and lines[-1]["ends"] in right


def end_others() -> None:
    """Kill whatever the last run left behind, and see it gone."""
    keep = {1, os.getpid(), os.getppid()}
    while left := [int(n) for n in os.listdir("/proc") if n.isdigit() and int(n) not in keep]:  # noqa: PTH208
        for number in left:
            try:
                os.kill(number, signal.SIGKILL)
                os.waitpid(number, 0)
            except (ProcessLookupError, ChildProcessError, PermissionError):
                continue
        time.sleep(0.002)


if __name__ == "__main__":
    main()
