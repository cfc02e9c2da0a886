"""Teacher: the planner as a Model. Each reply follows from the messages alone.

The policy is a generator: it yields moves and receives observations. A reply replays it over the
messages; generators that wait for their next observation are kept as a cache, found by the
identity of every message before.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from operator import is_

from nex.data.messages import Message, Reply, Settings, Signature, text_of
from nex.data.streams import Stream, actor_stream
from nex.models.teacher.habits import GEAR, Habits, accustomed, habits_of
from nex.models.teacher.hearing import Hearing
from nex.models.teacher.knowledge import Knowledge
from nex.models.teacher.memory import Memory
from nex.models.teacher.moves import Move, Observation, Turns, observe, reply
from nex.models.teacher.near_misses import missed
from nex.models.teacher.options import Options, read_options
from nex.models.teacher.policy import act
from nex.models.teacher.slips import slipped
from nex.models.teacher.speaking import speak
from nex.runtime.formats.names import TEXTS
from nex.runtime.formats.text import Text

_NOTHING = Observation(None, "", "error")


@dataclass(slots=True)
class _Talk:
    """A conversation while it goes on: the policy that waits in it, and what it has seen."""

    policy: Turns[None]
    tools: Sequence[Signature]
    settings: Settings
    request: str
    knowledge: Knowledge
    seen: list[Message] = field(default_factory=list[Message])
    """Every message up to and with the policy's last reply."""
    steps: int = 0
    move: Move = field(default_factory=lambda: Move("", "finish", {"status": "done"}))

    def start(self) -> None:
        """To the first move."""
        self.move = next(self.policy, self.move)

    def go(self, observation: Observation) -> None:
        """On to the next move; an ended policy repeats its last."""
        self.steps += 1
        with suppress(StopIteration):
            self.move = self.policy.send(observation)


class Teacher:
    """The planner. It sees messages and signatures, and nothing else; it keeps no state."""

    def __init__(self, options: Options | None = None, *, cache: int = 1024) -> None:
        """`cache`: how many waiting policies are kept; 0 replays every conversation in full."""
        self.options = options or Options()
        self.name = f"teacher:{self.options.text}" if self.options.text else "teacher"
        self._cache = cache
        self._talks: OrderedDict[int, _Talk] = OrderedDict()
        self._memory = Memory(min(cache, 256))
        self._hearing = Hearing(self, cache)

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        """The next move, as a thought and one call, in the convention that the orders teach."""
        if not tools and (format := _convention(messages)) is not None:
            return await self._hearing.complete(messages, format, settings)
        talk = self._waiting(messages, tools, settings)
        if talk is None:
            talk = self._replayed(messages, tools, settings)
        else:
            talk.go(_answer(messages[len(talk.seen) :], talk.steps))
        move = self._slip(talk, messages)
        said = reply(move, talk.steps, self.name)
        talk.seen = [*messages, said.message]
        if self._cache:
            self._talks[id(said.message)] = talk
            if len(self._talks) > self._cache:
                self._talks.popitem(last=False)
        return said

    def _waiting(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings
    ) -> _Talk | None:
        for message in reversed(messages):
            if message["role"] == "assistant":
                talk = self._talks.pop(id(message), None)
                if talk is None or talk.tools is not tools or talk.settings != settings:
                    return None
                same = len(talk.seen) <= len(messages) and all(map(is_, talk.seen, messages))
                return talk if same else None
        return None

    def _replayed(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings
    ) -> _Talk:
        turns = [n for n, message in enumerate(messages) if message["role"] == "assistant"]
        opening = messages[: turns[0]] if turns else messages
        orders = "\n".join(_texts(opening, "system"))
        request = "\n".join(_texts(opening, "user"))
        habits = habits_of(tools)
        worldly = [tool for tool in tools if tool.name not in GEAR] if habits.any else tools
        knowledge = self._memory.of(worldly, orders)
        policy = speak(self._policy(knowledge, request, habits), knowledge.tongue)
        talk = _Talk(policy, tools, settings, request, knowledge)
        talk.start()
        for start, end in pairwise([*turns, len(messages)]):
            talk.go(_answer(messages[start + 1 : end], talk.steps))
        return talk

    def _policy(self, knowledge: Knowledge, request: str, habits: Habits) -> Turns[None]:
        def plain(text: str) -> Turns[None]:
            return act(knowledge, text, self.options)

        return accustomed(plain, request, habits) if habits.any else plain(request)

    def _slip(self, talk: _Talk, messages: Sequence[Message]) -> Move:
        if self.options.miss and self._dice(talk, "miss").chance(self.options.miss):
            actions = {skill.tool.name for skill in talk.knowledge.skills.values()}
            stream = self._dice(talk, "which")
            return missed(talk.move, talk.tools, actions, messages, stream)
        if not self.options.slip:
            return talk.move
        stream = self._dice(talk, f"slip {talk.steps}")
        if not stream.chance(self.options.slip):
            return talk.move
        return slipped(talk.move, talk.tools, messages, stream)

    def _dice(self, talk: _Talk, purpose: str) -> Stream:
        return actor_stream((talk.request,), (self.name, talk.settings.seed or 0), purpose)


def teacher(options: str = "") -> Teacher:
    """The teacher with options as they stand in its name: "slip=0.1,bias=first-match,lazy=1"."""
    return Teacher(read_options(options))


def _convention(messages: Sequence[Message]) -> Text | None:
    """The convention that an agent's orders teach, where its tools stand in them."""
    orders = "\n".join(_texts(messages[:1], "system"))
    return next((format for format in TEXTS if format.lesson in orders), None)


def _texts(messages: Sequence[Message], role: str) -> list[str]:
    return [text_of(message["content"]) for message in messages if message["role"] == role]


def _answer(messages: Sequence[Message], step: int) -> Observation:
    """What the call of that step brought."""
    for message in messages:
        if message["role"] == "tool" and message.get("tool_call_id") == f"call_{step}":
            return observe(message)
    return observe(messages[0]) if messages else _NOTHING
