"""Probing: every tool is tried, what it leaves is read from outside, what it takes is learned."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from nex.data.messages import Signature
from nex.data.streams import Stream
from nex.grounding.bench import Bench
from nex.pipeline.servers.start import Base
from nex.pipeline.watch import Watch
from nex.synthesis.servers.learning import SLOW, Trial, drafts, fleeting, flows_of, trials
from nex.synthesis.servers.probes import MOST_TEXT, Flow, Probe, Probes, done

MOST_GROUPS = 90
"""Arguments on which values of others are tried; those of reading tools come first."""


@dataclass(slots=True)
class _Probing:
    """What was seen so far."""

    bench: Bench
    there: Bench
    """The same server in another container, its clock ahead."""
    base: Base
    seed: int
    fresh: dict[str, str]
    """The workspace before any call."""
    probes: list[Probe] = field(default_factory=list[Probe])
    writers: list[str] = field(default_factory=list[str])
    minded: list[str] = field(default_factory=list[str])
    flows: list[Flow] = field(default_factory=list[Flow])
    pairs: list[tuple[Probe, Probe]] = field(default_factory=list[tuple[Probe, Probe]])
    """Calls as they went here, and in another container at another time."""

    def stream(self, tool: Signature, purpose: str) -> Stream:
        return Stream(purpose, self.seed, self.base.server.name, tool.name)

    async def made(self, probe: Probe, bench: Bench | None = None) -> Probe:
        """The probe as it went."""
        began = time.monotonic()
        result = await (bench or self.bench).call(probe.tool, probe.arguments)
        return probe.model_copy(
            update={
                "text": result.text[:MOST_TEXT],
                "ok": done(result.status, result.text),
                "seconds": round(time.monotonic() - began, 3),
            }
        )

    def drafts(self, tool: Signature) -> list[Probe]:
        """Calls to try, with what arguments of the same names took before."""
        names = {
            path.replace("[]", "").rpartition(".")[2]: kind
            for probe in self.probes
            if probe.ok
            for path, kind in probe.kinds.items()
        }
        return drafts(tool, self.base.facts, self.stream(tool, "probe"), names)

    async def try_tool(self, tool: Signature) -> None:
        """Its known calls and some drafts; whether it writes, or minds what was before."""
        known = [c for c in self.base.server.entry.calls if c.tool == tool.name]
        planned = [Probe(tool=c.tool, arguments=c.arguments) for c in known]
        good: list[Probe] = []
        for probe in (*planned, *self.drafts(tool)):
            went = await self.made(probe)
            self.probes.append(went)
            if went.seconds >= SLOW:
                break
            good += [went] if went.ok else []
            self.pairs.append((went, await self.made(probe, self.there)))
        if await self._wrote():
            self.writers.append(tool.name)
        elif good and await self._minds(good[0]):
            self.minded.append(tool.name)
        if tool.name in (*self.writers, *self.minded):
            await self.there.renew()

    async def _wrote(self) -> bool:
        """Whether the workspace is no longer as it was; then the server is made new."""
        if await self.bench.seen() == self.fresh:
            return False
        return bool(await self.base.changes(await self.bench.left()))

    async def _minds(self, probe: Probe) -> bool:
        """Whether a second call is answered otherwise, but alike by every new server."""
        first, second = await self.made(probe), await self.made(probe)
        if first.text == second.text:
            return False
        await self.bench.renew()
        anew = await self.made(probe)
        await self.bench.renew()
        return (await self.made(probe)).text == anew.text

    def groups(self) -> list[list[Trial]]:
        """What other tools told, to be tried on each argument."""
        heavy = (*self.writers, *self.minded)
        tools = sorted(self.base.signatures, key=lambda tool: tool.name in heavy)
        found = [trials(self.probes, tool, self.stream(tool, "flows")) for tool in tools]
        return [group for groups in found for group in groups][:MOST_GROUPS]

    async def feed(self, group: Sequence[Trial]) -> None:
        """Try on one argument what other tools told."""
        tool = group[0].leaf.tool
        if tool in (*self.writers, *self.minded):
            await self.bench.renew()
        replies = [await self.made(Probe(tool=tool, arguments=trial.call)) for trial in group]
        self.flows += flows_of(group, replies)


async def probe_server(benches: tuple[Bench, Bench], base: Base, seed: int, watch: Watch) -> Probes:
    """Everything that a server shows before any task is drawn; the other bench's clock is ahead."""
    probing = _Probing(*benches, base, seed, await benches[0].seen())
    watch.begins("probe")
    for nth, tool in enumerate(base.signatures, 1):
        await probing.try_tool(tool)
        watch.moves(nth, tool.name)
    for nth, group in enumerate(probing.groups(), 1):
        await probing.feed(group)
        watch.moves(nth, f"what feeds {group[0].leaf.tool}")
    watch.ends(_said(probing, base.signatures))
    return Probes(
        server=base.server.name,
        tools=base.pinned,
        probes=tuple(probing.probes),
        writers=tuple(probing.writers),
        minded=tuple(probing.minded),
        flows=tuple(probing.flows),
        fleeting=tuple(fleeting(probing.pairs)),
    )


def _said(probing: _Probing, tools: Sequence[Signature]) -> str:
    answered = {probe.tool for probe in probing.probes if probe.ok}
    return (
        f"{len(probing.probes)} calls on {len(tools)} tools: {len(answered)} did something, "
        f"{len(probing.writers)} write, {len(probing.flows)} flows"
    )
