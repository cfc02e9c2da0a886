"""Files of a dataset: JSON lines in canonical order, written to a temporary name and renamed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import orjson

from nex.data.frozen import Frozen


class Written(Frozen):
    """One file of a dataset: where it stands in it, its rows, its digest."""

    path: str
    rows: int
    digest: str
    losses: dict[str, int]
    """What its format could not carry, counted."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder that a dataset is written to."""

    root: Path

    def write_bytes(self, path: str, content: bytes) -> None:
        """Put a whole file in place at once."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.draft")
        draft.write_bytes(content)
        draft.replace(target)

    def write_rows(self, path: str, rows: Iterable[object], losses: dict[str, int]) -> Written:
        """One JSON text per line, keys in the order that the row names them."""
        lines = [orjson.dumps(row) for row in rows]
        content = b"".join(line + b"\n" for line in lines)
        self.write_bytes(path, content)
        sha = hashlib.sha256(content).hexdigest()
        return Written(path=path, rows=len(lines), digest=sha, losses=losses)

    def remove(self, path: str) -> None:
        """Take away a file that an earlier export left; none there is fine."""
        (self.root / path).unlink(missing_ok=True)
