"""Readings: what servers leave behind becomes rows, and damage becomes a row too."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from contextlib import closing

import anyio
import pytest

from nex.errors import InputError
from nex.grounding.readings import git, memory, sheet
from nex.grounding.readings.reading import Found, read_workspace
from nex.worlds.formats.git_objects import Author, Commit, Objects, keep, keep_tree
from nex.worlds.formats.git_repository import written_repository
from nex.worlds.formats.xlsx import MAIN, read_workbook, written_workbook
from nex.worlds.tables import Tables, diff_tables

ADA = Author("Ada", "ada@example.org")
BRANCH = "refs/heads/main"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def repository(seconds: int = 1_700_000_000, message: str = "Start") -> dict[str, bytes]:
    objects: Objects = {}
    tree = keep_tree(objects, {"a.txt": b"one\n"})
    commit = Commit(tree, (), ADA.text, seconds, message)
    id = keep(objects, "commit", commit.content)
    return written_repository(objects, {BRANCH: id}, BRANCH, ADA)


def told(files: dict[str, bytes]) -> Tables:
    return git.read(Found(files, None))


def test_a_commit_is_the_same_whenever_it_was_made() -> None:
    assert told(repository(1)) == told(repository(1_800_000_000))
    assert told(repository()) != told(repository(message="Another"))


def test_a_clean_repository_has_nothing_staged_and_its_files_as_rows() -> None:
    tables = told(repository())
    assert tables["staged"] == {}
    assert tables["file"] == {"a.txt": {"text": "one\n"}}
    assert tables["head"] == {"HEAD": {"at": "main"}}


@pytest.mark.parametrize(
    ("path", "content"),
    [
        (".git/HEAD", b""),
        (".git/HEAD", b"ref: refs/heads/../../x"),
        (".git/index", b"DIRC"),
        (".git/packed-refs", b"00 refs/heads/main\n"),
        (".git/objects/00/" + "0" * 38, b"\x78\x01"),
        (".git/refs/heads/evil", b"\xff\xff"),
        (".git/hooks/pre-commit", b"#!/bin/sh\n"),
        (".git/config", b"[core]\n\tfsmonitor = evil\n"),
    ],
)
def test_whoever_tampers_with_git_itself_is_seen(path: str, content: bytes) -> None:
    files = repository()
    before, after = told(files), told({**files, path: content})
    assert diff_tables(before, after)


def test_a_pack_of_garbage_is_a_broken_repository() -> None:
    files = repository()
    [pack] = [path for path in files if path.endswith(".pack")]
    tables = told({**files, pack: b"PACK\x00\x00\x00\x02\xff\xff\xff\xff" + bytes(40)})
    assert "broken" in str(tables["setting"]["repository"])


def test_the_graph_is_read_in_any_order_of_its_lines() -> None:
    lines = [
        b'{"type":"entity","name":"Ada","entityType":"person","observations":["b","a"]}',
        b'{"type":"relation","from":"Ada","to":"Acme","relationType":"directs"}',
    ]
    one = memory.read(Found({"memory.jsonl": b"\n".join(lines)}, None))
    other = memory.read(Found({"memory.jsonl": b"\n".join(lines[::-1])}, None))
    assert one == other
    assert one["node"] == {"Ada": {"type": "person", "observations": "a\nb"}}


@pytest.mark.parametrize("line", [b"{", b"[]", b'{"type":"entity"}', b'{"type":"reward"}', b"\xff"])
def test_a_line_that_is_no_graph_is_a_row_of_its_own(line: bytes) -> None:
    tables = memory.read(Found({"memory.jsonl": line}, None))
    assert list(tables["graph"]) == ["line 1"]


def test_a_workbook_reads_back_as_it_was_written() -> None:
    book = written_workbook({"One": {"A1": "x & y", "B2": 2.50, "AA3": 7}, "Two": {"A1": True}})
    tables = sheet.read(Found({"book.xlsx": book}, None))
    assert {row: columns["value"] for row, columns in tables["cell"].items()} == {
        "book.xlsx One!A1": "x & y",
        "book.xlsx One!B2": "2.5",
        "book.xlsx One!AA3": "7",
        "book.xlsx Two!A1": "1",
    }


def bomb() -> bytes:
    """A workbook whose XML declares entities that swell."""
    text = f'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook xmlns="{MAIN}">&b;</workbook>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", text)
    return buffer.getvalue()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip at all", bomb()])
def test_what_is_no_workbook_is_a_row_that_says_so(content: bytes) -> None:
    tables = sheet.read(Found({"book.xlsx": content}, None))
    assert list(tables["workbook"]) == ["book.xlsx"]
    with pytest.raises(ValueError, match=r"workbook|document type|XML"):
        read_workbook(content)


def large_database() -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT)")
        rows = ((place, f"item {place}") for place in range(100_000))
        connection.executemany("INSERT INTO item VALUES (?, ?)", rows)
        connection.commit()
        return connection.serialize()


@pytest.mark.anyio
async def test_the_loop_goes_on_while_a_large_workspace_is_read() -> None:
    turns = 0
    tables: Tables = {}

    async def count() -> None:
        nonlocal turns
        while True:
            await anyio.sleep(0.001)
            turns += 1

    async with anyio.create_task_group() as group:
        group.start_soon(count)
        tables = await read_workspace(["sqlite"], Found({"shop.db": large_database()}, None))
        group.cancel_scope.cancel()
    assert len(tables["item"]) == 100_000
    assert turns >= 10


@pytest.mark.anyio
async def test_a_reading_that_is_none_is_named_beside_those_there_are() -> None:
    with pytest.raises(InputError, match="no reading 'csv'; known: duckdb, files, git"):
        await read_workspace(["csv"], Found({}, None))
