"""Conversation: the message graph of one call, as far as the log has it."""

from __future__ import annotations

from collections.abc import Sequence

from nex.data.events import MessagesEvent, ResultMessage, StepEvent, write_reply
from nex.data.messages import UNSET, Message, Reply, Result, Settings
from nex.data.trajectory import CallId


class Conversation:
    """Which messages are in the log already, and where each new one hangs.

    An ask continues the longest branch that starts like it. Usually that is the whole of what
    was said before; after a compaction it is a shorter stretch, and a new branch begins there.
    """

    __slots__ = ("_graph", "_path", "answered", "first", "settings")

    def __init__(self) -> None:
        self._path: list[Message] = []
        """The branch that the last ask ended on, with its reply."""
        self._graph: _Graph | None = None
        """None as long as there is one branch: then message n is number n."""
        self.settings: Settings = UNSET
        """The settings that the log has last."""
        self.first = 0
        self.answered: Sequence[Result] = ()
        """Results of the children from number `first` on: tool turns may point at them."""

    def step(self, id: CallId, messages: Sequence[Message], reply: Reply) -> StepEvent:
        """The event of a turn that saw `messages`; settings are the caller's to add."""
        event: StepEvent = {"type": "step", "id": id, "head": -1, "reply": write_reply(reply)}
        self._extend(event, messages)
        self._path.append(reply.message)
        if self._graph is not None:
            self._graph.append(reply.message)
        return event

    def unanswered(self, id: CallId, messages: Sequence[Message]) -> MessagesEvent:
        """The event of a turn that no reply came to."""
        event: MessagesEvent = {"type": "messages", "id": id, "head": -1}
        self._extend(event, messages)
        return event

    def _extend(self, event: StepEvent | MessagesEvent, messages: Sequence[Message]) -> None:
        """Put `head`, and `new` and `parent` where there are any, into the event."""
        path = self._path
        known = len(path)
        if self._graph is not None or messages[:known] != path:
            self._branch(event, messages)
            return
        fresh = messages[known:]
        if fresh:
            path.extend(fresh)
            event["new"] = self._point(fresh)
        event["head"] = len(path) - 1

    def _branch(self, event: StepEvent | MessagesEvent, messages: Sequence[Message]) -> None:
        """The same where messages are no longer one line."""
        if self._graph is None:
            self._graph = _Graph(self._path)
        graph = self._graph
        fresh = messages[graph.enter(messages) :]
        if fresh:
            if graph.head != len(graph.messages) - 1:
                event["parent"] = graph.head
            event["new"] = self._point(fresh)
            for message in fresh:
                graph.append(message)
        event["head"] = graph.head
        self._path = list(messages)

    def _point(self, fresh: Sequence[Message]) -> list[Message | ResultMessage]:
        """The messages, with a child's result named by number instead of repeated."""
        results = self.answered
        if not results:
            return list(fresh)
        said: list[Message | ResultMessage] = []
        nth = 0
        for message in fresh:
            if (
                nth < len(results)
                and message["content"] is results[nth].content
                and "tool_call_id" in message
                and len(message) == 3  # it says the result and nothing else
            ):
                said.append({"result": self.first + nth, "tool_call_id": message["tool_call_id"]})
                nth += 1
            else:
                said.append(message)
        return said


class _Graph:
    """All messages of a call that has more than one branch, and where the current one ends."""

    __slots__ = ("head", "messages", "parents")

    def __init__(self, path: Sequence[Message]) -> None:
        self.messages = list(path)
        self.parents = list(range(-1, len(path) - 1))
        self.head = len(path) - 1

    def enter(self, messages: Sequence[Message]) -> int:
        """Go to the end of the longest branch that `messages` starts with; its length."""
        self.head = -1
        for length, message in enumerate(messages):
            below = (n for n, parent in enumerate(self.parents) if parent == self.head)
            found = next((n for n in below if self.messages[n] == message), None)
            if found is None:
                return length
            self.head = found
        return len(messages)

    def append(self, message: Message) -> None:
        """Hang a message on the current branch."""
        self.messages.append(message)
        self.parents.append(self.head)
        self.head = len(self.messages) - 1
