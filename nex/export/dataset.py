"""export_run: a run's trajectories as a dataset folder: rows per format and policy, a card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import orjson
from pydantic import ValidationError

from nex.data.trajectory import Trajectory
from nex.errors import InputError
from nex.export import atif, openai, trl
from nex.export.card import dataset_card
from nex.export.choosing import Chosen, by_policy, choose
from nex.export.jsonl import Folder, Written
from nex.export.losses import Losses
from nex.export.records import FORMATS, REPORT, ExportReport, Facts, Format
from nex.scoring.scorecard import passed


def export_run(
    trajectories: Sequence[Trajectory],
    out: Path,
    *,
    facts: Facts,
    formats: Sequence[Format] = FORMATS,
    best: int | None = None,
) -> ExportReport:
    """Write the dataset to `out` and say what it holds.

    Verified rollouts only, but for preference pairs and ATIF's `failed` files; one file per
    policy. The bytes depend on nothing but the arguments. Files of an earlier export that this
    one does not write are removed. Raises InputError for an unknown format.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise InputError(f"unknown format {unknown[0]!r}; known: {', '.join(FORMATS)}")
    chosen, folder = choose(trajectories, best), Folder(out)
    files = [f for name in FORMATS if name in formats for f in WRITERS[name](chosen, folder)]
    report = ExportReport(
        name=facts.name,
        files=tuple(files),
        trajectories=len(trajectories),
        verified=sum(map(passed, trajectories)),
        exported=len(chosen.verified),
        left_out=chosen.left_out,
    )
    _sweep(folder, report)
    folder.write_bytes("README.md", dataset_card(report, facts, chosen.verified).encode())
    text = orjson.dumps(report.model_dump(mode="json"), option=orjson.OPT_INDENT_2)
    folder.write_bytes(REPORT, text + b"\n")
    return report


def _sweep(folder: Folder, report: ExportReport) -> None:
    """Remove what an earlier export wrote here and this one does not."""
    try:
        before = ExportReport.model_validate_json((folder.root / REPORT).read_bytes())
    except (FileNotFoundError, ValidationError):
        return
    kept = {file.path for file in report.files}
    for file in before.files:
        if file.path not in kept:
            folder.remove(file.path)


def _write_trl(chosen: Chosen, folder: Folder) -> list[Written]:
    files: list[Written] = []
    for ending, held in by_policy(chosen.verified).items():
        for name, rows in (("sft", trl.sft_rows), ("prompt-completion", trl.completion_rows)):
            losses = Losses()
            lines = list(rows(held, losses))
            files.append(folder.write_rows(f"trl/{name}-{ending}.jsonl", lines, losses.report()))
    for ending, held in by_policy([*chosen.verified, *chosen.failed]).items():
        losses = Losses()
        good, bad = [t for t in held if passed(t)], [t for t in held if not passed(t)]
        pairs = list(trl.preference_rows(good, bad, losses))
        if pairs:
            path = f"trl/preference-{ending}.jsonl"
            files.append(folder.write_rows(path, pairs, losses.report()))
    return files


def _write_openai(chosen: Chosen, folder: Folder) -> list[Written]:
    files: list[Written] = []
    for ending, held in by_policy(chosen.verified).items():
        losses = Losses()
        pairs = list(openai.rows(held, losses))
        path = f"openai/chat-{ending}"
        data = [row for row, _ in pairs]
        beside = [about for _, about in pairs]
        files.append(folder.write_rows(f"{path}.jsonl", data, losses.report()))
        files.append(folder.write_rows(f"{path}.labels.jsonl", beside, {}))
    return files


def _write_atif(chosen: Chosen, folder: Folder) -> list[Written]:
    files: list[Written] = []
    for name, trajectories in (("verified", chosen.verified), ("failed", chosen.failed)):
        for ending, held in by_policy(trajectories).items():
            losses = Losses()
            lines = list(atif.documents(held, losses))
            files.append(folder.write_rows(f"atif/{name}-{ending}.jsonl", lines, losses.report()))
    return files


WRITERS: dict[Format, Callable[[Chosen, Folder], list[Written]]] = {
    "trl": _write_trl,
    "openai": _write_openai,
    "atif": _write_atif,
}
