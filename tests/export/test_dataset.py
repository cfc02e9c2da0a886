"""A dataset's bytes follow from the rollouts alone, and policies never share a file."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path
from typing import cast

import orjson
import pytest

from nex.data.scores import Score, ScoreCard
from nex.data.trajectory import Provenance, Trajectory
from nex.errors import InputError
from nex.export.choosing import by_policy, choose
from nex.export.dataset import export_run
from nex.export.records import ExportReport, Facts, Format

FACTS = Facts("library-7f3a91")
GOLDEN = Path(__file__).parents[1] / "data" / "export"
"""Rewritten where NEX_GOLDEN is set."""


def lines(path: Path) -> list[dict[str, object]]:
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def test_the_files_are_those_of_the_report(rollouts: list[Trajectory], tmp_path: Path) -> None:
    report = export_run(rollouts, tmp_path, facts=FACTS)
    assert {file.path: file.rows for file in report.files} == {
        "trl/sft-planner.jsonl": 4,
        "trl/prompt-completion-planner.jsonl": 4,
        "trl/sft-openai-gpt-x.jsonl": 1,
        "trl/prompt-completion-openai-gpt-x.jsonl": 1,
        "trl/preference-planner.jsonl": 1,
        "openai/chat-planner.jsonl": 4,
        "openai/chat-planner.labels.jsonl": 4,
        "openai/chat-openai-gpt-x.jsonl": 1,
        "openai/chat-openai-gpt-x.labels.jsonl": 1,
        "atif/verified-planner.jsonl": 3,
        "atif/verified-openai-gpt-x.jsonl": 1,
        "atif/failed-planner.jsonl": 1,
    }
    assert (report.trajectories, report.verified, report.exported) == (6, 4, 4)
    assert report.left_out == {"never judged": 1, "not verified": 1}
    for file in report.files:
        assert len(lines(tmp_path / file.path)) == file.rows
    assert ExportReport.model_validate_json((tmp_path / "export.json").read_bytes()) == report


def test_bytes_are_golden(rollouts: list[Trajectory], tmp_path: Path) -> None:
    if os.environ.get("NEX_GOLDEN"):
        export_run(rollouts, GOLDEN, facts=FACTS)
    export_run(rollouts, tmp_path, facts=FACTS)
    assert digests(tmp_path) == digests(GOLDEN)


def test_neither_order_nor_run_nor_clock_show(rollouts: list[Trajectory], tmp_path: Path) -> None:
    export_run(rollouts, tmp_path / "one", facts=FACTS)
    elsewhere = [
        replace(
            t,
            provenance=Provenance(
                run="other", rollout=t.provenance.rollout, sandbox="docker", wall_seconds=99.0
            ),
        )
        for t in rollouts[::-1]
    ]
    export_run(elsewhere, tmp_path / "two", facts=FACTS)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    text = b"".join(path.read_bytes() for path in (tmp_path / "one").rglob("*.*"))
    assert b"run-77" not in text
    assert b"1.25" not in text


def test_policies_never_share_a_file(rollouts: list[Trajectory], tmp_path: Path) -> None:
    export_run(rollouts, tmp_path, facts=FACTS)
    for path in tmp_path.glob("trl/*.jsonl"):
        held = {str(orjson.loads(orjson.dumps(row["labels"]))["policy"]) for row in lines(path)}
        assert len(held) == 1
        assert (held == {"planner"}) == ("-planner" in path.name)


def test_names_that_would_collide_are_told_apart(rollouts: list[Trajectory]) -> None:
    named = [replace(rollouts[0], policy=p) for p in ("Planner", "planner", "a/b", "a b")]
    assert len(by_policy(named)) == 4
    assert by_policy(named)["planner"][0].policy == "planner"


def test_repetitions_are_exported_once(rollouts: list[Trajectory]) -> None:
    again = replace(rollouts[0], id="t-again", provenance=Provenance(rollout=7))
    chosen = choose([*rollouts, again], None)
    assert [t.id for t in chosen.verified].count("t-again") == 0
    assert chosen.left_out["repetitions"] == 1


def test_best_takes_one_of_each_kind_first(rollouts: list[Trajectory]) -> None:
    chosen = choose(rollouts, 3)
    assert len(chosen.verified) == 3
    assert {t.kind for t in chosen.verified} == {"do", "refuse"}
    assert {t.architecture for t in chosen.verified} == {"solo", "manager"}
    assert chosen.left_out["not selected"] == 1
    assert [t.id for t in choose(rollouts[::-1], 3).verified] == [t.id for t in chosen.verified]


def test_an_earlier_export_s_files_do_not_stay(rollouts: list[Trajectory], tmp_path: Path) -> None:
    export_run(rollouts, tmp_path, facts=FACTS)
    (tmp_path / "mine.txt").write_text("stays")
    export_run(rollouts[:2], tmp_path, facts=FACTS, formats=("atif",))
    assert sorted(digests(tmp_path)) == [
        "README.md",
        "atif/verified-planner.jsonl",
        "export.json",
        "mine.txt",
    ]


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    wrong = cast("tuple[Format, ...]", ("trl", "csv"))
    with pytest.raises(InputError, match="unknown format 'csv'; known: trl, openai, atif"):
        export_run([], tmp_path, facts=FACTS, formats=wrong)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_run_makes_a_dataset_that_says_so(tmp_path: Path) -> None:
    report = export_run([], tmp_path, facts=FACTS)
    assert report.files == ()
    assert "None." in (tmp_path / "README.md").read_text()


def test_the_card_says_what_the_planner_is_and_shows_scores(
    rollouts: list[Trajectory], tmp_path: Path
) -> None:
    score = Score(axis="diversity", name="goals", value=31.8, unit="effective", of="Vendi | of 231")
    export_run(rollouts, tmp_path, facts=Facts("library", scores=ScoreCard(scores=(score,))))
    card = (tmp_path / "README.md").read_text()
    assert card.startswith('---\npretty_name: "library"\n')
    assert "`planner` is a program, not a language model" in card
    assert "| diversity | goals | 31.8 effective | Vendi \\| of 231 |" in card
    assert "path: trl/sft-planner.jsonl" in card
    export_run(rollouts[4:5], tmp_path, facts=FACTS)
    assert "not a language model" not in (tmp_path / "README.md").read_text()
