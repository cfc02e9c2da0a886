"""How many architectures come out of the grammar, how different they are, and who gets through.

200 are asked for on each shipped spec, as `nex synth SPEC --blueprints 200` does; distinct by graph
(see `graph`) and by bare tree (kinds and arity alone). Here the flawless teacher goes through each
on 15 tasks, three of every kind, so that one failure refuses it; the command itself tries 200. The figures
of a family are means over the specs. The six published outputs of NexA4A are trees of routers above
tool-owning leaves, one family; they are drawn here from their counts of agents and tools alone, and
measured with the same kernel. Full run: under 5 minutes of one core.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence

import anyio
from figures import Figure, show
from offices import names, office

from nex.batch.plan import spread
from nex.data.blueprint import Blueprint, UnitPlan, depth
from nex.data.environment import NO_FAULTS
from nex.data.events import Event
from nex.environment.live import Live
from nex.models.resolve import resolve
from nex.pipeline.gate import PASS_RATE
from nex.pipeline.synthesizing import gate_tasks
from nex.rollout.rollout import Actor, Job, run_rollout
from nex.scoring.features import blueprint_features
from nex.scoring.vendi import vendi
from nex.synthesis.blueprints import TOPOLOGIES, draw_blueprints
from nex.synthesis.blueprints_checks import check_blueprint, graph, plans, tree
from nex.worlds.surface import signatures

WANTED = 200
REFERENCE = ((20, 62), (10, 28), (12, 33), (25, 45), (17, 28), (16, 41))
"""Agents and tools of each published output."""


def unheard(event: Event) -> None:
    """Nothing is written."""


def reference(agents: int, tools: int) -> Blueprint:
    """A tree of that size in two levels of delegation, its leaves with all of the tools."""
    count = agents * 3 // 4
    inner = agents - count - 1
    own = [tuple(f"tool {j}" for j in range(nth, tools, count)) for nth in range(count)]
    leaves = [UnitPlan(name=f"leaf {nth}", tools=names) for nth, names in enumerate(own)]
    middle = [UnitPlan(name=f"unit {n}", units=tuple(leaves[n::inner])) for n in range(inner)]
    root = UnitPlan(name="entry", units=tuple(middle))
    return Blueprint(name=f"{agents} agents", topology="tree", root=root)


async def rates(live: Live, drawn: Sequence[Blueprint], most: int) -> list[float]:
    """The shares of the gate's tasks that one teacher passes through each architecture."""
    actor = Actor(resolve("teacher"), "planner", "template")
    tasks = gate_tasks(live.environment)[:most]
    found: list[float] = []
    for plan in drawn:
        items = spread(live.environment.name, [task.id for task in tasks], [plan], ["teacher"])
        passed = 0
        for task, item in zip(tasks, items, strict=True):
            made = await run_rollout(live, Job(item, task, plan), actor, unheard)
            passed += made.verdict is not None and made.verdict.passed
        found.append(passed / len(tasks))
    return found


def of_variables(drawn: Sequence[Blueprint]) -> list[Figure]:
    """What varies beside the tree."""
    units = [list(plans(blueprint.root)) for blueprint in drawn]
    agents = [plan for some in units for plan in some if plan.kind == "agent"]

    def share(holds: Callable[[UnitPlan], bool]) -> float:
        return sum(any(map(holds, some)) for some in units) / len(units)

    return [
        Figure("architectures.formats", len({plan.format for plan in agents}), ""),
        Figure("architectures.voices", len({plan.voice for plan in agents}), ""),
        Figure("architectures.tool_subsets", len({plan.tools for plan in agents}), ""),
        Figure("architectures.with_skills", share(lambda plan: bool(plan.skills)), "share"),
        Figure("architectures.with_store", share(lambda plan: bool(plan.store)), "share"),
        Figure("architectures.stricter", share(lambda plan: plan.approvals > 1), "share"),
    ]


def of_graphs(drawn: Sequence[Sequence[Blueprint]], seconds: float) -> list[Figure]:
    """What the grammar gives, before anybody works in it."""
    every = [blueprint for some in drawn for blueprint in some]
    sizes = [len(list(plans(blueprint.root))) for blueprint in every]
    trees = [len({tree(blueprint.root) for blueprint in some}) for some in drawn]
    worth = [vendi([blueprint_features(blueprint) for blueprint in some]) for some in drawn]
    count = len(drawn)
    broken = [
        one for some in drawn for one in some if len({graph(b.root) for b in some}) < len(some)
    ]
    return [
        Figure("architectures.families", len({b.topology for b in every}), "", 14),
        Figure("architectures.drawn", min(map(len, drawn)), "of 200", 200),
        Figure("architectures.distinct_trees", sum(trees) / count, "per spec"),
        Figure("architectures.same_graph_twice", len(broken), "", None, 0, "lower"),
        Figure("architectures.smallest", min(sizes), "units"),
        Figure("architectures.largest", max(sizes), "units", 34),
        Figure("architectures.deepest", max(depth(b.root) for b in every), "levels of units", 4),
        Figure("architectures.vendi", sum(worth) / count, "effective"),
        Figure("architectures.reference_families", 1, "of 6 published"),
        Figure(
            "architectures.reference_vendi",
            vendi([blueprint_features(reference(*size)) for size in REFERENCE]),
            "effective of 6",
        ),
        Figure("architectures.draws", len(every) / seconds, "/CPU s"),
    ]


def defects(live: Live, drawn: Sequence[Blueprint]) -> list[str]:
    """Dead agents, dead or unknown tools, and whatever else is not whole."""
    tools = signatures(live.environment.world)
    return [text for blueprint in drawn for text in check_blueprint(blueprint, tools)]


def measure(quick: bool) -> Sequence[Figure]:
    """Graphs on every spec, then the teacher through them."""
    lives = [office(name, 60)[0].with_faults(NO_FAULTS) for name in names()]
    begun = time.process_time()
    drawn = [
        draw_blueprints(live.environment.world, signatures(live.environment.world), 0, WANTED)
        for live in lives
    ]
    figures = of_graphs(drawn, time.process_time() - begun)
    whole = [one for live, some in zip(lives, drawn, strict=True) for one in defects(live, some)]
    figures += [Figure("architectures.defects", len(whole), "of all", None, 0, "lower")]
    figures += of_variables([one for some in drawn for one in some])
    tried, tasks = (len(TOPOLOGIES) + 4, 15) if quick else (WANTED, 15)
    families: dict[str, list[float]] = {}
    failing: Counter[str] = Counter()
    for live, some in list(zip(lives, drawn, strict=True))[: 2 if quick else None]:
        chosen = [*some[: len(TOPOLOGIES)], *some[-(tried - len(TOPOLOGIES)) :]]
        for blueprint, found in zip(chosen, anyio.run(rates, live, chosen, tasks), strict=True):
            families.setdefault(blueprint.topology, []).append(found)
            failing[blueprint.topology] += found < PASS_RATE
    count = sum(map(len, families.values()))
    share = 1 - failing.total() / count
    return [
        *figures,
        Figure("architectures.gate_pass", share, f"of {count}"),
        *(
            Figure(f"architectures.teacher_{name}", sum(found) / len(found), "share", None, 0.98)
            for name, found in families.items()
        ),
    ]


if __name__ == "__main__":
    show(__doc__, measure)
