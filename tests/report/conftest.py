"""A report's data with a world of hostile text in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nex.data.blueprint import Blueprint
from nex.data.environment import EnvironmentCard
from nex.data.task import Happened, Meanwhile, Task
from nex.data.trajectory import Trajectory
from nex.report.data import ReportData, SpecLine
from nex.scoring.probes import Probe, ProbeReport
from nex.scoring.scorecard import Made, Ran, join, score_environment, score_run
from nex.scoring.traffic import traffic

HOSTILE = '</script><script>alert("x")</script><img src=http://example.org/x.png> {{ 7 * 7 }}'


@pytest.fixture
def data(rollouts: list[Trajectory], tasks: list[Task], blueprints: list[Blueprint]) -> ReportData:
    deed = Meanwhile(seconds=65, action=HOSTILE, bindings={"book": HOSTILE})
    did = Happened(deed=deed, done=True, tool="search_books", call=1)
    hostile = replace(
        rollouts[0],
        id="t-hostile",
        task="task-9",
        instruction=HOSTILE,
        extra={"meanwhile": [did.model_dump(mode="json")]},
    )
    ran = [*rollouts, hostile]
    probes = ProbeReport((Probe("get returns what search found", 9, 10),))
    card = EnvironmentCard(
        name="library-7f3a91",
        world="7f3a91" * 8,
        seed=1,
        state="ab" * 32,
        tasks={"do": 8, "refuse": 4},
        dropped={"ambiguous": 2, "constant": 3},
        blueprints=("solo", "manager"),
        rejected_blueprints={"panel": f"0.91 {HOSTILE}"},
        reading={"exact": 18, "guess": 1, "note": 2},
    )
    return ReportData(
        title=HOSTILE,
        cards=(card,),
        lines=(SpecLine(9, "exact", HOSTILE, ("check out a book",)),),
        tasks=tasks,
        blueprints=blueprints,
        trajectories=ran,
        scores=join(
            score_environment(Made(tasks=tasks, blueprints=blueprints, probes=probes)),
            score_run(Ran(ran, tasks, ("search_books",), traffic(ran, "own worlds"))),
        ),
    )
