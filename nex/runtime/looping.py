"""Looping: an agent that makes the same calls again and again; seen in its record, never guessed."""

from __future__ import annotations

from collections.abc import Sequence

from nex.data.jsons import Json, canonical
from nex.data.trajectory import Call, Step, walk

LONGEST = 4
"""Turns of a cycle that is looked for."""
SUSPECT = 3
"""Rounds from which on it is called a loop."""


def looping(root: Call) -> int:
    """Rounds of the longest cycle that an agent below `root` was in; 0 for fewer than SUSPECT.

    A cycle is one to LONGEST turns that made the same calls with the same arguments.
    """
    found = max((_rounds(call.steps) for call in walk(root)), default=0)
    return found if found >= SUSPECT else 0


def loop_flag(root: Call) -> Json:
    """The same as a trajectory says it beside its record: nothing where there is no loop."""
    rounds = looping(root)
    return {"looping": rounds} if rounds else {}


def _rounds(steps: Sequence[Step]) -> int:
    asked = [_asked(step) for step in steps]
    return max((_repeats(asked, period) for period in range(1, LONGEST + 1)), default=0)


def _repeats(asked: Sequence[bytes], period: int) -> int:
    """Rounds of the longest stretch in which each turn asks what it asked `period` turns before."""
    longest = run = 0
    for place in range(period, len(asked)):
        run = run + 1 if asked[place] and asked[place] == asked[place - period] else 0
        longest = max(longest, run)
    return longest // period + 1 if longest else 0


def _asked(step: Step) -> bytes:
    return canonical([[call.unit, call.arguments] for call in step.calls]) if step.calls else b""
