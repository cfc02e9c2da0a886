"""Reading what people name on the command line: specs, environments, runs."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from nex.environment.shipped import shipped_spec
from nex.errors import InputError

MOST_BYTES = 1 << 20
"""Size of a spec that is read."""


@dataclass(frozen=True, slots=True)
class Source:
    """A spec's text and what to call it in messages."""

    path: str
    text: str


def spec_source(spec: Path | None, example: str | None) -> Source:
    """The spec that a command was given; InputError when there is none, or it is no text."""
    if (spec is None) == (example is None):
        raise InputError("give a spec, or --example NAME, and not both: nex make specs/library.md")
    if example is not None:
        return Source(f"specs/{example}.md", shipped_spec(example))
    assert spec is not None, "one of the two was given"
    return Source(str(spec), _text(spec))


def _text(path: Path) -> str:
    if path.is_dir():
        raise InputError(f"{path}: is a folder; name the Markdown file in it")
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as e:
        raise InputError(f"{path}: cannot be read: {e.strerror}; give a Markdown file") from e
    if len(data) > MOST_BYTES:
        raise InputError(f"{path}: is larger than {MOST_BYTES >> 20} MiB; split the spec")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise InputError(
            f"{path}: byte {e.start} is not UTF-8 ({data[e.start]:#04x}); save it as UTF-8 text"
        ) from e


def replace_text(path: Path, text: str) -> None:
    """Write a file that is there anew, whole or not at all; its mode stays."""
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=path.parent, prefix=".nex-", delete=False
        ) as draft:
            draft.write(text)
        Path(draft.name).chmod(path.stat().st_mode)
        Path(draft.name).replace(path)
    except OSError as e:
        raise InputError(f"{path}: cannot be written: {e.strerror}; it is as it was") from e
