"""Prompts: files in the package, filled once; what is filled in is never filled again."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from nex.data.jsons import bytes_digest
from nex.data.messages import Message, Role, text_part

_HOLE = re.compile(r"\{\{(\w+)\}\}")


@cache
def file(name: str) -> str:
    """The text of a prompt's file."""
    found = files("nex.synthesis.writer") / "prompts" / name
    return found.read_text(encoding="utf-8").rstrip("\n")


@cache
def version(name: str) -> str:
    """What a prompt is known by: a digest of its file and of what it always contains."""
    return bytes_digest(prompt(name).encode())[:16]


def prompt(name: str, **filled: str) -> str:
    """The prompt of that name, filled; holes that every prompt has are filled from their files."""
    usual = {"language": "language.md", "example": "kit_example.toml"}

    def fill(hole: re.Match[str]) -> str:
        key = hole[1]
        if key in filled:
            return filled[key]
        return file(usual[key]) if key in usual else hole[0]

    return _HOLE.sub(fill, file(f"{name}.md"))


def message(role: Role, text: str) -> Message:
    """One turn of a conversation with a writer."""
    return {"role": role, "content": [text_part(text)]}
