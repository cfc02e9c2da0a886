"""Dialects: named choices of how a World shows itself, any number more by seed, some held out."""

from __future__ import annotations

from typing import Literal, get_args

from nex.data.environment import (
    Casing,
    ErrorForm,
    Granularity,
    Head,
    Keys,
    Paging,
    ReplyForm,
    SurfaceChoice,
)
from nex.data.streams import Stream
from nex.errors import InputError

SEEDED = 24
"""Numbers of the dialects that have a name, "dialect-1" and on; any other number makes one too."""
_HELD_OUT_EVERY = 4
_HEADS: tuple[tuple[Head, ...], ...] = ((), (), (), (), (), ("Effect",))


def dialect(name: str) -> SurfaceChoice:
    """The dialect of that name or number: "plain", "camel", "7", "dialect-7".

    Raises InputError for any other name.
    """
    if name in NAMED:
        return NAMED[name]
    number = name.removeprefix("dialect-")
    if number.isascii() and number.isdecimal():
        return seeded(int(number))
    known = ", ".join(NAMED)
    raise InputError(f"unknown dialect {name!r}; known: {known}, or any number")


def seeded(number: int) -> SurfaceChoice:
    """A dialect drawn by its number: every choice by itself."""
    stream = Stream("dialect", number)
    return SurfaceChoice(
        dialect=f"dialect-{number}",
        names=stream.choice(get_args(Casing)),
        noun_first=stream.chance(0.3),
        verbs=stream.choice(("search", "find", "list", "query")),
        keys=stream.choice(get_args(Keys)),
        constants=stream.chance(0.3),
        granularity=stream.choice(("tool", *get_args(Granularity))),
        reads=stream.choice(("row", "row", "row", "attribute")),
        nested=stream.chance(0.4),
        batch=stream.chance(0.3),
        replies=stream.choice(get_args(ReplyForm)),
        paging=stream.choice(get_args(Paging)),
        page_size=stream.choice((3, 5, 10, 20)),
        errors=stream.choice(get_args(ErrorForm)),
        contracts=stream.choice(("lines", "markdown")),
        hidden=stream.choice(_HEADS),
        decoys=stream.choice((0, 0, 2, 4)),
    )


def split_of(choice: SurfaceChoice) -> Literal["train", "held-out"]:
    """Whether a dialect is kept for evaluation: every fourth number is.

    Each single choice also occurs in dialects that are not held out; their combination does not.
    """
    name = choice.dialect.partition(", ")[0]  # what the choice adds to a dialect stands behind it
    number = name.removeprefix("dialect-")
    held = number.isdecimal() and int(number) % _HELD_OUT_EVERY == 0
    return "held-out" if held or name in _HELD_OUT else "train"


_HELD_OUT = ("ledger", "clerk")
NAMED: dict[str, SurfaceChoice] = {
    choice.dialect: choice
    for choice in (
        SurfaceChoice(),
        SurfaceChoice(dialect="camel", names="camel", keys="camel"),
        SurfaceChoice(
            dialect="rest",
            names="kebab",
            noun_first=True,
            verbs="list",
            keys="suffixed",
            replies="data",
            paging="offset",
            page_size=20,
            errors="object",
        ),
        SurfaceChoice(
            dialect="rpc",
            names="pascal",
            verbs="query",
            keys="camel",
            constants=True,
            nested=True,
            paging="cursor",
            errors="coded",
        ),
        SurfaceChoice(dialect="server", names="prefixed", contracts="markdown", decoys=4),
        SurfaceChoice(dialect="desks", granularity="entity", nested=True, replies="columns"),
        SurfaceChoice(dialect="console", granularity="one", replies="lines", errors="coded"),
        SurfaceChoice(dialect="bulk", verbs="find", batch=True, page_size=10, errors="object"),
        SurfaceChoice(
            dialect="fields", reads="attribute", granularity="actions", replies="table", decoys=2
        ),
        SurfaceChoice(dialect="letters", replies="prose", verbs="find", hidden=("Effect",)),
        SurfaceChoice(
            dialect="ledger", replies="table", paging="cursor", constants=True, page_size=3
        ),
        SurfaceChoice(
            dialect="clerk",
            names="camel",
            noun_first=True,
            replies="prose",
            paging="offset",
            batch=True,
            errors="terse",
        ),
    )
}
"""Every dialect that has a name of its own."""
