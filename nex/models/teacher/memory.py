"""Memory: what was rebuilt from tools once is not rebuilt again. A pure cache."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from nex.data.messages import Signature
from nex.language.dialects.listings import LISTED
from nex.models.teacher.knowledge import Knowledge
from nex.models.teacher.rebuilding import rebuild

_Key = tuple[str, ...]


class Memory:
    """Knowledge by what the tools say, the least recently used forgotten first."""

    __slots__ = ("_known", "_most")

    def __init__(self, most: int) -> None:
        """`most` 0 remembers nothing."""
        self._most = most
        self._known: OrderedDict[_Key, tuple[Sequence[Signature], Knowledge]] = OrderedDict()

    def of(self, tools: Sequence[Signature], orders: str) -> Knowledge:
        """What can be known from these tools and orders."""
        told = orders if LISTED.search(orders) else ""
        key = (told, *(text for tool in tools for text in (tool.name, tool.description)))
        kept = self._known.get(key)
        if kept is not None and _same(kept[0], tools):
            self._known.move_to_end(key)
            return kept[1]
        known = rebuild(tools, told)
        self._known[key] = (tuple(tools), known)
        while len(self._known) > self._most:
            self._known.popitem(last=False)
        return known


def _same(one: Sequence[Signature], other: Sequence[Signature]) -> bool:
    return all(a.input == b.input for a, b in zip(one, other, strict=True))
