"""Following a chain on a bench: its replies, its answer, what it left behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nex.data.chain import Chain
from nex.data.jsons import JsonValue
from nex.data.task import Change, Outcome
from nex.grounding.bench import Bench
from nex.language.chains.places import read_reply, value_at
from nex.models.solvers.server import solve
from nex.pipeline.servers.start import Base
from nex.synthesis.servers.chaining import planned
from nex.synthesis.servers.learning import Learned
from nex.synthesis.servers.probes import done
from nex.worlds.populate import Origin
from nex.worlds.session import Session


@dataclass(frozen=True, slots=True)
class Followed:
    """How a run went."""

    replies: tuple[str, ...]
    well: bool
    """Whether every call was done."""
    answer: JsonValue
    changes: tuple[Change, ...]

    @property
    def outcome(self) -> Outcome:
        """What an agent would have ended with."""
        return Outcome(answer=self.answer)


@dataclass(slots=True)
class Seat:
    """A bench and what is known of its server; made new after every run that may have left traces."""

    bench: Bench
    base: Base
    learned: Learned
    origin: Origin | None = None
    """The World that the server stands beside; None: it stands alone."""
    dirty: bool = False
    session: Session | None = None

    async def call(self, tool: str, arguments: dict[str, JsonValue]) -> tuple[str, bool]:
        """A reply's text, and whether the call was done."""
        if self.session is not None and tool in {s.name for s in self.session.signatures}:
            answer = self.session.call(tool, arguments)
            return answer.text, answer.status == "ok"
        self.dirty = self.dirty or tool in self.learned.writers
        result = await self.bench.call(tool, arguments)
        return result.text, done(result.status, result.text)

    async def clean(self) -> None:
        """A server that nobody wrote to, a World as it was."""
        self.session = None if self.origin is None else Session(self.origin)
        if self.dirty:
            await self.bench.renew()
            self.dirty = False

    async def changes(self) -> tuple[Change, ...]:
        """What the run left, read from outside; a run of reading tools is believed until the end.

        The World's changes come first.
        """
        worldly = () if self.session is None else self.session.evidence().changes
        if not self.dirty:
            return worldly
        self.dirty = False
        return (*worldly, *await self.base.changes(await self.bench.left()))

    async def untouched(self) -> bool:
        """Whether the reading tools really left everything as it was."""
        self.dirty = False
        return not await self.base.changes(await self.bench.left())


async def follow(seat: Seat, chain: Chain) -> Followed:
    """Make the calls of a chain on a clean server."""
    await seat.clean()
    replies: list[str] = []
    well, answer = True, None
    try:
        for link in chain.links:
            call = planned(link, replies)
            text, ok = await seat.call(call.tool, call.arguments)
            replies.append(text)
            well = well and ok
        answer = answer_of(chain, replies)
    except LookupError:
        well = False
    return Followed(tuple(replies), well, answer, await seat.changes())


def answer_of(chain: Chain, replies: Sequence[str]) -> JsonValue:
    """What the replies say to what a chain asks for; LookupError where they lack it."""
    asked = chain.answer
    return None if asked is None else value_at(read_reply(replies[asked.step]), asked.place)


async def solve_text(seat: Seat, instruction: str) -> tuple[Outcome, tuple[Change, ...]]:
    """What a solver makes of the text alone, on a clean server."""
    await seat.clean()
    work = solve(instruction, seat.learned.signatures)
    text: str | None = None
    while True:
        try:
            call = next(work) if text is None else work.send(text)
        except StopIteration as end:
            return _outcome(end.value), await seat.changes()
        text, _ = await seat.call(call.tool, call.arguments)


def _outcome(value: object) -> Outcome:
    assert isinstance(value, Outcome), "a solver ends with one"
    return value
