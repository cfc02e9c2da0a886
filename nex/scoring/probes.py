"""Fidelity, figure one: black-box probes of a tool server.

What a real store cannot get wrong and an imitated one does: what is found can be fetched, reads
repeat, filters filter, references resolve, nonsense is refused, and a write does what it declares
and nothing else. Each probe counts how often it held; a server's figure is the mean over its
probes, with the worst beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from nex.data.messages import Signature
from nex.data.scores import Score
from nex.scoring.measures import measure
from nex.scoring.servers import ToolCaller


@dataclass(frozen=True, slots=True)
class Probe:
    """One property: how often it was tried and how often it held."""

    name: str
    held: int
    tried: int

    @property
    def rate(self) -> float:
        """Share of the tries that held."""
        return self.held / self.tried


@dataclass(frozen=True, slots=True)
class ProbeReport:
    """Every probe that could be tried on a server, in the order of the checks."""

    probes: tuple[Probe, ...]

    @property
    def mean(self) -> float:
        """The mean of the probes' rates; 0 where nothing could be tried."""
        return sum(p.rate for p in self.probes) / len(self.probes) if self.probes else 0.0

    @property
    def worst(self) -> float:
        """The lowest rate of all."""
        return min((p.rate for p in self.probes), default=0.0)


@dataclass
class Tally:
    """Counts while the probes run."""

    held: Counter[str] = field(default_factory=Counter[str])
    tried: dict[str, int] = field(default_factory=dict[str, int])

    def note(self, name: str, holds: bool) -> bool:
        """One try of a probe; gives back what it was told."""
        self.tried[name] = self.tried.get(name, 0) + 1
        self.held[name] += holds
        return holds

    def report(self) -> ProbeReport:
        """The counts as they are now."""
        return ProbeReport(tuple(Probe(n, self.held[n], tried) for n, tried in self.tried.items()))


Examination = Callable[[ToolCaller, Sequence[Signature], Tally], None]


def examine(
    call: ToolCaller, signatures: Sequence[Signature], examinations: Sequence[Examination]
) -> ProbeReport:
    """Run the examinations in order against one server; those that write come last."""
    tally = Tally()
    for examination in examinations:
        examination(call, signatures, tally)
    return tally.report()


def merged(reports: Sequence[ProbeReport]) -> ProbeReport:
    """The reports of several servers as one, counts added."""
    tally = Tally()
    for probe in (p for report in reports for p in report.probes):
        tally.tried[probe.name] = tally.tried.get(probe.name, 0) + probe.tried
        tally.held[probe.name] += probe.held
    return tally.report()


def score_probes(report: ProbeReport) -> list[Score]:
    """The mean and the worst probe; nothing where no probe could be tried."""
    if not report.probes:
        return []
    tries = sum(probe.tried for probe in report.probes)
    worst = min(report.probes, key=lambda probe: probe.rate)
    of = f"{len(report.probes)} probes, {tries} tries"
    return [
        measure("fidelity", "probes", report.mean, "share", of),
        measure("fidelity", "worst probe", report.worst, "share", worst.name),
    ]
