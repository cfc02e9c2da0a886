"""How two Worlds differ, in English: sentences of one that are not of the other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from nex.data.world import World
from nex.language.reading.draft import Draft
from nex.language.reading.lints import Remark, lints
from nex.language.writing.writer import write_spec


@dataclass(frozen=True, slots=True)
class Differences:
    """Canonical sentences, in the order in which a spec says them."""

    gone: tuple[str, ...]
    new: tuple[str, ...]


def differences(before: World, after: World) -> Differences:
    """What the earlier World says and the later one does not, and the other way round."""
    old, new = _sentences(before), _sentences(after)
    return Differences(_missing(old, new), _missing(new, old))


def _sentences(world: World) -> list[str]:
    """Everything that a spec of the World says; its headings say nothing."""
    lines = write_spec(world).splitlines()
    return [line for line in lines if line and not line.startswith(("#", "---"))]


def _missing(some: list[str], others: list[str]) -> tuple[str, ...]:
    left = Counter(others)
    found: list[str] = []
    for sentence in some:
        if left[sentence]:
            left[sentence] -= 1
        else:
            found.append(sentence)
    return tuple(found)


def remarks(world: World) -> tuple[Remark, ...]:
    """What is odd about a World that no spec was read for: contradictions first."""
    return tuple(lints(world, Draft(world.name)))
