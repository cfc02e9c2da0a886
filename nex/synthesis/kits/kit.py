"""A Kit: a kind of workplace as data, in phrases of the spec language.

Its published schema is `Kit.model_json_schema()`; docs/making-worlds.md explains it by example.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from nex.data.frozen import Frozen

Words = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]
Pair = Annotated[list[int], Field(min_length=2, max_length=2)]
"""The least and the most, both included."""
Many = 60
"""Things, actions, rules or words of one kit, at most."""


class Thing(Frozen):
    """A thing and its attributes; said again with a `part`, it gets more of them."""

    name: Name
    has: list[Words] = Field(default=[], max_length=Many)
    """Attributes as a spec says them: "a unique phone number", "a size (small or large)"."""
    count: Pair | None = None
    """How many rows there are; None: nobody says."""
    key: Name | None = None
    """What it is at heart, such as "person": things of two kits with one key may become one."""
    part: Name | None = None
    """The optional part that it belongs to; None: always there."""


class Deed(Frozen):
    """Something that can be done, by whom, what it needs and what it changes."""

    does: Words
    """"check in a visit: booked -> arrived", "book a visit for a pet with a vet on a day"."""
    who: list[Name] = Field(default=[], max_length=Many)
    """Roles, or things whose rows may do it; empty: anybody."""
    needs: list[Words] = Field(default=[], max_length=Many)
    """Sentences without their full stop: "the owner's standing must be good"."""
    then: list[Words] = Field(default=[], max_length=Many)
    """"a visit is created", "the room becomes dirty"."""
    part: Name | None = None


class Law(Frozen):
    """A rule, in one sentence."""

    say: Words
    part: Name | None = None


class Kit(Frozen):
    """A kind of workplace: what is always there, what may be, and what it may be called."""

    schema_version: Literal["nex.kit/1"] = Field(alias="schema")
    name: Name
    words: list[Name] = Field(default=[], max_length=Many)
    """Other words by which people mean this workplace."""
    parts: dict[Name, float] = Field(default={}, max_length=Many)
    """Optional part -> how likely it is there."""
    numbers: dict[Name, Pair] = Field(default={}, max_length=Many)
    """Name -> its least and its most; "{name}" in a sentence stands for the number drawn."""
    also: dict[Name, list[Name]] = Field(default={}, max_length=Many)
    """Other names, drawn by seed: of a thing, an attribute, a role; of a value as
    "status.missed"; of a verb as "cancel visit"."""
    things: list[Thing] = Field(min_length=1, max_length=Many)
    actions: list[Deed] = Field(min_length=1, max_length=Many)
    rules: list[Law] = Field(default=[], max_length=Many)
