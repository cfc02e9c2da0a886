"""What a writer model adds to an environment: architectures from prose, instructions in other words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nex.data.blueprint import Blueprint
from nex.data.task import Task
from nex.data.world import World, identifier
from nex.environment.folder import Environment
from nex.pipeline.watch import Watch
from nex.synthesis.blueprints_checks import graph
from nex.synthesis.writer.asking import Writer
from nex.synthesis.writer.instructions import WORDED, Reworded, reword
from nex.synthesis.writer.plans import propose_blueprint
from nex.worlds.populate import Template
from nex.worlds.surface import signatures


@dataclass(frozen=True, slots=True)
class Penned:
    """What a writer is asked for."""

    writer: Writer
    architectures: tuple[str, ...] = ()
    """In prose, one architecture each."""
    paraphrases: int = 0
    """How many tasks, from the first, are to be said in other words."""


async def designed(world: World, penned: Penned | None, watch: Watch) -> tuple[Blueprint, ...]:
    """The architectures that were asked for, whole but not gated yet.

    Raises InputError with the reason where the writer draws none that holds.
    """
    if penned is None or not penned.architectures:
        return ()
    watch.begins("design", len(penned.architectures))
    tools = signatures(world)
    found: list[Blueprint] = []
    for prose in penned.architectures:
        found.append(await propose_blueprint(prose, tools, penned.writer))
        watch.moves(len(found))
    plans = _named_apart((), found)
    watch.ends(f"{len(plans)} written by {penned.writer.name}: {', '.join(p.name for p in plans)}")
    return plans


def joined(drawn: Sequence[Blueprint], written: Sequence[Blueprint]) -> tuple[Blueprint, ...]:
    """The written architectures behind the drawn ones; a drawn one of the same graph gives way."""
    graphs = {graph(plan.root) for plan in written}
    others = [plan for plan in drawn if graph(plan.root) not in graphs]
    return (*others, *_named_apart(others, written))


def _named_apart(others: Sequence[Blueprint], plans: Sequence[Blueprint]) -> tuple[Blueprint, ...]:
    """The plans, none named like another: their files are called by their names."""
    taken = {identifier(plan.name) for plan in others}
    found: list[Blueprint] = []
    for plan in plans:
        name, count = plan.name, 1
        while identifier(name) in taken:
            count += 1
            name = f"{plan.name} {count}"
        taken.add(identifier(name))
        found.append(plan.model_copy(update={"name": name}))
    return tuple(found)


async def reworded(
    environment: Environment, template: Template, penned: Penned | None, watch: Watch
) -> Environment:
    """The environment with instructions in other words, where their goals are reached from these.

    Its architectures were gated with the words of the grammar, which the planner can read.
    """
    if penned is None or not penned.paraphrases:
        return environment
    watch.begins("reword", penned.paraphrases)
    made = (environment.tasks, environment.proofs)
    found = await reword(template, made, penned.paraphrases, penned.writer)
    watch.ends(f"{penned.writer.name}: {_counted(found)}")
    note = {"paraphrases": f"{penned.writer.name}: {_counted(found)}"}
    card = environment.card.model_copy(update={"made_with": environment.card.made_with | note})
    return replace(environment, card=card, tasks=found.tasks, proofs=found.proofs)


def worded_by_model(task: Task) -> bool:
    """Whether a model said the task's instruction in other words."""
    return WORDED in task.voice


def in_first_words(environment: Environment) -> tuple[Task, ...]:
    """The tasks as the grammar worded them, as far as the proofs that are there say it."""
    first = {proof.task: proof.original for proof in environment.proofs if proof.original}
    return tuple(
        task.model_copy(update={"instruction": first[task.id]}) if task.id in first else task
        for task in environment.tasks
    )


def _counted(found: Reworded) -> str:
    reasons = ", ".join(f"{n} {reason}" for reason, n in sorted(found.refused.items()))
    return f"{found.kept} tasks in other words" + (f"; as they were: {reasons}" if reasons else "")
