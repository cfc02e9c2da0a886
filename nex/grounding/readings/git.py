"""`git`: a repository's branches, tags, commits, files and staged files; nothing of git is run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nex.data.jsons import bytes_digest, digest
from nex.data.world import Value
from nex.grounding.readings import files
from nex.grounding.readings.reading import Found
from nex.worlds.formats.git_objects import Commit, files_of, read_commit
from nex.worlds.formats.git_repository import BRANCH, TAG, Repository, read_repository
from nex.worlds.tables import Tables, column

MOST_COMMITS = 5_000
SHORT = 16
KNOWN = ("objects/", "refs/", "logs/")
FLEETING = ("HEAD", "ORIG_HEAD", "FETCH_HEAD", "COMMIT_EDITMSG", "index", "packed-refs")
"""What git writes as it goes, or what is read in another way; of the rest every byte counts."""


def read(found: Found) -> Tables:
    """Entities `branch`, `tag`, `commit`, `head`, `file`, `staged` and `setting`.

    A commit's row is named by what it says, by whom and after what, not by when: a replay makes
    the same rows. A repository that cannot be read is a row of `setting` that says so.
    """
    try:
        tables = _tables(read_repository(found.files))
    except (ValueError, KeyError, RecursionError) as e:
        tables = {"setting": {"repository": {"content": column(f"broken: {e}")}}}
    settings = {
        path.removeprefix(".git/"): {"content": bytes_digest(content)}
        for path, content in sorted(found.files.items())
        if path.startswith(".git/")
        and not path.removeprefix(".git/").startswith(KNOWN)
        and path.removeprefix(".git/") not in FLEETING
    }
    return {
        **tables,
        **files.read(found),
        "setting": {**tables.get("setting", {}), **settings},
    }


def _tables(repository: Repository) -> dict[str, Mapping[str, Mapping[str, Value]]]:
    commits = dict(_reachable(repository))
    names = _named(commits)
    head = repository.head
    at = head.removeprefix(BRANCH) if head.startswith("refs/") else names.get(head, head)
    current = repository.refs.get(head, head)
    tree = files_of(repository.objects, commits[current].tree) if current in commits else {}
    paths = sorted({*repository.staged, *tree})
    return {
        "branch": _tips(repository, BRANCH, names),
        "tag": _tips(repository, TAG, names),
        "commit": {names[id]: _row(commit, names) for id, commit in commits.items()},
        "head": {"HEAD": {"at": at}},
        "staged": {
            path: {"content": repository.staged.get(path)}
            for path in paths
            if repository.staged.get(path) != tree.get(path)
        },
    }


def _reachable(repository: Repository) -> Iterator[tuple[str, Commit]]:
    """Every commit that a ref or HEAD leads to, parents first."""
    seen: set[str] = set()
    ended: set[str] = set()
    waiting = [repository.head, *(id for _, id in sorted(repository.refs.items()))]
    while waiting:
        id = waiting[-1]
        if id in ended or id.startswith("refs/"):
            waiting.pop()
            continue
        kind, content = repository.objects[id]
        if kind != "commit" or len(seen) > MOST_COMMITS:
            raise ValueError(f"{id} is no commit, or there are too many")
        commit = read_commit(content)
        if id in seen:
            waiting.pop()
            ended.add(id)
            yield id, commit
        else:
            seen.add(id)
            waiting += [parent for parent in commit.parents if parent not in ended]


def _named(commits: Mapping[str, Commit]) -> dict[str, str]:
    names: dict[str, str] = {}
    for id, commit in commits.items():
        parents = [names[parent] for parent in commit.parents]
        said = [commit.tree, commit.message.strip(), commit.author, parents]
        names[id] = digest(said)[:SHORT]
    return names


def _tips(
    repository: Repository, kind: str, names: Mapping[str, str]
) -> dict[str, Mapping[str, Value]]:
    return {
        ref.removeprefix(kind): {"commit": names.get(id, id)}
        for ref, id in sorted(repository.refs.items())
        if ref.startswith(kind)
    }


def _row(commit: Commit, names: Mapping[str, str]) -> dict[str, Value]:
    parents = ", ".join(names[parent] for parent in commit.parents)
    return {
        "message": column(commit.message.strip()),
        "author": commit.author,
        "parents": parents,
        "tree": commit.tree,
    }
