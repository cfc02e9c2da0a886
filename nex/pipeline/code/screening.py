"""Screening: which mutants of a project its own tests tell apart from it, each tried in a container."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil

from nex.errors import InputError
from nex.grounding.code.judging import Orders, Told, Variant, run_variants, tables_of
from nex.grounding.docker.daemon import Daemon
from nex.pipeline.watch import Watch
from nex.synthesis.code.mutants import Mutant
from nex.synthesis.code.project import Project
from nex.synthesis.code.suite import spoilt
from nex.worlds.tables import Tables

AT_ONCE = 24
"""Variants that one container tries."""
FEWEST_SECONDS = 4
"""Of computing, that any suite may take: ten times what it takes, where that is more."""
MOST_BROKEN = 0.6
"""Share of the tests that may fail: beyond it, the program is in ruins."""


@dataclass(frozen=True, slots=True)
class Bug:
    """A mutant that tests tell apart, with what they saw."""

    mutant: Mutant
    told: Told

    @property
    def failing(self) -> tuple[str, ...]:
        """Ids of the tests that it breaks, in order of the suite."""
        return tuple(id for id, it in self.told.outcomes.items() if it.outcome != "passed")


@dataclass(slots=True)
class Screened:
    """What screening found."""

    bugs: list[Bug] = field(default_factory=list[Bug])
    dropped: Counter[str] = field(default_factory=Counter[str])
    tried: int = 0


async def orders_for(daemon: Daemon, project: Project) -> tuple[Orders, Tables]:
    """How a project is judged, and the tables of a project that is whole.

    Tests that fail, or do not always pass, count for nothing. Raises InputError where none passes.
    """
    draft = Orders(
        sources=project.sources,
        folders=project.folders,
        tests=(),
        options=project.options,
        seconds=60,
    )
    spoiled = spoilt(project)
    variants = [Variant("a", {}), Variant("b", {}), Variant("control", {**spoiled})]
    first, second, control = await run_variants(daemon, project.files, draft, variants)
    passing = [
        id
        for id, it in first.outcomes.items()
        if it.outcome == "passed" and id in second.outcomes and second.outcomes[id] == it
    ]
    if first.state != "ended" or not passing:
        raise InputError(f"{project.name}: its tests do not pass as they are: {_why(first)}")
    failing = [id for id, it in control.outcomes.items() if it.outcome in ("failed", "error")]
    controls = [id for id in failing if id in passing] if control.state == "ended" else []
    orders = draft.model_copy(update={"tests": tuple(passing), "controls": tuple(controls)})
    longest = max(first.cpu, second.cpu)
    orders = orders.model_copy(update={"seconds": max(FEWEST_SECONDS, ceil(10 * longest))})
    return orders, tables_of(first, control, orders)


def _why(told: Told) -> str:
    if told.broken:
        return f"{told.broken[0]}; only pytest is installed there"
    if told.state != "ended":
        return f"the run is {told.state}"
    worst = next((it for it in told.outcomes.values() if it.outcome != "passed"), None)
    said = worst.said.split("\n")[0] if worst else ""
    return f"{worst.error}: {said}" if worst else "there are none"


async def screen(
    daemon: Daemon, project: Project, orders: Orders, mutants: Sequence[Mutant], watch: Watch
) -> Screened:
    """Try mutants; keep those that break tests and neither hang nor ruin the program."""
    found = Screened()
    if not mutants:
        return found
    watch.begins("mutate", len(mutants))
    for start in range(0, len(mutants), AT_ONCE):
        batch = mutants[start : start + AT_ONCE]
        variants = [Variant(str(n), mutant.texts(project)) for n, mutant in enumerate(batch)]
        told = await run_variants(daemon, project.files, orders, variants)
        for mutant, one in zip(batch, told, strict=True):
            _sort_in(found, Bug(mutant, _counted(one, orders)), orders)
        watch.moves(start + len(batch))
    watch.ends(f"{len(mutants)} mutants, {len(found.bugs)} break tests")
    return found


def _counted(told: Told, orders: Orders) -> Told:
    """The outcomes of the tests that count."""
    kept = {id: told.outcomes[id] for id in orders.tests if id in told.outcomes}
    return told.model_copy(update={"outcomes": kept})


def _sort_in(found: Screened, bug: Bug, orders: Orders) -> None:
    found.tried += 1
    told, failing = bug.told, len(bug.failing)
    if told.state == "late":
        found.dropped["it hangs"] += 1
    elif told.state != "ended" or told.broken or len(told.outcomes) < len(orders.tests):
        found.dropped["it cannot be imported"] += 1
    elif not failing:
        found.dropped["no test notices"] += 1
    elif failing > MOST_BROKEN * len(orders.tests):
        found.dropped["nearly everything fails"] += 1
    else:
        found.bugs.append(bug)
