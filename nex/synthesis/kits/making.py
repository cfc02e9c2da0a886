"""From kits to a spec that reads back whole: the variant, its English, its proof of reading."""

from __future__ import annotations

from dataclasses import dataclass

from nex.data.streams import Stream
from nex.data.world import World
from nex.errors import InputError
from nex.language.reading.reader import inspect_spec
from nex.language.reading.renaming import drawn_names, renamed
from nex.language.sentences.facts import unmarked
from nex.language.writing.writer import write_spec
from nex.synthesis.kits.composing import keys, kit_world
from nex.synthesis.kits.joining import joined
from nex.synthesis.kits.kit import Kit
from nex.worlds.surface import PLAIN, signatures

WORDINGS = 6
"""How many wordings of a World are tried before the canonical one."""


@dataclass(frozen=True, slots=True)
class Written:
    """A World made from kits, and its spec."""

    world: World
    spec: str
    kits: tuple[str, ...]
    wordings: int
    """Wordings written until one read back whole: 1 is the first."""


def variant(kit: Kit, stream: Stream) -> World:
    """One World of a kit: parts, numbers and names drawn."""
    world = kit_world(kit, stream)
    return renamed(world, drawn_names(world, kit.also, stream))


def joint(first: Kit, second: Kit, stream: Stream) -> World:
    """One World of two kits, joined at the things that are the same at heart."""
    one, other = kit_world(first, stream), kit_world(second, stream)
    mine, theirs = keys(first), keys(second)
    alike = {theirs[key]: mine[key] for key in theirs if key in mine}
    world = joined(one, other, alike)
    return renamed(world, drawn_names(world, {**second.also, **first.also}, stream))


def world_of(kits: tuple[Kit, ...], *seed: str | int) -> World:
    """The World of one kit or two; the same kits and seed give the same one."""
    stream = Stream("kits", *_names(kits), *seed)
    return variant(kits[0], stream) if len(kits) == 1 else joint(kits[0], kits[1], stream)


def write_kits(kits: tuple[Kit, ...], *seed: str | int) -> Written:
    """One or two kits as a spec, every line of which reads exactly.

    The same kits and seed give the same text. Raises InputError where no wording reads back or
    its tools cannot stand: for two kits that do not go together, or for a kit with a fault.
    """
    return write_world(world_of(kits, *seed), kits, *seed)


def write_world(world: World, kits: tuple[Kit, ...], *seed: str | int) -> Written:
    """A World that was made of these kits, in the first wording that reads back."""
    names = _names(kits)
    signatures(world, PLAIN)
    for attempt in range(WORDINGS + 1):
        wording = Stream("kit wording", *names, *seed, attempt) if attempt < WORDINGS else None
        spec = write_spec(world, wording)
        if reads_back(spec, world):
            return Written(world, spec, names, attempt + 1)
    raise InputError(f"{' with '.join(names)}: no wording of it reads back; try another --seed")


def _names(kits: tuple[Kit, ...]) -> tuple[str, ...]:
    return tuple(kit.name for kit in kits)


def reads_back(spec: str, world: World) -> bool:
    """Whether every line of the spec is exact and means just this World."""
    reading = inspect_spec(spec, world.name)
    exact = all(statement.kind == "exact" for statement in reading.statements)
    whole = unmarked(reading.world).meaning() == world.meaning()
    return exact and whole and all(lint.grade != "error" for lint in reading.lints)
