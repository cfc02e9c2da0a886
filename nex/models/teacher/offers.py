"""Offers: every tool that is talked of, one's own and those that colleagues' descriptions list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from nex.data.jsons import Json
from nex.data.messages import Signature
from nex.language.dialects.listings import LISTED, listed
from nex.language.dialects.reader import read_dialect
from nex.language.requests.asking import ASK

_HEADING = re.compile(r"^## (\w+)$", re.MULTILINE)
"""What the tools of a colleague stand under, where orders list those of several."""


USER = "the user"
"""The colleague whose own hands do what no agent has a tool for."""
_FACING = frozenset((ASK, "finish"))
"""Tools through which the user is reached; what they list is in the user's hands."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A tool as it is described, and the colleague who has it; None: it is one's own."""

    name: str
    lines: tuple[str, ...]
    properties: dict[str, Json]
    required: tuple[str, ...]
    seat: str | None = None

    def line(self, head: str) -> str:
        """What follows `head` on the line that starts with it, without the full stop; or ""."""
        start = f"{head}: "
        found = next((line for line in self.lines if line.startswith(start)), start)
        return found[len(start) :].removesuffix(".")


def offers(tools: Sequence[Signature], orders: str) -> list[Offer]:
    """One's own tools first, then those of colleagues, then those that the orders tell of."""
    own = [
        _offer(t.name, t.description, t.input)
        for t in tools
        if t.name in _FACING or not LISTED.search(t.description)
    ]
    listed = [
        offer
        for tool in tools
        for offer in _listed(tool.description, USER if tool.name in _FACING else tool.name)
    ]
    known = {offer.name for offer in (*own, *listed)}
    told = [offer for offer in _told(orders) if offer.name not in known]
    return [*own, *listed, *told]


def _told(orders: str) -> Iterator[Offer]:
    """The tools that the orders list: under a colleague's heading, or of nobody in particular."""
    nobody, *rest = _HEADING.split(orders)
    yield from _listed(nobody, "")
    for seat, text in zip(rest[::2], rest[1::2], strict=True):
        yield from _listed(text, seat)


def _listed(text: str, seat: str) -> Iterator[Offer]:
    for tool in read_dialect(list(listed(text))).plain:
        yield _offer(tool.name, tool.description, tool.input, seat)


def _offer(name: str, description: str, schema: Json, seat: str | None = None) -> Offer:
    properties, required = schema.get("properties"), schema.get("required")
    return Offer(
        name,
        tuple(description.splitlines()),
        cast("dict[str, Json]", properties) if isinstance(properties, dict) else {},
        tuple(map(str, required)) if isinstance(required, list) else (),
        seat,
    )
