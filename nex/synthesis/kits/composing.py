"""A kit becomes a World: parts and numbers drawn, sentences read by the reader of specs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from nex.data.streams import Stream
from nex.data.world import World
from nex.errors import InputError
from nex.language.reading.reader import inspect_spec
from nex.language.sentences.facts import unmarked
from nex.language.words.morphology import listed, plural, with_article
from nex.synthesis.kits.kit import Deed, Kit, Thing

_HOLE = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What chance decided about a kit: which parts are there, which numbers hold."""

    parts: frozenset[str]
    numbers: dict[str, int]
    counts: dict[str, int]


def kit_world(kit: Kit, stream: Stream) -> World:
    """One variant of a kit. Raises InputError for a kit with a sentence that is not exact."""
    drawn = draw(kit, stream)
    world = _read(kit_text(kit, replace(drawn, counts={})), kit.name)
    entities = [
        entity.model_copy(update={"count": drawn.counts.get(entity.name)})
        for entity in world.entities
    ]
    return world.model_copy(update={"entities": tuple(entities)})


@lru_cache(maxsize=512)
def _read(text: str, name: str) -> World:
    """The World of a kit's text; a sample meets the same text many times."""
    reading = inspect_spec(text, name)
    for statement in reading.statements:
        if statement.kind != "exact":
            way = f"; say: {statement.rewrite}" if statement.rewrite else ""
            raise InputError(
                f"kit {name!r}: {statement.text!r} is no exact sentence of the spec language{way}"
            )
    for lint in reading.lints:
        if lint.grade == "error":
            raise InputError(f"kit {name!r}: {lint.text}")
    return unmarked(reading.world)


def draw(kit: Kit, stream: Stream) -> Drawn:
    """Parts, numbers and counts of one variant."""
    parts = frozenset(name for name, chance in kit.parts.items() if stream.chance(chance))
    numbers = {name: stream.between(*_pair(pair)) for name, pair in kit.numbers.items()}
    counts = {
        thing.name: stream.between(*_pair(thing.count))
        for thing in kit.things
        if thing.count is not None and _here(thing.part, parts)
    }
    return Drawn(parts, numbers, counts)


def kit_text(kit: Kit, drawn: Drawn) -> str:
    """The kit's sentences as one spec."""
    things = _things(kit, drawn)
    lines = [f"# {kit.name}", *(_thing(name, has) for name, has in things.items())]
    counted = [
        f"{count} {name if count == 1 else plural(name)}" for name, count in drawn.counts.items()
    ]
    lines += [f"There are {listed(counted)}."] if counted else []
    lines += [_deed(deed) for deed in kit.actions if _here(deed.part, drawn.parts)]
    lines += ["---"]
    lines += [f"{_capital(law.say)}." for law in kit.rules if _here(law.part, drawn.parts)]
    return "\n\n".join(_filled(line, kit, drawn) for line in lines) + "\n"


def _things(kit: Kit, drawn: Drawn) -> dict[str, list[str]]:
    """Each thing's attributes, those of its optional parts behind its own."""
    found: dict[str, list[str]] = {}
    for thing in kit.things:
        if _here(thing.part, drawn.parts):
            found.setdefault(thing.name, []).extend(thing.has)
    return found


def keys(kit: Kit) -> dict[str, str]:
    """Key -> the name of the thing that has it."""
    return {_key(thing): thing.name for thing in reversed(kit.things) if thing.key is not None}


def _key(thing: Thing) -> str:
    return thing.key or ""


def _thing(name: str, has: list[str]) -> str:
    return f"{_capital(with_article(name))} has {listed(has)}."


def _deed(deed: Deed) -> str:
    """The action and everything about it, in one bullet."""
    does = deed.does
    if deed.who:
        does = f"{listed([plural(name) for name in deed.who])} can {does}"
    said = [does, *deed.needs, *deed.then]
    return "- " + " ".join(f"{_capital(sentence)}." for sentence in said)


def _filled(line: str, kit: Kit, drawn: Drawn) -> str:
    def number(hole: re.Match[str]) -> str:
        if hole[1] not in drawn.numbers:
            known = ", ".join(drawn.numbers) or "none"
            raise InputError(f"kit {kit.name!r}: unknown number {hole[0]!r}; known: {known}")
        return str(drawn.numbers[hole[1]])

    return _HOLE.sub(number, line)


def _here(part: str | None, parts: frozenset[str]) -> bool:
    return part is None or part in parts


def _pair(pair: list[int]) -> tuple[int, int]:
    return pair[0], pair[1]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
