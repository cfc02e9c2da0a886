"""Mutants: a program with one slip in it, or with up to three in different places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle

from nex.data.streams import Stream
from nex.errors import InputError
from nex.language.source.edit import Edit, apply, undo
from nex.language.source.reading import read_source
from nex.language.source.slips import SLIPS, slips
from nex.synthesis.code.project import Project

MOST_PLACES = 3


@dataclass(frozen=True, slots=True)
class Slip:
    """One edit of one file."""

    path: str
    edit: Edit


@dataclass(frozen=True, slots=True)
class Mutant:
    """A program that differs in one to three places from the one that works."""

    slips: tuple[Slip, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its slips, in order of the alphabet."""
        return tuple(sorted(slip.edit.kind for slip in self.slips))

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that it changes."""
        return tuple(dict.fromkeys(slip.path for slip in self.slips))

    def texts(self, project: Project) -> dict[str, str]:
        """The changed files, whole."""
        return {path: apply(project.text(path), self._edits(path)) for path in self.paths}

    def cure(self, project: Project) -> tuple[Slip, ...]:
        """The edits of its files that take them back."""
        return tuple(
            Slip(path, edit)
            for path in self.paths
            for edit in undo(self._edits(path), project.text(path))
        )

    def _edits(self, path: str) -> list[Edit]:
        return [slip.edit for slip in self.slips if slip.path == path]


def draw_mutants(project: Project, count: int, stream: Stream) -> tuple[Mutant, ...]:
    """At most `count` mutants of one slip each, the kinds by turns, no two alike."""
    pools = {kind: stream.shuffled(found) for kind, found in _by_kind(project).items() if found}
    drawn: list[Mutant] = []
    for kind in cycle(stream.shuffled(pools)) if pools else ():
        if pools[kind]:
            drawn.append(Mutant((pools[kind].pop(),)))
        if len(drawn) >= count or not any(pools.values()):
            break
    return tuple(drawn)


def _by_kind(project: Project) -> dict[str, list[Slip]]:
    found: dict[str, list[Slip]] = {kind: [] for kind in SLIPS}
    for path in project.sources:
        try:
            source = read_source(project.text(path), path)
        except InputError:
            continue  # what cannot be read is left as it is
        for edit in slips(source):
            found[edit.kind].append(Slip(path, edit))
    return found


def combined(singles: Sequence[Mutant], count: int, stream: Stream) -> tuple[Mutant, ...]:
    """At most `count` mutants of two or three slips that each break something on their own."""
    drawn: dict[tuple[Slip, ...], Mutant] = {}
    for _ in range(4 * count):
        wanted = stream.between(2, MOST_PLACES)
        if len(drawn) >= count or len(singles) < wanted:
            break
        found = [slip for mutant in stream.sample(singles, wanted) for slip in mutant.slips]
        chosen = tuple(sorted(found, key=lambda slip: (slip.path, slip.edit)))
        if _apart(chosen):
            drawn.setdefault(chosen, Mutant(chosen))
    return tuple(drawn.values())


def _apart(chosen: Sequence[Slip]) -> bool:
    """Whether no two stand within three lines of each other."""
    places = [(slip.path, slip.edit.line) for slip in chosen]
    return not any(
        a != b and a[0] == b[0] and abs(a[1] - b[1]) < 3 for a in places for b in places
    ) and len(set(places)) == len(places)
