"""Recorded reality as the reference of the fidelity score: a profile of what the servers answered."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from functools import cache

from nex.data.recording import RecordedCall, Recording
from nex.grounding.recordings.shelf import CORPUS, shipped_recordings
from nex.scoring.kinds import kind_of
from nex.scoring.traffic import Profile, latency_class, size_class

NAME = "recorded/2026-11"
"""What the recordings that ship are called where a score names its reference."""
FILE = CORPUS / "profile.json"
SHARE = 1_000
"""Replies that each server counts for, however many calls of it were recorded."""


@cache
def recorded_profile() -> Profile:
    """The traffic of all servers whose recordings ship; each weighs the same.

    It is kept in a file beside them: `python -m nex.grounding.recordings.reference` makes it.
    """
    return Profile.model_validate_json(FILE.read_bytes())


def pooled(recordings: Iterable[Recording], reference: str) -> Profile:
    """One profile of several recordings, each with the same weight.

    Only calls that a careful agent could have made count: none that was meant to be refused, and
    none of a tool that never gave an answer where it was recorded, for want of something there.
    """
    channels = (Counter[str](), Counter[str](), Counter[str]())
    for recording in recordings:
        calls = asked_well(recording)
        words = (
            Counter(kind_of(call.result) for call in calls),
            Counter(size_class(call.size) for call in calls),
            Counter(latency_class(call.seconds) for call in calls),
        )
        for channel, counted in zip(channels, words, strict=True):
            for name, count in counted.items():
                channel[name] += round(SHARE * count / len(calls))
    errors, sizes, latencies = (dict(sorted(channel.items())) for channel in channels)
    return Profile(reference=reference, errors=errors, sizes=sizes, latencies=latencies)


def asked_well(recording: Recording) -> list[RecordedCall]:
    """The calls that count; all of them where that leaves none."""
    answering = {call.tool for call in recording.calls if call.ok}
    calls = [c for c in recording.calls if c.origin != "wrong" and c.tool in answering]
    return calls or list(recording.calls)


def main() -> None:
    """Make the profile of the recordings that ship anew."""
    profile = pooled(shipped_recordings().values(), NAME)
    FILE.write_text(profile.model_dump_json(indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{FILE}\n")


if __name__ == "__main__":
    main()
