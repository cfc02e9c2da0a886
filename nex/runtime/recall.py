"""Recall: an agent that can be asked again, in the conversation that it had before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from nex.data.events import Event
from nex.data.fold import fold
from nex.data.jsons import Json
from nex.data.messages import Message, Result, Signature, UnitKind, refused, text_part
from nex.data.trajectory import Call, branch, walk
from nex.errors import InputError
from nex.runtime.agent import REQUEST, Agent
from nex.runtime.budget import Limits
from nex.runtime.pending import place
from nex.runtime.scope import Scope

CONVERSATION: Json = {
    "type": "string",
    "description": "Which earlier conversation to go on with; left out: a new one.",
}
INPUT: Json = {
    "type": "object",
    "properties": {
        "request": {"type": "string", "description": "What is wanted, in words."},
        "conversation": CONVERSATION,
    },
    "required": ["request"],
    "additionalProperties": False,
}


class Recall:
    """An agent with the conversations of one run: each answer says how to go on with it.

    Made for one run, in which it keeps what was said. The first answer of a conversation ends
    with its name; calling with that name continues it where it ended.
    """

    kind: ClassVar[UnitKind] = "agent"

    def __init__(self, agent: Agent) -> None:
        """Raises InputError for an agent that takes anything but a request."""
        if agent.input != REQUEST:
            raise InputError(f"agent {agent.name!r} cannot be recalled: its input is no request")
        self.agent = replace(agent, input=INPUT)
        self.talks: dict[str, list[Message]] = {}

    @property
    def signature(self) -> Signature:
        """The agent's, with the conversation as one more argument."""
        return self.agent.signature

    @property
    def lane(self) -> str | None:
        """The agent's."""
        return self.agent.lane

    @property
    def limits(self) -> Limits:
        """The agent's."""
        return self.agent.limits

    @property
    def tools(self) -> object:
        """The agent's."""
        return self.agent.tools

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The agent's answer, with the conversation's name under it."""
        misfit = self.agent.misfit(arguments)
        if misfit is not None:
            return misfit
        request: Json = {"request": arguments["request"]}
        name = arguments.get("conversation")
        if name is None:
            name, messages = place(scope.id), self.agent.opening(request)
        elif str(name) in self.talks:
            messages = [*self.talks[str(name)], self.agent.opening(request)[-1]]
        else:
            known = ", ".join(self.talks) or "none"
            return refused("not_found", f"no conversation {name!r}; known: {known}")
        result = await self.agent.converse(messages, scope)
        self.talks[str(name)] = messages
        note = text_part(f"(conversation: {name})")
        return replace(result, content=[*result.content, note])

    def replay(self, events: Iterable[Event]) -> None:
        """Remember the conversations that a log holds: the state of a run that is resumed."""
        for call in walk(fold(events)):
            if call.unit == self.signature.name and call.result is not None and call.messages:
                name = call.arguments.get("conversation", place(call.id))
                self.talks[str(name)] = self._said(call)

    def _said(self, call: Call) -> list[Message]:
        """The whole conversation of a call, with the results of a stop unit at its end."""
        messages = branch(call, len(call.messages) - 1)
        offered = [tool.signature for tool in self.agent.tools]
        asked = self.agent.format.read(messages[-1], offered).get("tool_calls", [])
        results = [below.result for below in call.steps[-1].calls if below.result is not None]
        told = self.agent.format.tell(asked[: len(results)], results[: len(asked)])
        return messages + told
