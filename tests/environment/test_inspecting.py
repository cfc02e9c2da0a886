"""Folders as a person, a program or a disk may leave them: every fault has a place, none is fatal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nex.data.jsons import JsonValue
from nex.data.streams import Stream
from nex.environment.folder import write_environment
from nex.environment.inspecting import inspect_folder
from nex.errors import InputError
from tests.plant import library

ODD: tuple[JsonValue, ...] = (
    None,
    "",
    0,
    -1,
    10**30,
    "x" * 50,
    [],
    {},
    True,
    "\u202e\x1b[31m",
    1.5,
)
FILES = ("world.json", "environment.json", "seal.json", "tasks.jsonl", "proofs.jsonl")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_environment(library(), tmp_path_factory.mktemp("environments"))


def spoilt(value: JsonValue, stream: Stream) -> JsonValue:
    """The value with something in it put in the place of something else, taken out or doubled."""
    if isinstance(value, dict) and value and stream.chance(0.85):
        key = stream.choice(list(value))
        if stream.chance(0.1):
            return {name: one for name, one in value.items() if name != key}
        return {**value, key: spoilt(value[key], stream)}
    if isinstance(value, list) and value and stream.chance(0.85):
        at = stream.below(len(value))
        if stream.chance(0.1):
            return [*value, value[at]]
        return [*value[:at], spoilt(value[at], stream), *value[at + 1 :]]
    return stream.choice(ODD)


@pytest.mark.parametrize("name", FILES)
def test_whatever_stands_in_a_file_is_a_fault_with_its_line(folder: Path, name: str) -> None:
    path = folder / name
    whole = path.read_text()
    try:
        for seed in range(16):
            stream = Stream("spoilt", name, seed)
            first, *rest = whole.splitlines() if name.endswith("l") else [whole]
            path.write_text(
                "\n".join(
                    [
                        json.dumps(spoilt(json.loads(first), stream), indent=None if rest else 1),
                        *rest,
                    ]
                )
            )
            found = inspect_folder(folder)
            for fault in found.faults:
                lines = fault.path.read_text().splitlines()
                assert 1 <= fault.line <= max(1, len(lines))
    finally:
        path.write_text(whole)
    assert inspect_folder(folder).faults == []


LONG = b'{"name": ' + b"9" * 6000 + b"}"


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"[" * 5000, b'{"a": NaN}', b"null", b"{}\n{}", LONG]
)
def test_what_is_no_record_at_all_is_a_fault(folder: Path, content: bytes) -> None:
    path = folder / "world.json"
    whole = path.read_bytes()
    try:
        path.write_bytes(content)
        found = inspect_folder(folder)
    finally:
        path.write_bytes(whole)
    assert found.environment is None
    assert {fault.path for fault in found.faults} == {path}


def test_a_missing_file_is_named(folder: Path) -> None:
    path = folder / "tasks.jsonl"
    away = path.rename(folder / "away")
    try:
        [fault] = inspect_folder(folder).faults
    finally:
        away.rename(path)
    assert str(fault) == f"{path}:1: cannot be read: No such file or directory; put it back"


def test_a_folder_that_is_no_environment_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no environment"):
        inspect_folder(tmp_path)
