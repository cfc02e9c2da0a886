"""Cost: what a reply cost, from a table in the package or a price given by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import TypedDict, cast

import orjson

from nex.data.messages import Message, Reply, Settings, Signature
from nex.errors import InputError
from nex.runtime.model import Closing, Model, Price


class _Table(TypedDict):
    models: dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Cost:
    """A Model that knows its price; without one, a reply's cost is what the provider says, or None."""

    model: Model
    price: Price | None

    @property
    def name(self) -> str:
        """The other model's."""
        return self.model.name

    async def aclose(self) -> None:
        """Let go of what the other model keeps."""
        if isinstance(self.model, Closing):
            await self.model.aclose()

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        """The other model's reply, priced."""
        reply = await self.model.complete(messages, tools, settings)
        if self.price is None or not reply.usage.tokens:
            return reply
        cost = self.price.of(reply.usage.input_tokens, reply.usage.output_tokens)
        return replace(reply, usage=replace(reply.usage, cost=cost))


def known_price(name: str) -> Price | None:
    """The price of a model by its name, without vendor and date; None for an unknown one."""
    table = cast("_Table", orjson.loads((files("nex.models") / "prices.json").read_bytes()))
    bare = name.rpartition("/")[2]
    undated = re.sub(r"-(\d{8}|\d{4}-\d{2}-\d{2})$", "", bare)
    found = table["models"].get(bare) or table["models"].get(undated)
    return Price(*found) if found else None


def read_price(text: str) -> Price:
    """The price in "IN,OUT", US dollars per million tokens; raises InputError for other text."""
    parts = text.split(",")
    try:
        taken, given = (float(part) for part in parts)
    except ValueError as e:
        raise InputError(
            f"price {text!r} must be IN,OUT in dollars per million tokens, as in 0.25,2"
        ) from e
    if not (0 <= taken < 1e6 and 0 <= given < 1e6):
        raise InputError(f"price {text!r} must be two amounts of at least 0")
    return Price(taken, given)
