"""How long a person waits for `nex --help`: wall time of fresh processes, files in the disk cache."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

from figures import Figure, show


def seconds(*command: str) -> float:
    """Wall time of one process."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, *command], check=True, capture_output=True)
    return time.perf_counter() - begun


def measure(quick: bool) -> Sequence[Figure]:
    """The help text, many times."""
    rounds = 7 if quick else 21
    seconds("-m", "nex.cli", "--help")
    helped = [seconds("-m", "nex.cli", "--help") for _ in range(rounds)]
    return [Figure("startup.help", statistics.median(helped), "s", None, 0.3, "lower")]


if __name__ == "__main__":
    show(__doc__, measure)
