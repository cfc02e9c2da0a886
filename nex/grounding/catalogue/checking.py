"""Checking a server for real, and what follows from what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from nex.data.jsons import Json
from nex.data.messages import Signature
from nex.errors import NexError
from nex.grounding.catalogue.bare import observe_bare
from nex.grounding.catalogue.entry import Reset, Server, demand_pinned, tools_digest
from nex.grounding.catalogue.observing import Answer, Observed, observe
from nex.grounding.docker.container import Program
from nex.grounding.docker.daemon import Daemon
from nex.grounding.docker.image import ensure_image
from nex.grounding.docker.profile import Allowance
from nex.grounding.docker.workspace import packed

RESETS: tuple[Reset, ...] = ("none", "restart", "container")
"""In rising cost."""


@dataclass(frozen=True, slots=True)
class Check:
    """What is known of a server once it was checked."""

    server: str
    packages: tuple[str, ...]
    seen: Observed = field(default_factory=Observed)
    problem: str = ""
    """What is wrong, in words; "": nothing."""
    needs: str = ""
    """What it lacks here, as the catalogue says; its calls may fail then."""

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """The tools that it listed."""
        return self.seen.signatures

    @property
    def smoke(self) -> str:
        """The tool whose call worked, the last of them; "": none did."""
        good = [answer.call.tool for answer in self.seen.first if answer.good]
        return good[-1] if good else ""

    @property
    def answered(self) -> tuple[str, ...]:
        """The tools that gave at least one answer that is no error."""
        return tuple(dict.fromkeys(a.call.tool for a in self.seen.first if a.good))

    @property
    def passed(self) -> bool:
        """Whether it starts, lists, answers, keeps its pin, and is reset as the catalogue says."""
        return not self.problem and bool(self.signatures) and bool(self.smoke or self.needs)

    @property
    def repeatable(self) -> tuple[int, ...]:
        """Which of the kept calls another container answers with the same words."""
        seen = self.seen
        pairs = zip(seen.kept, seen.elsewhere, strict=False)
        kept = [seen.first[n].result.text == there.result.text for n, there in pairs]
        return tuple(place for place, same in enumerate(kept) if same)

    @property
    def writes(self) -> tuple[str, ...]:
        """The files that calls made, changed or removed."""
        return _changed(self.seen.fresh.files, self.seen.used.files)

    @property
    def stateful(self) -> bool:
        """Whether calls left a file, or were answered otherwise when they were made again."""
        return bool(self.writes) or not self._same(self.seen.again)

    @property
    def reset(self) -> Reset:
        """The cheapest reset that was proved.

        none: every tool worked, and a second round changed no answer and no file. restart: a
        second server in the same container answers like the first one, finds its files, and
        nothing that was planted.
        """
        every = self.signatures and len(self.answered) == len(self.signatures)
        if every and not self.stateful:
            return "none"
        return "restart" if self.repeatable and not self.survives else "container"

    @property
    def survives(self) -> tuple[str, ...]:
        """What is not as new after a restart; a file that no two starts make alike may differ."""
        fresh, other = self.seen.fresh.files, self.seen.other.files
        own = {path for path in fresh.keys() & other.keys() if fresh[path] != other[path]}
        changed = _changed(fresh, self.seen.emptied.files)
        files = [p for p in changed if p not in own or p not in self.seen.emptied.files]
        told = () if self._same(self.seen.restarted) else ("an answer differs",)
        return (*self.seen.left, *files, *told)

    def _same(self, answers: Sequence[Answer]) -> bool:
        first = [self.seen.first[n].result.text for n in self.seen.kept]
        return len(answers) == len(first) and all(
            answers[place].result.text == first[place] for place in self.repeatable
        )


def _changed(before: dict[str, str], after: dict[str, str]) -> tuple[str, ...]:
    paths = sorted(before.keys() | after.keys())
    return tuple(path for path in paths if before.get(path) != after.get(path))


async def check_server(daemon: Daemon | None, server: Server, *, pinning: bool = False) -> Check:
    """Build, start and examine a server; what does not work is in the Check, never raised.

    Without a daemon it runs as a bare process, which contains nothing and proves no reset.
    `pinning`: its tools and its reset may differ from what the catalogue holds.
    """
    check = Check(server.name, server.image.packages, Observed(), needs=server.entry.needs)
    try:
        if daemon is None:
            await observe_bare(server, check.seen)
        else:
            await observe(daemon, await program_of(daemon, server), server, check.seen)
        if not pinning:
            demand_pinned(server, check.seen.signatures)
    except NexError as e:
        return replace(check, problem=str(e))
    cheap_enough = RESETS.index(check.reset) <= RESETS.index(server.entry.reset)
    if pinning or daemon is None or cheap_enough:
        return check
    shown = ", ".join(check.survives or check.writes)[:200]
    problem = f"reset {server.entry.reset!r} does not hold, {check.reset!r} does: {shown}"
    return replace(check, problem=problem)


async def program_of(daemon: Daemon, server: Server) -> Program:
    """What runs a server of the catalogue, with its workspace; its image is built where it is missing."""
    image = await ensure_image(daemon, server.image)
    allowance = Allowance(memory=server.entry.memory)
    files = {path: text.encode() for path, text in server.entry.workspace.items()}
    workspace = packed(files) if files else b""
    return Program(image.id, server.image.entrypoint, allowance=allowance, workspace=workspace)


def check_json(check: Check) -> Json:
    """A check for machines: figures in milliseconds, bytes and KiB."""
    times, seen = sorted(answer.seconds * 1000 for answer in check.seen.timed), check.seen
    return {
        "server": check.server,
        "packages": [*check.packages],
        "passed": check.passed,
        "problem": check.problem,
        "needs": check.needs,
        "starts": bool(seen.protocol),
        "start_ms": round(seen.start * 1000),
        "protocol": seen.protocol,
        "tools": [signature.name for signature in seen.signatures],
        "tools_digest": tools_digest(seen.signatures) if seen.signatures else "",
        "answered": [*check.answered],
        "smoke_call": check.smoke,
        "call_ms_p50": round(quantile(times, 0.5), 2),
        "call_ms_p99": round(quantile(times, 0.99), 2),
        "reply_bytes": max((len(a.result.text.encode()) for a in seen.timed), default=0),
        "errors": {name: result.code or result.status for name, result in seen.wrong.items()},
        "memory_kib": seen.used.memory,
        "repeatable_calls": len(check.repeatable),
        "calls": len(seen.first),
        "stateful": check.stateful,
        "writes": [*check.writes[:20]],
        "reset": check.reset,
        "survives_restart": [*check.survives[:20]],
    }


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which that share of an ordered sample lies; 0 for none."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
