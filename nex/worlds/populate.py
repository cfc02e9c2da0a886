"""Fills a fresh World with rows that look like work: skewed, alike, and near every limit."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Protocol

from nex.data.streams import Stream, world_stream
from nex.data.world import World
from nex.errors import InputError
from nex.worlds.diff import Records, records
from nex.worlds.drafting import draft
from nex.worlds.listing import settle_listed
from nex.worlds.manual import write_manual
from nex.worlds.repair import repair
from nex.worlds.schema import Schema, schema_of
from nex.worlds.settling import settle
from nex.worlds.state import State


class Origin(Protocol):
    """What a Session starts from."""

    @property
    def schema(self) -> Schema: ...

    @property
    def records(self) -> Records:
        """Every row of the start state, before a Task's patches."""
        ...

    def clone(self) -> State:
        """The start state to work on."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """A populated start state, made once; every rollout works on a clone."""

    schema: Schema
    seed: int
    image: bytes
    digest: str
    """The identity of its rows."""
    records: Records

    @property
    def world(self) -> World:
        """The World that it was made from."""
        return self.schema.world

    def clone(self) -> State:
        """A State of one's own."""
        return State(self.schema, self.image)


def populate(world: World, seed: int) -> Template:
    """The start state of a World; the same for the same seed, everywhere.

    Raises InputError where the World's references or paths break, or where no rows were found
    that keep its invariants (they contradict each other).
    """
    schema = schema_of(world, seed)
    state = State(schema)

    def stream(purpose: str) -> Stream:
        return world_stream(seed, schema.dice, "", purpose)

    try:
        draft(state, stream)
        settle(state, stream("settle"))
        repair(state, stream("repair"))
        settle_listed(state)
        write_manual(state)
    except sqlite3.IntegrityError:
        raise InputError(
            f"world {world.name!r}: an attribute is unique, and its values are fewer than its rows; "
            "make it a text, allow more values or ask for fewer rows"
        ) from None
    return Template(schema, seed, state.image(), state.digest(), records(state))
