"""Git's objects as values: blobs, trees, commits, and the ids that follow from them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["blob", "tree", "commit", "tag"]
Files = Mapping[str, bytes]
"""Path -> content."""
Objects = dict[str, tuple[Kind, bytes]]
"""Id -> kind and content."""
FOLDER, FILE = b"40000", b"100644"
DEEPEST = 20
"""Folders within folders that a tree may have."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who made a commit."""

    name: str
    email: str

    @property
    def text(self) -> str:
        """As git writes it."""
        return f"{self.name} <{self.email}>"


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit; its id follows from all of it."""

    tree: str
    parents: tuple[str, ...]
    author: str
    """Name and address as git writes them."""
    seconds: int
    """Since 1970, UTC."""
    message: str

    @property
    def content(self) -> bytes:
        """As an object."""
        who = f"{self.author} {self.seconds} +0000"
        lines = [f"tree {self.tree}", *(f"parent {parent}" for parent in self.parents)]
        lines += [f"author {who}", f"committer {who}", "", self.message]
        return "\n".join(lines).encode()


def object_id(kind: Kind, content: bytes) -> str:
    """The name of an object: SHA-1 of its header and content."""
    return hashlib.sha1(
        f"{kind} {len(content)}".encode() + b"\0" + content, usedforsecurity=False
    ).hexdigest()


def keep(objects: Objects, kind: Kind, content: bytes) -> str:
    """Put an object among the others; its id."""
    id = object_id(kind, content)
    objects[id] = (kind, content)
    return id


def keep_tree(objects: Objects, files: Files) -> str:
    """Put these files and their folders among the objects; the id of the whole tree."""
    here: list[tuple[bytes, bytes, str]] = []
    folders: dict[str, dict[str, bytes]] = {}
    for path, content in files.items():
        head, inner, rest = path.partition("/")
        if inner:
            folders.setdefault(head, {})[rest] = content
        else:
            here.append((head.encode(), FILE, keep(objects, "blob", content)))
    here += [(name.encode(), FOLDER, keep_tree(objects, f)) for name, f in folders.items()]
    # Git sorts a folder as if its name ended with a slash.
    here.sort(key=lambda entry: entry[0] + (b"/" if entry[1] == FOLDER else b""))
    return keep(
        objects,
        "tree",
        b"".join(mode + b" " + name + b"\0" + bytes.fromhex(id) for name, mode, id in here),
    )


def tree_entries(content: bytes) -> Iterator[tuple[str, str, str]]:
    """Mode, name and id of each entry of a tree; ValueError for what is none."""
    place = 0
    while place < len(content):
        space = content.index(b" ", place)
        end = content.index(b"\0", space)
        id = content[end + 1 : end + 21]
        if len(id) < 20:
            raise ValueError("a tree ends within an entry")
        yield content[place:space].decode(), content[space + 1 : end].decode(), id.hex()
        place = end + 21


def files_of(objects: Objects, tree: str, depth: int = 0) -> dict[str, str]:
    """Path -> id of every file of a tree; ValueError or KeyError for a damaged one."""
    kind, content = objects[tree]
    if kind != "tree" or depth > DEEPEST:
        raise ValueError(f"{tree} is no tree, or lies too deep")
    found: dict[str, str] = {}
    for mode, name, id in tree_entries(content):
        if mode == FOLDER.decode():
            inner = files_of(objects, id, depth + 1)
            found.update({f"{name}/{path}": blob for path, blob in inner.items()})
        else:
            found[name] = id if mode == FILE.decode() else f"{mode} {id}"
    return found


def read_commit(content: bytes) -> Commit:
    """The commit that an object holds; ValueError for what is none."""
    head, _, message = content.decode("utf-8", errors="replace").partition("\n\n")
    lines = [line.partition(" ") for line in head.split("\n")]
    tree = next((value for key, _, value in lines if key == "tree"), "")
    author = next((value for key, _, value in lines if key == "author"), "")
    who, _, when = author.rpartition("> ")
    if not tree or not who:
        raise ValueError("a commit without a tree or an author")
    parents = tuple(value for key, _, value in lines if key == "parent")
    return Commit(tree, parents, f"{who}>", int(when.split()[0]), message)
