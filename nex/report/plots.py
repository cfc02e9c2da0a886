"""Which figures a report draws, and from what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from nex.data.scores import Score
from nex.data.streams import Stream
from nex.data.task import KINDS
from nex.data.trajectory import Trajectory
from nex.report.data import ReportData
from nex.report.svg import Bar, Scale, bars, histogram, scales
from nex.scoring.incoherence import by_length
from nex.scoring.scorecard import groups, passed


@dataclass(frozen=True, slots=True)
class Plot:
    """A figure with its heading and one line that says how to read it."""

    title: str
    caption: str
    svg: Markup


def plots(data: ReportData) -> list[Plot]:
    """The figures for which there is something to draw."""
    found = [
        _complexity(data),
        _passes(data, "Verified by kind of task", [t.kind for t in data.trajectories]),
        _passes(data, "Verified by architecture", [t.architecture for t in data.trajectories]),
        _diversity(data.scores.scores),
        _fidelity(data.scores.scores),
        _incoherence(data.scores.scores),
        _by_length(data),
    ]
    return [plot for plot in found if plot is not None]


def _complexity(data: ReportData) -> Plot | None:
    bits = [task.complexity.bits for task in data.tasks]
    if not bits:
        return None
    caption = "Bits of each task's reference solution: calls x log2 tools + actions x log2 objects."
    return Plot("Complexity of tasks", caption, histogram(bits, "bits", "Histogram of task bits"))


def _passes(data: ReportData, title: str, keys: Sequence[str]) -> Plot | None:
    judged: list[tuple[str, Trajectory]] = [
        (key, t) for key, t in zip(keys, data.trajectories, strict=True) if t.verdict is not None
    ]
    if not judged:
        return None
    total = Counter(key for key, _ in judged)
    good = Counter(key for key, t in judged if passed(t))
    names = sorted(total, key=lambda key: (KINDS.index(key) if key in KINDS else 9, key))
    rows = [
        Bar(n, good[n] / total[n], f"{good[n]} of {total[n]}", _tone(good[n] / total[n]))
        for n in names
    ]
    return Plot(
        title, "Share of judged rollouts that ended as their task demands.", bars(rows, title)
    )


def _tone(share: float) -> str:
    return "good" if share >= 0.9 else "middling" if share >= 0.5 else "bad"


def _diversity(scores: Sequence[Score]) -> Plot | None:
    values = {score.name: score.value for score in scores if score.axis == "diversity"}
    rows = [
        Scale(name, value, values[f"{name}, shuffled"], f"{value:.1f}")
        for name, value in values.items()
        if f"{name}, shuffled" in values
    ]
    if not rows:
        return None
    caption = "Vendi score: how many different things each set is worth, between clones and the same features dealt out anew."
    return Plot("Diversity", caption, scales(rows, "Diversity of each set"))


def _fidelity(scores: Sequence[Score]) -> Plot | None:
    rows = [
        Bar(score.name, score.value, f"{score.value:.2f}", _tone(score.value))
        for score in scores
        if score.axis == "fidelity"
    ]
    if not rows:
        return None
    references = [s.of.partition("reference: ")[2] for s in scores if "reference: " in s.of]
    named = f" Traffic is compared with: {references[0]}." if references else ""
    caption = f"Probes of the tool server, and the likeness of its traffic to a reference.{named}"
    return Plot("Fidelity", caption, bars(rows, "Fidelity of probes and traffic"))


def _incoherence(scores: Sequence[Score]) -> Plot | None:
    rows = [
        Bar(score.name, score.value, f"{score.value:.2f}", "middling")
        for score in scores
        if score.axis == "incoherence"
    ]
    if not rows:
        return None
    caption = "Share of the error that is chance rather than habit, over repeated rollouts."
    return Plot("Incoherence", caption, bars(rows, "Incoherence of repeated rollouts"))


def _by_length(data: ReportData) -> Plot | None:
    """Incoherence against reference length, each beside what independent slips would give."""
    calls = {task.id: task.complexity.calls for task in data.tasks}
    judged = [t for t in data.trajectories if t.verdict is not None and t.task in calls]
    lengths: dict[int, list[list[str]]] = {}
    for (_, task, *_), outcomes in groups(judged).items():
        if len(outcomes) > 1:
            lengths.setdefault(calls[task], []).append(outcomes)
    points = by_length(lengths, Stream("report", "length"))
    rows = [
        Bar(f"{p.calls} calls", p.measured, f"{p.measured:.2f} of {p.tasks}", "middling", p.null)
        for p in points
        if p.error
    ]
    if not rows:
        return None
    caption = (
        "Share of the error that is chance, by length of the reference solution (of so many groups)."
        " The stroke is what slips of one constant rate would give: it falls with length."
    )
    return Plot("Incoherence by length", caption, bars(rows, "Incoherence by length"))
