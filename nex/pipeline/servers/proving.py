"""The proof of a chain: what applies of the eight checks, each made on the real server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nex.data.chain import Chain
from nex.data.jsons import JsonValue, digest
from nex.data.streams import Stream
from nex.data.task import (
    Change,
    Complexity,
    Evidence,
    Goal,
    Outcome,
    PlannedCall,
    Proof,
    Task,
)
from nex.errors import InputError
from nex.language.chains.reader import read_chain
from nex.language.chains.writer import write_chain
from nex.pipeline.servers.following import Followed, Seat, follow, solve_text
from nex.scoring.complexity import solution_bits
from nex.synthesis.servers.chaining import DULL, depth, planned, without
from nex.synthesis.servers.learning import shape_of
from nex.synthesis.servers.mutating import mutants
from nex.worlds.verify import verify

MUTANTS = 3
"""Wrong arguments that are tried before one that does not matter is believed."""
CONSTANTS: tuple[JsonValue, ...] = (*DULL, True, False, [], 2, 3, "error", "text", "hello")
LONGEST_ANSWER = 120


class Dropped(Exception):
    """A chain that does not become a task; says why."""


@dataclass(frozen=True, slots=True)
class Proved:
    """A task and why it may ship."""

    task: Task
    proof: Proof
    chain: Chain


@dataclass(frozen=True, slots=True)
class Proving:
    """Two seats of one server: the other one's clock is ahead, where that can be had."""

    here: Seat
    there: Seat
    world: str
    """The World's digest."""

    async def prove(self, chain: Chain, went: Followed | None, named: tuple[str, Stream]) -> Proved:
        """The task of a chain, made as short as it can be; raises Dropped.

        `went`: how it went already, on a clean server; `named`: the task's id, and its dice.
        """
        id, stream = named
        reference = await self._reference(chain, went)
        chain, reference = await self._needed(chain, reference)
        text = self._worded(chain, stream)
        task = self._task(chain, reference, id, text)
        if any(_passes(task, (), Outcome(answer=constant)) for constant in CONSTANTS):
            raise Dropped("constant")
        outcome, changes = await solve_text(self.there, text)
        if not _passes(task, changes, outcome):
            raise Dropped("not repeatable")
        checks = ["reference", "literals", "shortest", "idle", "solver", "replay"]
        writers = self.here.learned.writers
        if len(chain.links) > 1 and any(link.tool in writers for link in chain.links):
            checks.append("drop")
        if await self._mutants_fail(chain, task, stream):
            checks.append("look_alike")
        proof = Proof(
            task=id,
            solution=tuple(_planned(chain, reference.replies)),
            end=digest([change.model_dump(mode="json") for change in reference.changes]),
            checks=dict.fromkeys(sorted(checks), True),
        )
        return Proved(task, proof, chain)

    async def untouched(self) -> bool:
        """Whether the reading tools left both servers as they were."""
        return await self.here.untouched() and await self.there.untouched()

    async def _reference(self, chain: Chain, went: Followed | None) -> Followed:
        reference = went or await follow(self.here, chain)
        if not reference.well:
            raise Dropped("reference fails")
        if not reference.changes and chain.answer is None:
            raise Dropped("changes nothing")
        if chain.answer is not None and len(str(reference.answer)) > LONGEST_ANSWER:
            raise Dropped("no short answer")
        return reference

    async def _needed(self, chain: Chain, reference: Followed) -> tuple[Chain, Followed]:
        """The chain without the calls that it goes as well without."""
        writers = self.here.learned.writers
        for step in range(len(chain.links) - 1, -1, -1):
            if step >= len(chain.links) or chain.links[step].tool not in writers:
                continue
            shorter = without(chain, step)
            if shorter is None or (shorter.answer is None) != (chain.answer is None):
                continue
            if reference.changes and not any(one.tool in writers for one in shorter.links):
                continue
            went = await follow(self.here, shorter)
            if (went.answer, went.changes) != (reference.answer, reference.changes):
                continue
            if not went.well:
                raise Dropped("droppable write")
            chain, reference = shorter, went
        return chain, reference

    def _worded(self, chain: Chain, stream: Stream) -> str:
        """The request; it reads back as the chain, so every stated value stands in it."""
        signatures = self.here.learned.signatures
        text = write_chain(chain, signatures, stream)
        try:
            same = read_chain(text, signatures) == chain
        except InputError:
            same = False
        if not same:
            raise Dropped("not solved from text")
        return text

    def _task(self, chain: Chain, reference: Followed, id: str, text: str) -> Task:
        kind = "do" if reference.changes else "question"
        return Task(
            id=id,
            world=self.world,
            kind=kind,
            instruction=text,
            workspace=self.here.base.state,
            goal=Goal(changes=reference.changes, answer=reference.answer),
            complexity=self._complexity(chain, reference),
            signature=f"{kind}:{signature_of(chain)}",
        )

    def _complexity(self, chain: Chain, reference: Followed) -> Complexity:
        base, calls = self.here.base, len(chain.links)
        objects = sum(len(rows) for rows in base.start.values()) or 1
        actions = len(reference.changes)
        bits = solution_bits(calls, len(self.here.learned.signatures), actions, objects)
        return Complexity(
            bits=round(bits, 3), calls=calls, actions=actions, depth=depth(chain), shortest=False
        )

    async def _mutants_fail(self, chain: Chain, task: Task, stream: Stream) -> bool:
        """Whether another argument ends elsewhere; False where the chain states none."""
        learned, facts = self.here.learned, self.here.base.facts
        tried = 0
        for mutant in mutants(chain, learned, facts, stream):
            went = await follow(self.here, mutant)
            if not _passes(task, went.changes, went.outcome):
                return True
            tried += 1
            if tried == MUTANTS:
                break
        if tried:
            raise Dropped("look-alike passes")
        return False


def signature_of(chain: Chain) -> str:
    """The chain's shape without its values: tools, and what goes where."""
    parts: list[str] = []
    for link in chain.links:
        fed = [
            f"{one.name}<{one.taken.step}.{shape_of(one.taken.place)}"
            for one in link.arguments
            if one.taken is not None
        ]
        parts.append(link.tool + (f"({','.join(fed)})" if fed else ""))
    answer = f"?{shape_of(chain.answer.place)}" if chain.answer else ""
    return " > ".join(parts) + answer


def _passes(task: Task, changes: Sequence[Change], outcome: Outcome) -> bool:
    evidence = Evidence(changes=tuple(changes), observed=(), rejections=())
    return verify(task, evidence, outcome).passed


def _planned(chain: Chain, replies: Sequence[str]) -> Iterator[PlannedCall]:
    for nth, link in enumerate(chain.links):
        yield planned(link, replies[:nth])
