"""Git's formats: what is written can be read, and what is damaged says so."""

from __future__ import annotations

import pytest

from nex.worlds.formats.git_objects import Author, Commit, Objects, files_of, keep, keep_tree
from nex.worlds.formats.git_pack import inflated, read_loose, read_pack, stored, written_pack
from nex.worlds.formats.git_repository import read_repository, written_repository

MAIN = "refs/heads/main"
ADA = Author("Ada", "ada@example.org")


def repository() -> tuple[dict[str, bytes], str]:
    """Two commits on main, and the id of the last."""
    objects: Objects = {}
    first = keep_tree(objects, {"a.txt": b"one\n", "a/b.txt": b"two\n"})
    root = keep(objects, "commit", Commit(first, (), ADA.text, 1_700_000_000, "First\n").content)
    second = keep_tree(objects, {"a.txt": b"three\n"})
    commit = Commit(second, (root,), ADA.text, 1_700_000_100, "Second\n")
    last = keep(objects, "commit", commit.content)
    return written_repository(objects, {MAIN: last}, MAIN, ADA), last


def test_a_written_repository_reads_back_as_it_was() -> None:
    files, last = repository()
    read = read_repository(files)
    assert (read.head, dict(read.refs)) == (MAIN, {MAIN: last})
    assert files["a.txt"] == b"three\n"
    assert read.staged == files_of(read.objects, read_commit_tree(read.objects, last))


def read_commit_tree(objects: Objects, id: str) -> str:
    return objects[id][1].split(b"\n")[0].decode().removeprefix("tree ")


def test_ids_are_those_that_git_gives() -> None:
    objects: Objects = {}
    assert keep(objects, "blob", b"hello\n") == "ce013625030ba8dba906f756967f9e9ca394464a"
    assert keep_tree(objects, {}) == "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 200_000])
def test_what_is_stored_inflates_to_itself(size: int) -> None:
    content = bytes(size)
    assert inflated(stored(content) + b"rest") == (content, len(stored(content)))


@pytest.mark.parametrize("cut", [3, 11, 40])
def test_a_pack_that_is_cut_off_is_no_pack(cut: int) -> None:
    objects: Objects = {}
    keep(objects, "blob", b"hello\n" * 20)
    pack, _ = written_pack(objects)
    assert read_pack(pack) == objects
    with pytest.raises(ValueError, match=r"pack|unpacked|cut off"):
        read_pack(pack[:cut])


def test_a_loose_file_that_is_no_object_is_refused() -> None:
    with pytest.raises(ValueError, match="no object"):
        read_loose(stored(b"reward 1\x001"))


def test_an_object_under_a_false_name_is_left_out() -> None:
    files, _ = repository()
    files[f".git/objects/00/{'0' * 38}"] = stored(b"blob 5\x00forty")
    assert "00" + "0" * 38 not in read_repository(files).objects
