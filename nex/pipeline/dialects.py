"""The dialect of an environment, proved on its own tasks before anything is made in it."""

from __future__ import annotations

from nex.data.environment import SurfaceChoice
from nex.errors import InputError
from nex.pipeline.watch import Watch
from nex.synthesis.synthesize import Drawn
from nex.worlds.equivalence import compared, solution_calls
from nex.worlds.populate import Template
from nex.worlds.surface import signatures


def prove_dialect(template: Template, drawn: Drawn, choice: SurfaceChoice, watch: Watch) -> None:
    """Run every reference solution through the dialect and through the plain one, and compare.

    Raises InputError where any answer, end state or evidence differs.
    """
    if choice.is_plain:
        return
    watch.begins("dialect")
    proofs = {proof.task: proof for proof in drawn.proofs}
    runs = [(task.opening, solution_calls(task, proofs[task.id])) for task in drawn.tasks]
    found = compared(template, runs, choice)
    if found:
        raise InputError(
            f"dialect {choice.dialect!r} does not do as the plain one: {found[0].call} gives "
            f"{found[0].dialect[:200]} instead of {found[0].plain[:200]}; choose another"
        )
    tools = len(signatures(template.world, choice))
    watch.ends(f"{choice.dialect}: {tools} tools, {len(runs)} solutions end as in the plain one")
