"""Listings: tools inside the description of another one, written and read back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

import orjson

from nex.data.jsons import Json
from nex.data.messages import Signature

LISTED = re.compile(r"^- (?P<name>[\w-]+): (?P<text>.*(?:\n  .*)*)", re.MULTILINE)
"""A tool in a description: its name, its description, its arguments."""
ARGUMENTS = "Arguments: "
"""What a listed tool's line of arguments starts with; JSON Schema follows."""


def listing(signature: Signature) -> str:
    """A tool as it stands in the description of whoever has it; `listed` reads it back."""
    lines = signature.description.splitlines() or [signature.name]
    said = "".join(f"\n  {line}" for line in lines[1:])
    schema = {
        key: signature.input[key] for key in ("properties", "required") if key in signature.input
    }
    return f"- {signature.name}: {lines[0]}{said}\n  {ARGUMENTS}{orjson.dumps(schema).decode()}"


def listed(text: str) -> Iterator[Signature]:
    """The tools that a text lists."""
    for match in LISTED.finditer(text):
        lines = [line.removeprefix("  ") for line in match["text"].splitlines()]
        schema: Json = {}
        if lines[-1].startswith(ARGUMENTS):
            schema = cast("Json", orjson.loads(lines.pop()[len(ARGUMENTS) :]))
        yield Signature(match["name"], "\n".join(lines), schema)
