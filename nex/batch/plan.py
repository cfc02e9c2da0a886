"""The plan of a run: which rollouts, in which order, each with an identity of its own."""

from __future__ import annotations

from collections.abc import Sequence

from nex.batch.log import TO_REDO, RunLog
from nex.data.blueprint import Blueprint
from nex.data.jsons import digest
from nex.data.manifest import PlanItem


def cross(
    environment: str,
    tasks: Sequence[str],
    blueprints: Sequence[Blueprint],
    models: Sequence[str],
    rollouts: int = 1,
) -> tuple[PlanItem, ...]:
    """Every task with every blueprint and model, `rollouts` times.

    Every combination comes once before any comes again, so that a budget that runs out has been
    spent evenly.
    """
    shapes = [(blueprint.digest, blueprint.name) for blueprint in blueprints]
    return tuple(
        _item(environment, task, shape, model, nth)
        for nth in range(rollouts)
        for task in tasks
        for shape in shapes
        for model in models
    )


def spread(
    environment: str,
    tasks: Sequence[str],
    blueprints: Sequence[Blueprint],
    models: Sequence[str],
    rollouts: int = 1,
) -> tuple[PlanItem, ...]:
    """Every task with one blueprint, in turn, and every model, `rollouts` times."""
    shapes = [(blueprint.digest, blueprint.name) for blueprint in blueprints]
    return tuple(
        _item(environment, task, shapes[place % len(shapes)], model, nth)
        for nth in range(rollouts)
        for place, task in enumerate(tasks)
        for model in models
    )


def _item(
    environment: str, task: str, blueprint: tuple[str, str], model: str, nth: int
) -> PlanItem:
    """One rollout; `blueprint` is digest and name. Its id is the hash of all that decides it."""
    shape, name = blueprint
    return PlanItem(
        id=digest([environment, task, shape, model, nth])[:32],
        environment=environment,
        task=task,
        blueprint=shape,
        architecture=name,
        model=model,
        rollout=nth,
    )


def missing(log: RunLog) -> tuple[PlanItem, ...]:
    """What resuming makes: of the plan, all that did not finish or infrastructure ended."""
    return tuple(
        item
        for item in log.manifest.plan
        if item.id not in log.rollouts or log.rollouts[item.id].status in TO_REDO
    )
