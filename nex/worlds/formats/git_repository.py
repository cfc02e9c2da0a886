"""A git repository as a value, and the files that it lies in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from nex.worlds.formats.git_objects import (
    Author,
    Files,
    Objects,
    files_of,
    keep_tree,
    object_id,
    read_commit,
)
from nex.worlds.formats.git_pack import (
    MOST,
    read_loose,
    read_pack,
    read_staging,
    written_pack,
    written_staging,
)

BRANCH, TAG = "refs/heads/", "refs/tags/"
CONFIG = """[core]
	repositoryformatversion = 0
	filemode = false
	bare = false
[user]
	name = {name}
	email = {email}
"""


@dataclass(frozen=True, slots=True)
class Repository:
    """Objects, what they are called, and what is checked out."""

    objects: Objects
    refs: Mapping[str, str]
    """"refs/heads/main" -> id of a commit."""
    head: str
    """The ref that HEAD is at, or an id where it is at none."""
    staged: Mapping[str, str]
    """Path -> id of what the next commit holds."""


def written_repository(
    objects: Objects, refs: Mapping[str, str], head: str, user: Author
) -> dict[str, bytes]:
    """The files of a repository with `head` (a ref) checked out; the same values, the same bytes."""
    pack, index = written_pack(objects)
    name = hashlib.sha1("".join(sorted(objects)).encode(), usedforsecurity=False).hexdigest()
    tree = files_of(objects, read_commit(objects[refs[head]][1]).tree)
    staged = {path: (id, len(objects[id][1])) for path, id in tree.items()}
    packed = "".join(f"{id} {ref}\n" for ref, id in sorted(refs.items()))
    return {
        **{path: objects[id][1] for path, id in tree.items()},
        ".git/HEAD": f"ref: {head}\n".encode(),
        ".git/config": CONFIG.format(name=user.name, email=user.email).encode(),
        ".git/index": written_staging(staged),
        f".git/objects/pack/pack-{name}.idx": index,
        f".git/objects/pack/pack-{name}.pack": pack,
        ".git/packed-refs": f"# pack-refs with: peeled fully-peeled sorted \n{packed}".encode(),
        ".git/refs/heads/.keep": b"",
    }


def read_repository(files: Files) -> Repository:
    """The repository in these files; ValueError where it cannot be read.

    Only what git itself would find by name counts: an object under a false name is left out.
    """
    objects: Objects = {}
    for path, content in sorted(files.items()):
        if path.startswith(".git/objects/pack/") and path.endswith(".pack"):
            objects.update(read_pack(content))
        elif path.startswith(".git/objects/") and len(path) == len(".git/objects/") + 41:
            kind, body = read_loose(content)
            id = path.removeprefix(".git/objects/").replace("/", "")
            if object_id(kind, body) == id:
                objects[id] = (kind, body)
        if len(objects) > MOST:
            raise ValueError("a repository of too many objects")
    head = _text(files, ".git/HEAD").strip()
    refs = _packed(_text(files, ".git/packed-refs")) | _loose_refs(files)
    index = files.get(".git/index")
    staged = read_staging(index) if index is not None else {}
    return Repository(objects, refs, head.removeprefix("ref: "), staged)


def _packed(text: str) -> dict[str, str]:
    lines = [line.split(" ") for line in text.splitlines() if line[:1] not in "#^"]
    return {line[1]: line[0] for line in lines if len(line) == 2}


def _loose_refs(files: Files) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in files:
        ref = path.removeprefix(".git/")
        if ref.startswith((BRANCH, TAG)) and not path.endswith(".keep"):
            found[ref] = _text(files, path).strip()
    return found


def _text(files: Files, path: str) -> str:
    return files.get(path, b"").decode("utf-8", errors="replace")


def tree_id(files: Files) -> str:
    """The id of the tree that these files make."""
    return keep_tree({}, files)
