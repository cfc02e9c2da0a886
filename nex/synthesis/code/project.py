"""A repository as data: which of its files are sources, which are tests, what else there is."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path, PurePosixPath

from nex.data.jsons import bytes_digest, digest
from nex.data.world import identifier
from nex.errors import InputError

MOST_FILES = 2_000
MOST_BYTES = 8 << 20
LS_FILES = "git -c core.fsmonitor=false -c core.hooksPath=/dev/null ls-files -z"
"""Nothing that a foreign repository configures is run by it."""
TESTS = ("tests", "test", "testing")
LEFT_OUT = ("docs", "doc", "examples", "benchmarks", "scripts", "build", "dist")
NO_SOURCES = ("conftest.py", "setup.py", "noxfile.py", "sitecustomize.py", "__main__.py")


@dataclass(frozen=True)
class Project:
    """A program with a test suite."""

    name: str
    files: Mapping[str, bytes]

    @cached_property
    def tests(self) -> tuple[str, ...]:
        """Paths of the files that hold tests."""
        return tuple(path for path in sorted(self.files) if _is_test(path))

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Paths of the modules that bugs are put into, and that a mend may change."""
        return tuple(path for path in sorted(self.files) if _is_source(path))

    @cached_property
    def folders(self) -> tuple[str, ...]:
        """The packages; a mend may put another module into one."""
        inits = (path for path in self.sources if path.endswith("/__init__.py"))
        return tuple(str(PurePosixPath(path).parent) for path in inits)

    @property
    def options(self) -> tuple[str, ...]:
        """How pytest is called, whatever plugins the project asks for."""
        roots = ". src" if any(path.startswith("src/") for path in self.files) else "."
        return ("-q", "-p", "no:cacheprovider", "-o", "addopts=", "-o", f"pythonpath={roots}")

    @cached_property
    def digest(self) -> str:
        """Its identity: every path and every byte."""
        return digest({path: bytes_digest(content) for path, content in self.files.items()})

    def text(self, path: str) -> str:
        """The text of a file, without a byte order mark; InputError where it is none."""
        try:
            return self.files[path].decode("utf-8-sig")
        except UnicodeDecodeError as e:
            raise InputError(f"{path}: is not text in UTF-8") from e


def read_project(folder: Path) -> Project:
    """The repository in a folder: what git tracks there, else all that is not hidden.

    Raises InputError where there is none, where it is too large, or where it has no tests.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; give the root of a repository")
    found: dict[str, bytes] = {}
    size = 0
    for path in _paths(folder):
        size += (folder / path).stat().st_size
        if len(found) >= MOST_FILES or size > MOST_BYTES:
            raise InputError(
                f"{folder}: more than {MOST_FILES} files or {MOST_BYTES >> 20} MiB; "
                "give a smaller repository, or a folder of this one"
            )
        found[path] = (folder / path).read_bytes()
    project = Project(identifier(folder.resolve().name), found)
    if not project.tests or not project.sources:
        missing = "tests (test_*.py)" if project.sources else "modules of Python"
        raise InputError(f"{folder}: holds no {missing}; give the root of a tested repository")
    return project


def _paths(folder: Path) -> list[str]:
    """Relative paths of the regular files, in order."""
    if (folder / ".git").exists():
        done = subprocess.run(LS_FILES.split(), cwd=folder, capture_output=True, check=False)
        if done.returncode == 0:
            listed = [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]
            return [path for path in sorted(listed) if _is_plain(folder / path)]
    return sorted(islice(_shown(folder), MOST_FILES + 1))


def _shown(folder: Path) -> Iterator[str]:
    """The regular files below a folder, but for what is hidden and what Python leaves there."""
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__py")))
        paths = (Path(at, name) for name in sorted(names) if not name.startswith("."))
        yield from (path.relative_to(folder).as_posix() for path in paths if _is_plain(path))


def _is_plain(path: Path) -> bool:
    """Whether it is a file of its own, with a name that can be written down."""
    named = os.fsencode(path).decode(errors="replace") == str(path)
    return named and path.is_file() and not path.is_symlink()


def _is_test(path: str) -> bool:
    name = PurePosixPath(path).name
    return name.endswith(".py") and (name.startswith("test_") or name.endswith("_test.py"))


def _is_source(path: str) -> bool:
    parts = PurePosixPath(path).parts
    if not path.endswith(".py") or _is_test(path) or parts[-1] in NO_SOURCES:
        return False
    return not any(part in TESTS or part in LEFT_OUT for part in parts[:-1])
