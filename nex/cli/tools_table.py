"""How the checks of servers look in a terminal: one line each."""

from __future__ import annotations

from collections.abc import Sequence

from nex.grounding.catalogue.checking import Check, quantile

COLUMNS = (
    ("server", 21), ("starts", 8), ("lists", 7), ("smoke call", 28), ("protocol", 12),
    ("tools", 7), ("start ms", 10), ("p50 ms", 8), ("p99 ms", 8), ("MiB", 6), ("reset", 0),
)  # fmt: skip


def _line(cells: Sequence[str]) -> str:
    return "  " + "".join(
        f"{cell[: width - 1] if width else cell:<{width}}"
        for cell, (_, width) in zip(cells, COLUMNS, strict=True)
    )


HEAD = _line([name for name, _ in COLUMNS])


def check_line(check: Check) -> str:
    """One server's line; below it what is wrong, or what it lacks."""
    seen, times = check.seen, sorted(answer.seconds * 1000 for answer in check.seen.timed)
    line = _line(
        (
            check.server,
            "yes" if seen.protocol else "no",
            "yes" if seen.signatures else "no",
            check.smoke or "-",
            seen.protocol or "-",
            str(len(seen.signatures)),
            f"{seen.start * 1000:.0f}",
            f"{quantile(times, 0.5):.1f}",
            f"{quantile(times, 0.99):.1f}",
            f"{seen.used.memory / 1024:.0f}",
            check.reset,
        )
    )
    below = check.problem or (f"needs {check.needs}" if check.needs else "")
    return f"{line}\n    {below}" if below else line


def closing(checks: Sequence[Check]) -> str:
    """How many passed, and what to type next."""
    failed = [check.server for check in checks if not check.passed]
    if failed:
        return f"\n{len(checks) - len(failed)} of {len(checks)} pass; not {', '.join(failed)}"
    return f"\n{len(checks)} of {len(checks)} pass.   next: nex tools list"
