"""What a server may offer: bounds on its list of tools, whatever it says of itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nex.data.jsons import JsonValue
from nex.data.messages import Signature
from nex.errors import SandboxError

MOST_TOOLS = 1_000
NAME = re.compile(r"[A-Za-z0-9_.-]{1,128}")
"""As the protocol names tools: no blank, no path, nothing that a terminal obeys."""
MOST_DESCRIPTION = 64 << 10
DEEPEST = 64
"""Levels of a schema."""
MOST_NODES = 50_000
"""Values in one schema."""


def demand_offerable(signatures: Sequence[Signature]) -> None:
    """SandboxError where a list of tools is none that an agent could be given; it says which tool.

    The whole list is refused: of a server that misnames one tool nothing is taken.
    """
    if len(signatures) > MOST_TOOLS:
        raise SandboxError(f"the server lists more than {MOST_TOOLS:,} tools")
    seen: set[str] = set()
    for number, signature in enumerate(signatures):
        where = f"tool {number} of the server, {signature.name[:60]!a},"
        if not NAME.fullmatch(signature.name):
            raise SandboxError(f"{where} has a name that is none: 1 to 128 of A-Z a-z 0-9 _ . -")
        if signature.name in seen:
            raise SandboxError(f"{where} is listed twice")
        seen.add(signature.name)
        if len(signature.description) > MOST_DESCRIPTION:
            raise SandboxError(f"{where} is described in more than {MOST_DESCRIPTION:,} characters")
        for schema in (signature.input, signature.output):
            _demand_shallow(schema, where)


def _demand_shallow(schema: JsonValue, where: str) -> None:
    """Walk level by level, so that no depth can exhaust the stack."""
    level, nodes = [schema], 0
    for _ in range(DEEPEST):
        level = [inner for value in level for inner in _inside(value)]
        nodes += len(level)
        if nodes > MOST_NODES:
            raise SandboxError(f"{where} has a schema of more than {MOST_NODES:,} values")
        if not level:
            return
    raise SandboxError(f"{where} has a schema of more than {DEEPEST} levels")


def _inside(value: JsonValue) -> list[JsonValue]:
    match value:
        case dict():
            return list(value.values())
        case list():
            return value
        case _:
            return []
