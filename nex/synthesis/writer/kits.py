"""Kits from a line of prose: TOML that a model writes, held to what holds for any kit."""

from __future__ import annotations

from collections.abc import Iterator

from nex.errors import InputError
from nex.synthesis.kits.kit import Kit
from nex.synthesis.kits.making import write_kits
from nex.synthesis.kits.shelf import MOST_BYTES, parse_kit
from nex.synthesis.writer.asking import Misfit, Writer, drafted
from nex.synthesis.writer.bounds import bounded, demand_inside
from nex.synthesis.writer.kit_text import kit_text
from nex.synthesis.writer.letters import one_line
from nex.synthesis.writer.prompts import message, prompt
from nex.synthesis.writer.replies import unfenced
from nex.synthesis.writer.specs import LONGEST_REQUEST

VARIANTS = 4
"""Variants that must all read back."""


async def propose_kit(line: str, writer: Writer) -> tuple[Kit, str]:
    """The kit of a kind of workplace that is described in a line, and its TOML.

    Raises InputError with the reason where none stands within the writer's rounds.
    """
    asked = one_line(line, LONGEST_REQUEST)
    messages = [message("system", prompt("kit")), message("user", asked)]
    try:
        return await drafted(writer, "kit", messages, _read)
    except Misfit as e:
        raise InputError(f"{line!r}: {writer.name} wrote no kit that stands: {e}") from e


def _read(reply: str) -> tuple[Kit, str]:
    text = bounded(unfenced(reply), characters=MOST_BYTES, lines=1000)
    kit = parse_kit(text, "kit")
    for said in _said(kit):
        demand_inside(one_line(said, 300))
    for seed in range(VARIANTS):
        write_kits((kit,), seed)
    written = kit_text(kit)
    if parse_kit(written, "kit") != kit:
        raise Misfit("the kit cannot be written down again; say it in plainer words")
    return kit, written


def _said(kit: Kit) -> Iterator[str]:
    """Every text of a kit."""
    yield from (kit.name, *kit.words, *kit.parts, *kit.numbers)
    for thing in kit.things:
        yield from (thing.name, *thing.has)
    for deed in kit.actions:
        yield from (deed.does, *deed.who, *deed.needs, *deed.then)
    yield from (law.say for law in kit.rules)
    for name, others in kit.also.items():
        yield from (name, *others)
