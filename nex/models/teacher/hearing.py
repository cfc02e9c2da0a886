"""Hearing: the teacher in a convention of text, each turn read once. A pure cache over the reading."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import is_

from nex.data.messages import Message, Reply, Result, Settings, Signature
from nex.runtime.formats.interpreter import read_conversation
from nex.runtime.formats.structured import STRUCTURED
from nex.runtime.formats.text import Text
from nex.runtime.model import Model


@dataclass(slots=True)
class _Heard:
    """A conversation up to and with the teacher's last reply, as it was written and as it was meant."""

    written: list[Message]
    meant: list[Message]
    tools: tuple[Signature, ...]


class Hearing:
    """Speaks and hears a convention for `model`, as an Interpreter does, and remembers what it read."""

    __slots__ = ("_heard", "_model", "_most")

    def __init__(self, model: Model, most: int) -> None:
        """`most`: how many conversations are remembered; 0 reads each anew at every turn."""
        self._model = model
        self._most = most
        self._heard: OrderedDict[int, _Heard] = OrderedDict()

    async def complete(
        self, messages: Sequence[Message], format: Text, settings: Settings
    ) -> Reply:
        """What the model says, in the convention."""
        meant, tools = self._remembered(messages, format) or read_conversation(messages, format)
        reply = await self._model.complete(meant, tools, settings)
        said = format.write(reply.message, tools)
        if self._most and _plain(reply.message, format.read(said, tools)):
            whole = _Heard([*messages, said], [*meant, reply.message], tools)
            self._heard[id(said)] = whole
            if len(self._heard) > self._most:
                self._heard.popitem(last=False)
        return replace(reply, message=said, finish="stop")

    def _remembered(
        self, messages: Sequence[Message], format: Text
    ) -> tuple[list[Message], tuple[Signature, ...]] | None:
        """The conversation, where it goes on from one that is remembered by a turn of results."""
        if len(messages) < 2 or messages[-1]["role"] != "user":
            return None
        heard = self._heard.pop(id(messages[-2]), None)
        if heard is None or len(heard.written) != len(messages) - 1:
            return None
        if not all(map(is_, heard.written, messages)):
            return None
        asked = heard.meant[-1].get("tool_calls", [])
        if not asked:
            return None
        results = [Result(content) for content in format.told(messages[-1], asked)]
        told = STRUCTURED.tell(asked[: len(results)], results)
        return [*heard.meant, *told], heard.tools


def _plain(meant: Message, heard: Message) -> bool:
    """Whether what was written is read as it was meant, but for the numbers of its calls."""
    calls = [call["function"] for call in meant.get("tool_calls", ())]
    return heard["content"] == meant["content"] and calls == [
        call["function"] for call in heard.get("tool_calls", ())
    ]
