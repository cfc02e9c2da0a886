"""The README of an environment's folder: what a person reads before using it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from nex.data.blueprint import Blueprint
from nex.data.environment import EnvironmentCard, SurfaceChoice
from nex.data.task import Task
from nex.data.world import World
from nex.worlds.dialects import split_of

PROOFS = "proofs"
"""The key of a card's `made_with` under which stands how its tasks were proved, if in another way."""
PROVED = (
    "Each was proved: its reference solution verifies, a solver that saw only the text solved it, "
    "and doing nothing, dropping a write or acting on a look-alike row fails."
)
FOLLOWS = (
    "The state is not stored: it follows from `world.json` and the seed, and its digest is in "
    "`environment.json`."
)
STORED = "The states that servers start with are the archives in `states/`, named by their digest."


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
            *(_workplace(card, world) if world.entities else ()),
            *(_servers(card) if card.grounds else ()),
            *([] if card.surface.is_plain else _dialect(card.surface)),
            f"**Tasks.** {_counts(Counter(task.kind for task in tasks))}. "
            f"{card.made_with.get(PROOFS, PROVED)}",
            "",
            f"**Dropped.** {_counts(card.dropped)}.",
            "",
            f"**Architectures.** {', '.join(_plan(plan) for plan in blueprints) or 'none'}.",
            "",
            *([STORED] if card.grounds else [FOLLOWS]),
            "`proofs.jsonl` holds the solutions; keep it away from agents.",
            "",
        ]
    )


def _workplace(card: EnvironmentCard, world: World) -> list[str]:
    return [
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
    ]


def _dialect(surface: SurfaceChoice) -> list[str]:
    said = f"**Dialect.** {_cell(surface.dialect)}, of the {split_of(surface)} split."
    return [f"{said} Each solution was run in it and in plain tools, with the same end.", ""]


def _servers(card: EnvironmentCard) -> list[str]:
    return [
        f"Real tool servers in containers, with states made from seed {card.seed}. What they "
        "leave in their workspaces is read from outside and judged.",
        "",
        "| server | tools that agents get | read as |",
        "|---|---|---|",
        *(
            f"| {_cell(ground.server)} | {_cell(', '.join(t.name for t in ground.shown))} | "
            f"{_cell(', '.join(ground.reads) or 'its answers only')} |"
            for ground in card.grounds
        ),
        "",
    ]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{n} {name}" for name, n in sorted(counts.items())) or "none"


def _plan(plan: Blueprint) -> str:
    return f"{plan.name} ({plan.topology}, gated by {plan.gated_by or 'nobody yet'})"
