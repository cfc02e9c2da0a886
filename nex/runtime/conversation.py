"""Conversation: the message graph of one call, as far as the log has it."""

from __future__ import annotations

from collections.abc import Sequence

from nex.data.events import MessagesEvent, ResultMessage, StepEvent
from nex.data.messages import UNSET, Message, Result, Settings


class Conversation:
    """Which messages are in the log already, and where each new one hangs.

    An ask continues the longest branch that starts like it. Usually that is the whole of what
    was said before; after a compaction it is a shorter stretch, and a new branch begins there.
    """

    __slots__ = ("_indexes", "_messages", "_parents", "_path", "answered", "first", "settings")

    def __init__(self) -> None:
        self._messages: list[Message] = []
        self._parents: list[int] = []
        self._path: list[Message] = []
        self._indexes: list[int] = []
        self.settings: Settings = UNSET
        """The settings that the log has last."""
        self.first = 0
        self.answered: Sequence[Result] = ()
        """Results of the children from number `first` on: tool turns may point at them."""

    def write(self, event: StepEvent | MessagesEvent, messages: Sequence[Message]) -> None:
        """Put `head`, and `new` and `parent` where there are any, into the event."""
        known = len(self._path)
        if list(messages[:known]) != self._path:
            known = self._branch(messages)
        fresh = messages[known:]
        head = self._indexes[known - 1] if known else -1
        if fresh:
            if head != len(self._messages) - 1:
                event["parent"] = head
            event["new"] = self._point(fresh)
            for message in fresh:
                head = self._append(message, head)
        event["head"] = head

    def reply(self, message: Message, head: int) -> None:
        """Add the model's own turn after the last message that it saw."""
        self._append(message, head)

    def _append(self, message: Message, parent: int) -> int:
        index = len(self._messages)
        self._messages.append(message)
        self._parents.append(parent)
        self._path.append(message)
        self._indexes.append(index)
        return index

    def _branch(self, messages: Sequence[Message]) -> int:
        """Step back to the longest known branch that `messages` starts with; its length."""
        self._path, self._indexes = [], []
        parent = -1
        for message in messages:
            found = self._child(parent, message)
            if found is None:
                break
            self._path.append(message)
            self._indexes.append(found)
            parent = found
        return len(self._path)

    def _child(self, parent: int, message: Message) -> int | None:
        for index, above in enumerate(self._parents):
            if above == parent and self._messages[index] == message:
                return index
        return None

    def _point(self, fresh: Sequence[Message]) -> list[Message | ResultMessage]:
        """The messages, with a child's result named by number instead of repeated."""
        said: list[Message | ResultMessage] = []
        results, nth = self.answered, 0
        for message in fresh:
            if (
                nth < len(results)
                and message["content"] is results[nth].content
                and len(message) == 3
                and "tool_call_id" in message
            ):
                said.append({"result": self.first + nth, "tool_call_id": message["tool_call_id"]})
                nth += 1
            else:
                said.append(message)
        return said
