"""Solves git-history: reads the log, looks into commits, repairs through files, stages, commits."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from nex.data.messages import Signature
from nex.data.task import Outcome
from nex.models.solvers.reading import LOST, Step, answered, call, read

REPO = "/workspace"
ENTRY = re.compile(r"Commit: ([0-9a-f]{40})\nAuthor: ([^\n]*)\n")
ALL = 1_000


class Entry(NamedTuple):
    """One commit of the log."""

    id: str
    author: str


Found = dict[str, str]
Way = Callable[[Found], Step[Outcome]]


def solve(request: str, _tools: Sequence[Signature]) -> Step[Outcome]:
    """Work through git and filesystem tools; refuse what cannot be understood."""
    for pattern, way in WAYS:
        if (found := read(pattern, request)) is not None:
            return (yield from way(found))
    return LOST


def _log() -> Step[list[Entry]]:
    """Every commit, oldest first."""
    text = yield from call("git_log", repo_path=REPO, max_count=ALL)
    return [Entry(id, author) for id, author in ENTRY.findall(text)][::-1]


def _shown(revision: str, path: str) -> Step[str | None]:
    """A file at a revision; None where it has none."""
    text = yield from call("git_show", repo_path=REPO, revision=f"{revision}:{path}")
    return None if text.startswith("Error") else text


def _value(revision: str, path: str, key: str) -> Step[str]:
    return setting((yield from _shown(revision, path)) or "", key)


def setting(text: str, key: str) -> str:
    """What a key of a configuration file is; "": there is none."""
    found = re.search(rf"^{re.escape(key)} = (.*)$", text, re.MULTILINE)
    return found[1] if found else ""


def with_setting(text: str, key: str, value: str) -> str:
    """The file with another value at the key."""
    return re.sub(rf"^{re.escape(key)} = .*$", f"{key} = {value}", text, flags=re.MULTILINE)


def _setter(found: Found) -> Step[Entry]:
    """The commit that brought a key to a value."""
    log = yield from _log()
    low, high = 0, len(log) - 1
    # Values never come twice, but in between others stood: look at every commit, newest first.
    for nth in range(high, low, -1):
        value = yield from _value(log[nth].id, found["path"], found["key"])
        if value == found["value"]:
            before = yield from _value(log[nth - 1].id, found["path"], found["key"])
            if before != value:
                return log[nth]
    return log[0]


def _who(found: Found) -> Step[Outcome]:
    return answered((yield from _setter(found)).author)


def _which(found: Found) -> Step[Outcome]:
    return answered((yield from _setter(found)).id)


def _release_value(found: Found) -> Step[Outcome]:
    return answered((yield from _value(found["tag"], found["path"], found["key"])))


def _count(found: Found) -> Step[Outcome]:
    log = yield from _log()
    count = 0
    for entry in log[1:]:
        if entry.author != found["who"]:
            continue
        text = yield from call("git_show", repo_path=REPO, revision=entry.id)
        count += (
            re.search(rf"^(---|\+\+\+) [ab]/{found['folder']}/", text, re.MULTILINE) is not None
        )
    return answered(count)


def _tags() -> Step[list[str]]:
    """Releases, oldest first: they are numbered without a gap."""
    tags: list[str] = []
    while True:
        text = yield from call("git_show", repo_path=REPO, revision=f"v1.{len(tags)}")
        if not text.startswith("commit "):
            return tags
        tags.append(f"v1.{len(tags)}")


def _last_with(found: Found) -> Step[Outcome]:
    for tag in reversed((yield from _tags())):
        if (yield from _shown(tag, found["path"])) is not None:
            return answered(tag)
    return LOST


def _restore(found: Found) -> Step[Outcome]:
    for entry in reversed((yield from _log())):
        text = yield from _shown(entry.id, found["path"])
        if text is not None:
            return (yield from _commit(found["path"], text, found["message"]))
    return LOST


def _undo(found: Found) -> Step[Outcome]:
    log, path, key = (yield from _log()), found["path"], found["key"]
    now = yield from call("read_text_file", path=f"{REPO}/{path}")
    for nth in range(len(log) - 1, 0, -1):
        before = yield from _value(log[nth - 1].id, path, key)
        if before != setting(now, key):
            text = with_setting(now, key, before)
            return (yield from _commit(path, text, f"Undo {log[nth].id[:10]}"))
    return LOST


def _commit(path: str, text: str, message: str) -> Step[Outcome]:
    yield from call("write_file", path=f"{REPO}/{path}", content=text)
    yield from call("git_add", repo_path=REPO, files=[path])
    yield from call("git_commit", repo_path=REPO, message=message)
    return Outcome()


def _branch(found: Found) -> Step[Outcome]:
    for tag in reversed((yield from _tags())):
        if (yield from _value(tag, found["path"], found["key"])) == found["value"]:
            yield from call(
                "git_create_branch", repo_path=REPO, branch_name=found["branch"], base_branch=tag
            )
            return Outcome()
    return LOST


def _hotfix(found: Found) -> Step[Outcome]:
    path, key, branch = found["path"], found["key"], found["branch"]
    value = yield from _value("main", path, key)
    yield from call(
        "git_create_branch", repo_path=REPO, branch_name=branch, base_branch=found["tag"]
    )
    yield from call("git_checkout", repo_path=REPO, branch_name=branch)
    text = yield from call("read_text_file", path=f"{REPO}/{path}")
    yield from _commit(path, with_setting(text, key, value), found["message"])
    yield from call("git_checkout", repo_path=REPO, branch_name="main")
    return Outcome()


KEY = r"(?P<key>\w+) in (?P<path>\S+)"
MESSAGE = r'message "(?P<message>[^"]+)"'
WAYS: tuple[tuple[str, Way], ...] = (
    (rf"Who set {KEY} to (?P<value>\w+)\?", _who),
    (rf"changed {KEY} to (?P<value>\w+)\. Whose", _who),
    (rf"Which commit set {KEY} to (?P<value>\w+)\?", _which),
    (rf"What was {KEY} in release (?P<tag>v[\d.]+)\?", _release_value),
    (rf"Release (?P<tag>v[\d.]+) went out with some value of {KEY}\. Which", _release_value),
    (r"How many commits by (?P<who>[\w ]+) changed.* under (?P<folder>\w+)/\?", _count),
    (r"last release that still had (?P<path>\S+)\?", _last_with),
    (rf"^(?P<path>\S+) was deleted by mistake\..*{MESSAGE}", _restore),
    (rf"We need (?P<path>\S+) again.*{MESSAGE}", _restore),
    (rf"last change of {KEY} was wrong", _undo),
    (rf"Take back the last change of {KEY}:", _undo),
    (
        rf"Make a branch (?P<branch>\S+) at the last release in which {KEY} was (?P<value>\w+)\.",
        _branch,
    ),
    (
        r"Release (?P<tag>v[\d.]+) needs today's value of (?P<key>\w+) from (?P<path>\S+?)\. Make a "
        rf"branch (?P<branch>\S+) at.*{MESSAGE}",
        _hotfix,
    ),
)
