"""Every kind of proposal, asked of a writer in every manner through one client; prints what was kept.

    python -m tests.synthesis.proposals PREFIX URL

PREFIX names the client as users do: "openai" is the built-in one, "hosted_vllm" goes through
litellm, which keeps tasks while its process lives, and so wants one of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace

import anyio
import orjson

from nex.batch.plan import spread
from nex.errors import InputError
from nex.models.resolve import closing, resolve
from nex.rollout.played import Player
from nex.rollout.rollout import Job, run_rollout
from nex.synthesis.writer.asking import Terms, Writer
from nex.synthesis.writer.instructions import reword
from nex.synthesis.writer.kits import propose_kit
from nex.synthesis.writer.lines import rewrite_lines
from nex.synthesis.writer.plans import propose_blueprint
from nex.synthesis.writer.specs import propose_spec
from nex.worlds.surface import signatures
from tests.plant import library, live, planner
from tests.synthesis.scribe import HARD, SPEC

MANNERS = ["good", "sloppy", *HARD, "endless"]
PATIENT, HASTY = 20.0, 0.5
"""Seconds for one reply; an endless one is waited for no longer than it takes to see that it is."""


async def lines(writer: Writer) -> bool:
    """Prose as controlled English."""
    found = await rewrite_lines(SPEC, "loans.md", writer)
    assert found.kept or found.text == SPEC
    return bool(found.kept)


async def spec(writer: Writer) -> bool:
    """A spec from a line."""
    return bool((await propose_spec("a night clinic", writer)).spec)


async def kit(writer: Writer) -> bool:
    """A kit from a line."""
    return bool((await propose_kit("a flower shop", writer))[1])


async def blueprint(writer: Writer) -> bool:
    """An architecture from prose."""
    tools = signatures(library().world)
    return bool((await propose_blueprint("a triage lead with two reviewers", tools, writer)).root)


async def words(writer: Writer) -> bool:
    """Two instructions in other words."""
    made = (library().tasks, library().proofs)
    return (await reword(live("direct").site.template, made, 2, writer)).kept >= 2


async def user(writer: Writer) -> bool:
    """The user, played; whoever plays, the task is solved."""
    task = next(task for task in library().tasks if len(task.hidden) == 1)
    plan = library().blueprints[0]
    [item] = spread(library().name, [task.id], [plan], ["teacher"])
    player = Player(writer.model, writer.model.name, writer.terms.seconds)
    actor = replace(planner(), user=player)
    made = await run_rollout(live("direct"), Job(item, task, plan), actor, lambda _: None)
    told = made.extra["user"]
    assert made.verdict is not None
    assert made.verdict.passed
    assert isinstance(told, dict)
    return told["by_rules"] == 0


KINDS: dict[str, Callable[[Writer], Awaitable[bool]]] = {
    "lines": lines,
    "spec": spec,
    "kit": kit,
    "blueprint": blueprint,
    "words": words,
    "user": user,
}


async def outcome(kind: str, writer: Writer) -> str:
    """kept, or why not in one line."""
    try:
        return "kept" if await KINDS[kind](writer) else "left as it was"
    except InputError as e:
        return f"refused: {e}"


async def main(prefix: str, url: str) -> None:
    """Ask for everything in every manner; print the outcomes as JSON."""
    found: dict[str, str] = {}
    base = url if prefix == "openai" else None
    for manner in MANNERS:
        async with closing(resolve(f"{prefix}/{manner}", base_url=base)) as model:
            seconds = HASTY if manner == "endless" else PATIENT
            for kind in KINDS:
                writer = Writer(model, Terms(rounds=2, seconds=seconds))
                found[f"{kind} {manner}"] = await outcome(kind, writer)
    print(orjson.dumps(found).decode())  # noqa: T201 - how the test reads it


if __name__ == "__main__":
    anyio.run(main, sys.argv[1], sys.argv[2])
