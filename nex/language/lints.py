"""What is odd about a World: contradictions, dead ends, actions that change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from nex.data.world import World
from nex.language.draft import Draft


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd, and the statement that it is about."""

    statement: int
    text: str
    grade: Literal["warning", "error"] = "warning"


def lints(world: World, draft: Draft) -> Iterator[Remark]:
    """Everything odd about a World, contradictions first."""
    for clash in draft.clashes:
        yield Remark(clash.statement, clash.text, "error")
