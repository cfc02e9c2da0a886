"""Whatever takes time, is up to whom or is done by others: tasks of any World are proved on it."""

from __future__ import annotations

from collections import Counter

from nex.data.streams import Stream
from nex.errors import InputError
from nex.language.sampling.pace import paced_world
from nex.language.sampling.worlds import random_world
from nex.synthesis.synthesize import synthesize
from nex.worlds.populate import populate


def test_tasks_of_random_paced_worlds_are_proved() -> None:
    count: Counter[str] = Counter()
    for seed in range(10):
        stream = Stream("any pace", seed)
        try:
            template = populate(paced_world(random_world(stream), stream), seed)
        except InputError:  # its rules leave no rows
            continue
        found = synthesize(template, 15, seed=seed)
        count["drawn"] += sum(found.drawn.values())
        count["proved"] += len(found.tasks)
        count["others"] += sum(bool(task.others) for task in found.tasks)
        solutions = [{call.tool for call in proof.solution} for proof in found.proofs]
        count["asked"] += sum("ask_user" in tools for tools in solutions)
        count["decided"] += sum("conflict" in task.signature for task in found.tasks)
    assert count["proved"] >= 0.95 * count["drawn"]
    assert min(count["others"], count["asked"], count["decided"]) > 0
