"""Fidelity, figure two: how far a server's traffic is from a recorded reference.

Per channel (error kinds, reply sizes, latencies) 1 - sqrt(Jensen-Shannon divergence) in bits;
the figure is their geometric mean, each channel at least 0.05 so that a missing one does not
erase the rest.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from nex.data.frozen import Frozen
from nex.data.messages import Result
from nex.data.scores import Score
from nex.data.trajectory import Call, Trajectory, walk
from nex.scoring.kinds import kind_of
from nex.scoring.measures import measure
from nex.scoring.servers import ToolCaller

FLOOR = 0.05
OWN_WORLDS = "own worlds"


class Profile(Frozen):
    """The traffic of a tool server: how many replies fell into which class, per channel."""

    schema_version: Literal["nex.profile/1"] = "nex.profile/1"
    reference: str
    """Where the traffic was recorded."""
    errors: dict[str, int]
    """What the error is about (`nex.scoring.kinds`) -> replies; "ok" for the rest."""
    sizes: dict[str, int]
    """log2 of the reply's characters -> replies."""
    latencies: dict[str, int]
    """log2 of the (virtual) milliseconds, in halves -> replies."""


def profile(results: Iterable[Result], reference: str) -> Profile:
    """Count replies into classes."""
    held = list(results)
    return Profile(
        reference=reference,
        errors=_counted(map(kind_of, held)),
        sizes=_counted(size_class(len(result.text)) for result in held),
        latencies=_counted(latency_class(result.seconds) for result in held),
    )


def _counted(classes: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(classes).items()))


def size_class(characters: int) -> str:
    """log2 of a reply's characters."""
    return str(characters.bit_length())


def latency_class(seconds: float) -> str:
    """log2 of the milliseconds, in halves; "none" where no time passed."""
    return str(round(2 * math.log2(seconds * 1000))) if seconds > 0 else "none"


def tool_calls(trajectory: Trajectory) -> list[Call]:
    """The calls that reached the World's tools, in order; `finish` reaches none."""
    calls = [call for call in walk(trajectory.root) if call.kind == "tool"]
    return [call for call in calls if call.unit != "finish" and call.result is not None]


def traffic(trajectories: Iterable[Trajectory], reference: str = "") -> Profile:
    """The profile of every reply that some agents' tools gave."""
    calls = (call for trajectory in trajectories for call in tool_calls(trajectory))
    return profile((call.result for call in calls if call.result), reference)


def own_worlds(
    trajectories: Sequence[Trajectory], serve: Callable[[Trajectory], ToolCaller]
) -> Profile:
    """A reference from nex's own worlds: the same calls again, on other dice.

    `serve` opens a fresh server for a rollout's task, seeded differently than the rollout's was.
    """
    results: list[Result] = []
    for trajectory in trajectories:
        call = serve(trajectory)
        results.extend(call(c.unit, c.arguments) for c in tool_calls(trajectory))
    return profile(results, OWN_WORLDS)


def likeness(left: Mapping[str, int], right: Mapping[str, int]) -> float:
    """1 - sqrt(JSD) of two counts: 1 for equal shares, 0 for nothing in common."""
    if not left or not right:
        return 0.0
    return 1 - math.sqrt(max(0.0, _divergence(left, right)))


def _divergence(left: Mapping[str, int], right: Mapping[str, int]) -> float:
    sizes = sum(left.values()), sum(right.values())
    total = 0.0
    for name in sorted({*left, *right}):
        p, q = left.get(name, 0) / sizes[0], right.get(name, 0) / sizes[1]
        middle = (p + q) / 2
        total += sum(share / 2 * math.log2(share / middle) for share in (p, q) if share)
    return total


def channels(measured: Profile, reference: Profile) -> dict[str, float]:
    """The likeness of each channel."""
    return {
        "errors": likeness(measured.errors, reference.errors),
        "sizes": likeness(measured.sizes, reference.sizes),
        "latencies": likeness(measured.latencies, reference.latencies),
    }


def fit(measured: Profile, reference: Profile) -> float:
    """The geometric mean of the channels, each at least 0.05."""
    found = [max(FLOOR, value) for value in channels(measured, reference).values()]
    return math.prod(found) ** (1 / len(found))


def score_traffic(measured: Profile, reference: Profile, name: str = "traffic") -> list[Score]:
    """The fit and its channels; nothing where either side is empty."""
    if not measured.errors or not reference.errors:
        return []
    replies = sum(measured.errors.values())
    of = f"{replies} replies; reference: {reference.reference}"
    parts = [
        measure("fidelity", f"{name}: {channel}", value, "likeness", of)
        for channel, value in channels(measured, reference).items()
    ]
    return [measure("fidelity", name, fit(measured, reference), "likeness", of), *parts]
