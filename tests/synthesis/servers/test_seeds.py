"""Seeded workspaces: the same bytes each time, and readable by who reads such files."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from contextlib import closing

import pytest

from nex.errors import InputError
from nex.synthesis.servers.seeds import RECIPES, seeded
from nex.worlds.formats.git_objects import files_of, object_id, read_commit
from nex.worlds.formats.git_repository import read_repository

NAMED = {"database": "database:data.db", "graph": "graph:memory.jsonl"}
ALL = [NAMED.get(name, f"{name}:file") for name in RECIPES]


@pytest.mark.parametrize("recipe", ALL)
def test_the_same_seed_gives_the_same_bytes_and_another_one_others(recipe: str) -> None:
    one, again, other = seeded([recipe], 3), seeded([recipe], 3), seeded([recipe], 4)
    assert one == again
    assert one != other


def test_recipes_stand_side_by_side() -> None:
    both = seeded(["notes", "database:data.db"], 1)
    assert {"readme.txt", "data.db"} <= both.files.keys()
    assert both.facts.files
    assert [table.name for table in both.facts.tables] == ["products", "orders"]


def test_an_unknown_recipe_is_said() -> None:
    with pytest.raises(InputError, match="known: notes"):
        seeded(["garden"], 0)


def test_a_database_holds_what_is_known_of_it() -> None:
    found = seeded(["database:data.db"], 0)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(found.files["data.db"])
        for table in found.facts.tables:
            rows = connection.execute(f"SELECT * FROM {table.name}").fetchall()
            assert tuple(rows) == table.rows


def test_statements_make_the_same_tables() -> None:
    found = seeded(["statements"], 0)
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in found.statements:
            connection.execute(statement)
        [orders] = connection.execute("SELECT COUNT(*) FROM orders").fetchall()
    assert orders == (len(found.facts.tables[1].rows),)


def test_a_history_is_a_repository_with_work_at_hand() -> None:
    files = seeded(["history"], 0).files
    repository = read_repository(files)
    tree = files_of(
        repository.objects,
        read_commit(repository.objects[repository.refs["refs/heads/main"]][1]).tree,
    )
    assert repository.staged.keys() - tree.keys() == {"list.txt"}
    assert object_id("blob", files["notes.txt"]) != repository.staged["notes.txt"]
    assert object_id("blob", files["list.txt"]) == repository.staged["list.txt"]
    assert repository.head == "refs/heads/main"
    main, draft = repository.refs["refs/heads/main"], repository.refs["refs/heads/draft"]
    assert main != draft
    assert read_commit(repository.objects[main][1]).message.strip()


@pytest.mark.parametrize(
    ("recipe", "part"), [("workbook", "xl/workbook.xml"), ("document", "word/document.xml")]
)
def test_documents_are_packages_of_parts(recipe: str, part: str) -> None:
    [content] = seeded([f"{recipe}:file"], 0).files.values()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert part in archive.namelist()
