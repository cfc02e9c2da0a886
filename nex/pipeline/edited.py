"""What an edited World brings with it: kept dice, its own spec, architectures for its tools."""

from __future__ import annotations

from collections.abc import Container

from nex.data.blueprint import Blueprint
from nex.data.jsons import JsonValue
from nex.data.world import World
from nex.environment.environment import Environment
from nex.errors import InputError
from nex.language.reading.reader import read_spec
from nex.language.sentences.facts import unmarked
from nex.language.writing.differing import Differences, differences
from nex.language.writing.writer import write_spec
from nex.synthesis.blueprints import draw_blueprints
from nex.worlds.surface import signatures


def with_dice(was: Environment) -> World:
    """The edited World with the dice of the one that it was; a person said all of it outright."""
    origin = was.world.origin or was.card.world
    return unmarked(was.world).model_copy(update={"origin": origin})


def said_of(was: Environment) -> Differences | None:
    """The edited World beside the one that the card's spec says; None where that is another one."""
    try:
        before = read_spec(was.card.spec, "spec").world
        before = before.model_copy(update={"origin": was.world.origin})
        return differences(before, was.world) if before.digest == was.card.world else None
    except (InputError, LookupError):  # no spec, or a World for which there is no English
        return None


def spec_of(world: World) -> dict[str, JsonValue]:
    """The fields of a card that hold the World's spec; empty ones where no spec says all of it."""
    try:
        text = write_spec(world)
        reading = read_spec(text, "spec")
    except (InputError, LookupError):
        return {"spec": "", "reading": {}}
    whole = reading.world.model_copy(update={"origin": world.origin})
    if whole.digest != world.digest:
        return {"spec": "", "reading": {}}
    counts: dict[str, JsonValue] = {**reading.counts}
    return {"spec": text, "reading": counts}


def drawn_anew(draft: Environment, names: Container[str]) -> list[Blueprint]:
    """Architectures of these names for the World's tools as they are now."""
    most = len(draft.blueprints)
    drawn = draw_blueprints(draft.world, signatures(draft.world), draft.card.seed, most)
    return [plan for plan in drawn if plan.name in names]
