"""The dataset's card: README.md with front matter, what the rows are, scores, losses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import orjson

from nex.data.scores import Score
from nex.data.trajectory import Trajectory
from nex.export.records import ExportReport, Facts

PLANNER = """\
**`planner` is a program, not a language model.** It reads the instruction, the tools' signatures
and their replies, and searches for a plan. Its turns are labelled `policy: planner` and
`language: template`; they hold no reasoning, and its instructions come from templates. Rows of the
planner and rows of a model never share a file."""

JUDGED = """\
Every row stems from a rollout whose end state was compared with its task's goal by code, out of
the agent's reach: what had to change changed, nothing else did, answers and refusals were earned
by looking. `failed` and `rejected` mark the rollouts that did not pass."""

SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


def dataset_card(report: ExportReport, facts: Facts, exported: Sequence[Trajectory]) -> str:
    """The README of a dataset; says what made it, how it was judged, and what is missing."""
    parts = [
        _front_matter(report),
        f"# {report.name}",
        _sentence(report, exported),
        "## Who acted",
        _table(("policy", "language", "rollouts"), _policies(exported)),
        *([PLANNER] if any(t.policy == "planner" for t in exported) else []),
        "## How it was judged",
        JUDGED,
        "## Files",
        _table(("file", "rows", "not carried"), _files(report)),
        "`train` (TRL) and `weight` (OpenAI) mark the turns to learn from. The labels of an OpenAI"
        " file stand line by line in the file beside it.",
        "## Left out",
        _table(("reason", "rollouts"), [(k, str(n)) for k, n in report.left_out.items()]),
        "## Kinds and architectures",
        _table(("kind", "architecture", "rollouts"), _mix(exported)),
    ]
    if facts.environments:
        parts += ["## Environments", _table(("environment", "tasks", "seed"), _environments(facts))]
    if facts.scores is not None:
        parts += ["## Scores", _table(("axis", "score", "value", "of"), _scores(facts))]
    return "\n\n".join(parts) + "\n"


def _front_matter(report: ExportReport) -> str:
    total = sum(file.rows for file in report.files)
    size = next((name for limit, name in SIZES if total < limit), "n>1M")
    configs = [
        f"- config_name: {_config(file.path)}\n"
        f"  data_files:\n  - split: train\n    path: {file.path}"
        for file in report.files
        if file.rows
    ]
    lines = [
        "---",
        f"pretty_name: {orjson.dumps(report.name).decode()}",
        "license: unknown",
        "language:\n- en",
        "task_categories:\n- text-generation",
        f"size_categories:\n- {size}",
        "tags:\n- nex\n- agent\n- tool-use\n- synthetic",
        *(["configs:", *configs] if configs else []),
        "---",
    ]
    return "\n".join(lines)


def _config(path: str) -> str:
    return path.removesuffix(".jsonl").replace("/", "-").replace(".", "-")


def _sentence(report: ExportReport, exported: Sequence[Trajectory]) -> str:
    worlds = len({t.world for t in exported})
    tasks = len({(t.environment, t.task) for t in exported})
    return (
        f"{report.exported} verified rollouts of {tasks} tasks in {worlds} worlds, out of"
        f" {report.trajectories} rollouts, {report.verified} of them verified. Made by nex; set the"
        " licence before you publish."
    )


def _policies(exported: Sequence[Trajectory]) -> Iterable[tuple[str, ...]]:
    return _counted((t.policy, t.language) for t in exported)


def _mix(exported: Sequence[Trajectory]) -> Iterable[tuple[str, ...]]:
    return _counted((t.kind, t.architecture) for t in exported)


def _counted(keys: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    counts: dict[tuple[str, ...], int] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    return [(*key, str(count)) for key, count in sorted(counts.items())]


def _files(report: ExportReport) -> list[tuple[str, ...]]:
    return [
        (f"`{file.path}`", str(file.rows), ", ".join(f"{k}: {n}" for k, n in file.losses.items()))
        for file in report.files
    ]


def _environments(facts: Facts) -> list[tuple[str, ...]]:
    return [(e.name, str(sum(e.tasks.values())), str(e.seed)) for e in facts.environments]


def _scores(facts: Facts) -> list[tuple[str, ...]]:
    scores = facts.scores.scores if facts.scores else ()
    return [(score.axis, score.name, _value(score), score.of) for score in scores]


def _value(score: Score) -> str:
    interval = "" if score.low is None else f" [{score.low:g}, {score.high:g}]"
    return f"{score.value:g} {score.unit}{interval}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table; "None." without rows."""
    lines = [_line(row) for row in rows]
    return "\n".join([_line(head), _line(("---",) * len(head)), *lines]) if lines else "None."


def _line(cells: tuple[str, ...]) -> str:
    safe = (cell.replace("|", "\\|").replace("\n", " ") for cell in cells)
    return f"| {' | '.join(safe)} |"
