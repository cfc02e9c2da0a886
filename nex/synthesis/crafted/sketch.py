"""What a crafted environment is drawn as: places, seeded states, tasks with their computed ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from nex.data.jsons import JsonValue
from nex.data.streams import Stream
from nex.data.task import Pattern, TaskKind
from nex.errors import InputError

Files = Mapping[str, bytes]
"""Path in the workspace -> content."""
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Place:
    """A real server, before anybody has looked at its tools; the fields are those of a Ground."""

    server: str
    offered: tuple[str, ...] = ()
    prefix: str = ""
    folder: str = ""
    command: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    shared: bool = False
    network: str = ""
    site: bool = False


@dataclass(frozen=True, slots=True)
class Sketch:
    """One task: what is asked, of which state, and how that state should be left."""

    kind: TaskKind
    shape: str
    """What is asked for, without its objects: what diversity counts."""
    level: int
    instruction: str
    start: Files
    end: Files | None = None
    """The whole workspace as it should be left; None: as it was."""
    answer: JsonValue = None
    calls: int = 1
    """How many calls a good way takes, by estimate."""
    actions: int = 0
    depth: int = 1
    may_change: tuple[Pattern, ...] = ()


@dataclass(frozen=True, slots=True)
class Crafted:
    """An environment as a generator draws it: pure data, the same for the same seed."""

    name: str
    places: tuple[Place, ...]
    sketches: tuple[Sketch, ...]
    notes: tuple[str, ...] = ()
    """What agents are told of the place."""


ATTEMPTS = 15
"""Draws after which a maker is taken to have nothing new to ask of a state."""


def drawn(
    makers: Sequence[Callable[[Item, Stream], Sketch | None]],
    states: Sequence[Item],
    count: int,
    stream: Stream,
) -> tuple[Sketch, ...]:
    """`count` tasks, the shapes in balance, no two of the same words on one state, from the first
    state to the last.

    InputError where the states do not hold so many.
    """
    found: dict[tuple[int, str], Sketch] = {}
    used = [0] * len(makers)
    for nth in range(count):
        state = states[nth * len(states) // count]
        for place in sorted(range(len(makers)), key=used.__getitem__):
            sketch = _new(makers[place], state, stream, found)
            if sketch is not None:
                found[sketch.level, sketch.instruction] = sketch
                used[place] += 1
                break
        else:
            raise InputError(f"the states hold {nth} different tasks, not {count}: --tasks {nth}")
    return tuple(found.values())


def _new(
    maker: Callable[[Item, Stream], Sketch | None],
    state: Item,
    stream: Stream,
    known: Mapping[tuple[int, str], Sketch],
) -> Sketch | None:
    """A task that is not known yet; None where none turns up."""
    for _ in range(ATTEMPTS):
        sketch = maker(state, stream)
        if sketch is not None and (sketch.level, sketch.instruction) not in known:
            return sketch
    return None


def worded(stream: Stream, forms: Sequence[str], **words: str) -> str:
    """One of these wordings, filled in."""
    return stream.choice(forms).format(**words)
