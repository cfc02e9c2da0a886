"""The past of a made-up repository: a list of commits, each with the files as it left them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nex.data.streams import Stream
from nex.synthesis.crafted.names import GOODS, people
from nex.worlds.formats.git_objects import Author, Commit, Objects, keep, keep_tree
from nex.worlds.formats.git_repository import BRANCH, TAG, written_repository

MAIN = f"{BRANCH}main"
BEGAN = 1_704_103_200
KEYS = {
    "config/limits.ini": ("timeout", "retries", "max_rows", "batch_size", "queue_depth"),
    "config/mail.ini": ("port", "poll_seconds", "max_recipients", "digest_hour"),
    "config/storage.ini": ("shards", "replicas", "block_size", "cache_mb", "ttl_days"),
}
MESSAGES = (
    "Tune settings", "Housekeeping", "Small fix", "Follow-up to review", "Adjust after the incident",
    "Work in progress", "Clean up", "Requested by operations", "Update", "As discussed",
)  # fmt: skip
VISITOR = Author("Robin Steward", "robin@example.org")
"""Who the repository is configured for: the author of whatever the agent commits."""


@dataclass(frozen=True, slots=True)
class Step:
    """One commit of the past."""

    id: str
    author: str
    files: Mapping[str, bytes]
    touched: str
    """The path that it changed, added or deleted."""


@dataclass(frozen=True, slots=True)
class Past:
    """A repository's history, oldest commit first."""

    objects: Objects
    steps: tuple[Step, ...]
    tags: Mapping[str, int]
    """Release -> the number of its commit."""

    @property
    def authors(self) -> list[str]:
        """Everybody who committed."""
        return sorted({step.author for step in self.steps})

    @property
    def now(self) -> Mapping[str, bytes]:
        """The files as they are."""
        return self.steps[-1].files

    def value(self, nth: int, path: str, key: str) -> str | None:
        """What a key of a configuration file was at a commit; None where there is none."""
        return settings(self.steps[nth].files.get(path, b"")).get(key)

    def changes(self, path: str, key: str) -> list[int]:
        """The commits that changed a key, the one that brought it left out."""
        values = [self.value(nth, path, key) for nth in range(len(self.steps))]
        return [
            nth
            for nth in range(1, len(values))
            if values[nth] != values[nth - 1] and values[nth - 1] is not None
        ]

    def deleted(self) -> dict[str, int]:
        """Path -> the commit that deleted it, of what is there no more."""
        found: dict[str, int] = {}
        for nth in range(1, len(self.steps)):
            for path in sorted(self.steps[nth - 1].files.keys() - self.steps[nth].files.keys()):
                found[path] = nth
        return {path: nth for path, nth in found.items() if path not in self.now}

    def written(
        self,
        *made: Commit,
        trees: tuple[Mapping[str, bytes], ...] = (),
        refs: Mapping[str, str] | None = None,
    ) -> dict[str, bytes]:
        """The workspace: as it is, or with these commits, their trees and these branches besides."""
        objects = dict(self.objects)
        for files in trees:
            keep_tree(objects, files)
        for commit in made:
            keep(objects, "commit", commit.content)
        names = {f"{TAG}{tag}": self.steps[nth].id for tag, nth in self.tags.items()}
        names |= {MAIN: self.steps[-1].id, **(refs or {})}
        return written_repository(objects, names, MAIN, VISITOR)


def settings(content: bytes) -> dict[str, str]:
    """Key -> value of a configuration file."""
    lines = (line.partition(" = ") for line in content.decode().splitlines())
    return {key: value for key, found, value in lines if found}


def with_setting(content: bytes, key: str, value: str) -> bytes:
    """A configuration file with another value at the key, all else as it was."""
    lines = content.decode().splitlines()
    kept = [f"{key} = {value}" if line.startswith(f"{key} = ") else line for line in lines]
    return ("\n".join(kept) + "\n").encode()


@dataclass(slots=True)
class Making:
    """A past while it is made up."""

    stream: Stream
    files: dict[str, bytes]
    used: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    """Values that a key has had: none comes twice, so that each names one commit."""
    objects: Objects = field(default_factory=Objects)
    steps: list[Step] = field(default_factory=list[Step])
    seconds: int = BEGAN

    def commit(self, author: str, touched: str, message: str) -> None:
        """Take the files as they are for the next commit."""
        self.seconds += self.stream.between(2_000, 90_000)
        parents = (self.steps[-1].id,) if self.steps else ()
        tree = keep_tree(self.objects, self.files)
        address = f"{author.split(maxsplit=1)[0].lower()}@example.org"
        commit = Commit(tree, parents, Author(author, address).text, self.seconds, f"{message}\n")
        id = keep(self.objects, "commit", commit.content)
        self.steps.append(Step(id, author, dict(self.files), touched))

    def fresh(self, key: str) -> str:
        """A value that the key never had."""
        taken = self.used.setdefault(key, set())
        while (value := str(self.stream.between(2, 99) * self.stream.choice((1, 5, 10)))) in taken:
            pass
        taken.add(value)
        return value

    def change(self) -> str:
        """Change something; the path."""
        match self.stream.weighted(("set", "doc", "add", "delete"), (6, 2, 2, 1)):
            case "doc":
                return self._document()
            case "add":
                return self._add()
            case "delete" if (old := [p for p in self.files if p.startswith("data/")])[2:]:
                path = self.stream.choice(sorted(old))
                del self.files[path]
                return path
            case _:
                return self._set()

    def _set(self) -> str:
        path = self.stream.choice(sorted(KEYS))
        key = self.stream.choice(KEYS[path])
        self.files[path] = with_setting(self.files[path], key, self.fresh(f"{path} {key}"))
        return path

    def _document(self) -> str:
        path = self.stream.choice(("docs/guide.md", "docs/setup.md"))
        word = self.stream.choice(GOODS)
        self.files[path] += f"\n## The {word}\n\nCheck the {word} before each release.\n".encode()
        return path

    def _add(self) -> str:
        path = f"data/{self.stream.choice(GOODS)}-{len(self.steps):02}.csv"
        rows = [f"{good},{self.stream.between(10, 990)}" for good in self.stream.sample(GOODS, 4)]
        self.files[path] = ("item,stock\n" + "\n".join(rows) + "\n").encode()
        return path


def make_past(stream: Stream, length: int) -> Past:
    """A history of `length` commits by five people, with a release every few of them."""
    making = Making(stream, {})
    for path, keys in sorted(KEYS.items()):
        lines = [f"{key} = {making.fresh(f'{path} {key}')}" for key in keys]
        making.files[path] = ("\n".join([f"[{path[7:-4]}]", *lines]) + "\n").encode()
    making.files["docs/guide.md"] = b"# Guide\n\nHow to run the service.\n"
    making.files["docs/setup.md"] = b"# Setup\n\nWhat it needs.\n"
    authors = people(stream, 5)
    making.commit(authors[0], "", "Start")
    while len(making.steps) < length:
        making.commit(stream.choice(authors), making.change(), stream.choice(MESSAGES))
    gap = max(3, length // 5)
    tags = {f"v1.{number}": nth for number, nth in enumerate(range(gap, length, gap))}
    return Past(making.objects, tuple(making.steps), tags)
