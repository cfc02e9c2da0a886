"""Text for the terminal: an environment, a run, a trajectory, a score card; pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import get_args

from nex.data.blueprint import Blueprint, depth
from nex.data.environment import EnvironmentCard
from nex.data.scores import Axis, Score, ScoreCard
from nex.data.task import Task
from nex.data.trajectory import Call, Trajectory
from nex.report.meanwhile import Beside, meanwhile, user_lines
from nex.report.wording import arguments_text, change_lines, result_text, verdict_lines
from nex.scoring.scorecard import passed
from nex.worlds.dialects import split_of

AXES = get_args(Axis)
LABEL = 10
"""Width of the column that names a part."""


def table(rows: Sequence[Sequence[str]], indent: str = "  ") -> str:
    """Columns as wide as their widest cell, two spaces between; no row is padded at its end."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        indent + "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
    return "\n".join(lines)


def score_table(card: ScoreCard) -> str:
    """One line per score: axis (once), name, value with interval, what it is of, its floor."""
    if not card.scores:
        return "  nothing to score"
    scores = sorted(card.scores, key=lambda score: AXES.index(score.axis))
    axes = ["", *(score.axis for score in scores)]
    return table(
        [
            ("" if score.axis == before else score.axis, score.name, figure(score), _remark(score))
            for score, before in zip(scores, axes, strict=False)
        ]
    )


def figure(score: Score) -> str:
    """`14.2 bits [12.9, 15.6]`."""
    interval = "" if score.low is None else f" [{score.low:.4g}, {score.high:.4g}]"
    return f"{score.value:.4g} {score.unit}{interval}"


def _remark(score: Score) -> str:
    if score.floor is None:
        return score.of
    below = "BELOW" if score.value < score.floor else "above"
    return f"{score.of}; {below} its floor {score.floor:g}"


def environment_text(
    card: EnvironmentCard, tasks: Sequence[Task], blueprints: Sequence[Blueprint]
) -> str:
    """What an environment holds: tasks by kind, what was dropped, architectures."""
    bits = [task.complexity.bits for task in tasks]
    lines = [
        f"{card.name}  world {card.world[:12]}  seed {card.seed}",
        *_sources(card),
        *_dialect(card),
        _part("tasks", f"{sum(card.tasks.values())} proved  ({_counts(card.tasks)})"),
    ]
    if bits:
        spread = f"{min(bits):.1f} to {max(bits):.1f}, mean {sum(bits) / len(bits):.1f}"
        lines.append(_part("bits", spread))
    if card.dropped:
        lines.append(_part("dropped", f"{sum(card.dropped.values())}  ({_counts(card.dropped)})"))
    lines.extend(_part("blueprint", _blueprint(blueprint)) for blueprint in blueprints)
    lines.extend(
        _part("refused", f"{name}: {why}") for name, why in card.rejected_blueprints.items()
    )
    return "\n".join(lines)


def _sources(card: EnvironmentCard) -> list[str]:
    """What it was made from: a spec, real servers, or both."""
    servers = ", ".join(dict.fromkeys(ground.server for ground in card.grounds))
    lines = [_part("servers", servers)] if servers else []
    reading = _counts(card.reading)
    return [_part("spec", reading or "none"), *lines] if reading or not servers else lines


def _dialect(card: EnvironmentCard) -> list[str]:
    """The name of a dialect that is not the plain one, and the split that it is of."""
    surface = card.surface
    return (
        [] if surface.is_plain else [_part("dialect", f"{surface.dialect}  ({split_of(surface)})")]
    )


def _blueprint(blueprint: Blueprint) -> str:
    levels = depth(blueprint.root)
    rate = "" if blueprint.pass_rate is None else f": {blueprint.pass_rate * 100:.4g} % verified"
    gate = f"gated by {blueprint.gated_by}" if blueprint.gated_by else "not gated"
    return f"{blueprint.name}  {levels} level{'s' * (levels != 1)}, {gate}{rate}"


def run_text(trajectories: Sequence[Trajectory]) -> str:
    """Rollouts and verified ones by policy, architecture and kind; what ended otherwise."""
    ends = Counter(t.status for t in trajectories if t.status != "completed")
    lines = [f"{len(trajectories)} rollouts, {sum(map(passed, trajectories))} verified"]
    if ends:
        lines.append(_part("ended", _counts(dict(sorted(ends.items())))))
    for name, key in (
        ("policy", [t.policy for t in trajectories]),
        ("agents", [t.architecture for t in trajectories]),
        ("kind", [t.kind for t in trajectories]),
    ):
        lines.extend(_shares(name, key, [passed(t) for t in trajectories]))
    return "\n".join(lines)


def _shares(name: str, keys: Sequence[str], passes: Sequence[bool]) -> Iterable[str]:
    total = Counter(keys)
    good = Counter(key for key, passed in zip(keys, passes, strict=True) if passed)
    for place, key in enumerate(sorted(total)):
        share = f"{good[key]} of {total[key]} verified"
        yield _part(name if place == 0 else "", f"{key}  {share}")


def trajectory_text(trajectory: Trajectory) -> str:
    """The whole rollout: who called what and what came back, the state diff, the verdict."""
    end = result_text(trajectory.root.result)
    beside = meanwhile(trajectory)
    state = [line for change in trajectory.changes for line in change_lines(change)]
    return "\n".join(
        [
            f'{trajectory.kind} {trajectory.task}  "{trajectory.instruction}"',
            f"  {trajectory.architecture}, {trajectory.policy}, {trajectory.id}",
            *(_call_lines(trajectory.root, "  ", beside) or [f"  {trajectory.root.unit}  {end}"]),
            *_block("meanwhile", beside.get((), ())),
            *_block("user", user_lines(trajectory)),
            *_block("state", state or ["unchanged"]),
            *_block("verdict", verdict_lines(trajectory)),
        ]
    )


def _call_lines(call: Call, indent: str, beside: Beside) -> list[str]:
    """One line per call, the calls of a sub-agent one level in; what others did, above each."""
    rows = [child for step in call.steps for child in step.calls]
    heads = [f"{_head(child)}" for child in rows]
    width = min(max((len(head) for head in heads), default=0), 48)
    lines: list[str] = []
    for place, (child, head) in enumerate(zip(rows, heads, strict=True)):
        who = call.unit if place == 0 else " " * len(call.unit)
        lines.extend(f"{indent}{' ' * len(call.unit)} .. {did}" for did in beside.get(child.id, ()))
        lines.append(f"{indent}{who} -> {head.ljust(width)}  {result_text(child.result)}".rstrip())
        lines.extend(_call_lines(child, indent + "    ", beside))
    return lines


def _head(call: Call) -> str:
    return f"{call.unit}({arguments_text(call.arguments)})"


def _block(name: str, lines: Sequence[str]) -> list[str]:
    return [_part(name if place == 0 else "", line) for place, line in enumerate(lines)]


def _part(name: str, text: str) -> str:
    return f"  {name.ljust(LABEL)}{text}".rstrip()


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{n} {name}" for name, n in counts.items())
