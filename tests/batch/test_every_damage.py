"""Naming every damaged line of a log, not only the first."""

from __future__ import annotations

from pathlib import Path

import pytest

from nex.batch import chain
from nex.batch.damage import Damage, damages
from nex.batch.storage import Folder


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Two segments of four lines each."""
    (tmp_path / "log").mkdir()
    mark = chain.ORIGIN
    for segment in (1, 2):
        lines: list[bytes] = []
        for nth in range(4):
            line, mark = chain.link(mark, b'"rollout":"r%d","n":%d' % (nth, segment))
            lines.append(line)
        (tmp_path / "log" / f"00000{segment}.jsonl").write_bytes(b"".join(lines))
    return tmp_path


def found(log: Path) -> list[Damage]:
    return list(damages(Folder(log)))


def spoil(log: Path, segment: int, change: tuple[bytes, bytes]) -> None:
    path = log / "log" / f"00000{segment}.jsonl"
    path.write_bytes(path.read_bytes().replace(*change, 1))


def test_a_sound_log_has_none(log: Path) -> None:
    assert found(log) == []


def test_each_changed_line_is_named_with_its_rollout(log: Path) -> None:
    spoil(log, 1, (b'"r1","n"', b'"r1","m"'))
    spoil(log, 2, (b'"r3","n"', b'"r3","m"'))
    assert [(d.file, d.line, d.rollout) for d in found(log)] == [
        ("log/000001.jsonl", 2, "r1"),
        ("log/000002.jsonl", 4, "r3"),
    ]
    assert found(log)[0].text == "the line's digest does not match its content"
    assert (
        found(log)[0].byte == len((log / "log" / "000001.jsonl").read_bytes().split(b"\n")[0]) + 1
    )


def test_a_line_that_is_gone_shows_in_the_one_after_it(log: Path) -> None:
    path = log / "log" / "000001.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], *lines[2:]]))
    assert [(d.line, d.text) for d in found(log)] == [
        (2, "the line does not follow the one before it")
    ]


def test_a_missing_segment_and_a_cut_one_are_named(log: Path) -> None:
    path = log / "log" / "000001.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole[:-10])
    cut = [(d.file, d.line, d.text) for d in found(log)]
    assert cut[0] == ("log/000001.jsonl", 4, "the segment ends within a line")
    path.unlink()
    assert [(d.file, d.text) for d in found(log)] == [
        ("log/000001.jsonl", "the segment is missing")
    ]
