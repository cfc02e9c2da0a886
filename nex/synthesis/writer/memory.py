"""Memory: what a writer said, one file for each question, so that nothing is asked twice."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from nex.data.frozen import Frozen
from nex.data.jsons import canonical, digest
from nex.data.messages import Message
from nex.errors import StoreError

MOST_BYTES = 1 << 20
"""Size of a file that is read."""


class Said(Frozen):
    """One file: what was said to a question."""

    schema_version: Literal["nex.writing/1"] = "nex.writing/1"
    model: str
    prompt: str
    """Version of the prompt."""
    text: str


def question_key(prompt: str, model: str, messages: Sequence[Message]) -> str:
    """What a question is known by: the prompt's version, the model, and what was asked with it."""
    return digest([prompt, model, messages])


@dataclass(frozen=True, slots=True)
class Memory:
    """A folder of replies. A file that is damaged is as if it were not there."""

    folder: Path

    def find(self, key: str) -> str | None:
        """What was said before; None: nothing."""
        path = self._path(key)
        try:
            if path.stat().st_size > MOST_BYTES:
                return None
            return Said.model_validate_json(path.read_bytes()).text
        except (OSError, ValidationError):
            return None

    def keep(self, key: str, said: Said) -> None:
        """Write it down, whole or not at all. Raises StoreError where the folder is none."""
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            number, draft = tempfile.mkstemp(prefix=".nex-", dir=path.parent)
            with os.fdopen(number, "wb") as file:
                file.write(canonical(said.model_dump(mode="json")) + b"\n")
            Path(draft).replace(path)
        except OSError as e:
            raise StoreError(
                f"{self.folder}: cannot keep replies: {e.strerror}; name another folder: "
                "--writer-cache DIR"
            ) from e

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"
