"""The README of an environment's folder: what a person reads before using it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from nex.data.blueprint import Blueprint
from nex.data.environment import EnvironmentCard
from nex.data.task import Task
from nex.data.world import World


def readme(
    card: EnvironmentCard,
    world: World,
    tasks: Sequence[Task],
    blueprints: Sequence[Blueprint],
) -> str:
    """Markdown: the things, the actions, the tasks by kind, the architectures, how to use it."""
    return "\n".join(
        [
            f"# {world.name}",
            "",
            f"An executable workplace made by nex from seed {card.seed}: {len(world.entities)} "
            f"kinds of things, {len(world.actions)} actions, {len(world.rules)} rules.",
            "",
            "| things | rows | attributes |",
            "|---|---|---|",
            *(
                f"| {_cell(e.plural)} | {'' if e.count is None else e.count} | "
                f"{_cell(', '.join(a.name for a in e.attributes))} |"
                for e in world.entities
            ),
            "",
            f"**Actions.** {_cell(', '.join(action.name for action in world.actions))}.",
            "",
            f"**Tasks.** {_counts(Counter(task.kind for task in tasks))}. Each was proved: its "
            "reference solution verifies, a solver that saw only the text solved it, and doing "
            "nothing, dropping a write or acting on a look-alike row fails.",
            "",
            f"**Dropped.** {_counts(card.dropped)}.",
            "",
            f"**Architectures.** {', '.join(_plan(plan) for plan in blueprints) or 'none'}.",
            "",
            "The state is not stored: it follows from `world.json` and the seed, and its digest "
            "is in `environment.json`. `proofs.jsonl` holds the solutions; keep it away from "
            "agents.",
            "",
        ]
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{n} {name}" for name, n in sorted(counts.items())) or "none"


def _plan(plan: Blueprint) -> str:
    return f"{plan.name} ({plan.topology}, gated by {plan.gated_by or 'nobody yet'})"
