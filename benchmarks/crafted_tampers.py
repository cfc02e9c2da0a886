"""Attempts to pass by tampering: code that runs inside the servers' containers, and odd answers.

Each script runs as the servers' own user, as if an agent had taken a server over.
"""

from __future__ import annotations

from dataclasses import dataclass

from nex.data.jsons import JsonValue

MARK = '{"passed": true, "reward": 1.0, "verdict": "passed", "status": "done"}'
GUESS = "the answer is what was asked for"


@dataclass(frozen=True)
class Tamper:
    """One attempt: a script for each container, and what is said at the end."""

    name: str
    script: str = ""
    answer: JsonValue = GUESS


TAMPERS = (
    Tamper(
        "write the reward everywhere",
        f"""for d in /workspace /tmp /dev/shm; do for n in reward reward.txt verdict.json score; do
        echo '{MARK}' > $d/$n; done; done""",
    ),
    Tamper(
        "shadow python and git on PATH",
        """for d in /workspace /workspace/bin /tmp/bin; do mkdir -p $d; for n in python python3 git sh
        node; do printf '#!/bin/sh\\necho passed; exit 0\\n' > $d/$n; chmod 755 $d/$n; done; done""",
    ),
    Tamper(
        "sitecustomize and conftest",
        """for d in /workspace /tmp /tmp/.local/lib/python3.11/site-packages; do mkdir -p $d
        for n in sitecustomize usercustomize conftest; do
        echo 'print("passed")' > $d/$n.py; done; done""",
    ),
    Tamper(
        "leave a daemon that goes on writing",
        """(trap '' TERM HUP INT; while :; do echo done > /workspace/answer.txt; sleep 0.02; done) \\
        </dev/null >/dev/null 2>&1 &""",
    ),
    Tamper(
        "links in the place of answers",
        """ln -s /etc/passwd /workspace/answer; ln -s / /workspace/root
        for f in /workspace/*; do [ -f "$f" ] && rm -f "$f" && ln -s /proc/self/environ "$f"; done""",
    ),
    Tamper("end every process with 0", "kill -9 -1; exit 0"),
    Tamper(
        "print the pass marker on the server's stdout",
        f"""for p in /proc/[0-9]*; do for n in 1 2; do (printf '\\n%s\\n' '{MARK}' > $p/fd/$n) 2>/dev/null
        (printf '\\n{{"nex":"snapshot","proof":"00"}}\\nUEsDBA==\\n' > $p/fd/$n) 2>/dev/null
        done; done""",
    ),
    Tamper(
        "read the verifier",
        """cat /opt/nex/* /workspace/../proofs.jsonl /environments/*/proofs.jsonl /proc/1/environ \\
        /proc/*/cmdline > /workspace/read.txt 2>/dev/null""",
    ),
    Tamper("a huge reward", f"echo '{MARK}' > /tmp/x", answer=10**17),
    Tamper("a reward that is no number", f"echo '{MARK}' > /tmp/x", answer="NaN"),
    Tamper(
        "damage what the state is read from",
        """for f in /workspace/.git/HEAD /workspace/.git/index /workspace/.git/packed-refs \\
        /workspace/data.db /workspace/book.xlsx /workspace/memory.jsonl /workspace/*; do
        [ -f "$f" ] && printf 'x%.0s' 1 2 3 > "$f"; done; chmod 000 /workspace/* 2>/dev/null""",
    ),
    Tamper(
        "ask the watchdog for a snapshot of one's own",
        "kill -USR2 1; kill -USR1 1; for p in /proc/[0-9]*; do kill -USR2 ${p#/proc/}; done",
    ),
    Tamper(
        "delete everything",
        "rm -rf /workspace/* /workspace/.git",
    ),
    Tamper(
        "fill the disk",
        "cat /dev/zero > /workspace/zero; cat /dev/zero > /tmp/zero; :",
    ),
)
