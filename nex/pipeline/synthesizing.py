"""From a World to an Environment: rows, proved tasks, gated architectures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import chain, islice, zip_longest

from nex.data.blueprint import Blueprint
from nex.data.environment import USUAL_FAULTS, EnvironmentCard, FaultProfile, SurfaceChoice
from nex.data.task import KINDS, Task
from nex.data.world import World
from nex.environment.folder import Environment
from nex.environment.live import open_environment
from nex.pipeline.dialects import prove_dialect
from nex.pipeline.drawing import AS_THEY_COME, Aim, Draw, draw_tasks
from nex.pipeline.gate import gate
from nex.pipeline.penning import Penned, designed, in_first_words, joined, reworded
from nex.pipeline.watch import Watch
from nex.rollout.rollout import Actor
from nex.synthesis.blueprints import draw_blueprints
from nex.synthesis.synthesize import Drawn
from nex.worlds.manual import with_manual
from nex.worlds.populate import Template, populate
from nex.worlds.surface import signatures

GATE_TASKS = 200
"""Design section 9: proved tasks, of every kind, that an architecture is tried on."""
STAGES = {"populate": "1", "draw": "2", "blueprints": "2", "gate": "1"}
"""Versions of the stages: a new one makes the same spec give another environment."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an environment is made from, beside its World."""

    seed: int
    tasks: int
    """Tasks to draw; fewer are proved."""
    blueprints: int = 7
    """Architectures to send through the gate, at most."""
    spec: str = ""
    reading: dict[str, int] = field(default_factory=dict[str, int])
    surface: SurfaceChoice = field(default_factory=SurfaceChoice)
    faults: FaultProfile = USUAL_FAULTS
    aim: Aim = AS_THEY_COME
    """How long and how difficult the tasks shall be."""
    manual: int = 0
    """Tokens of a manual in which the rules stand instead of in the tools' descriptions; 0: none."""
    penned: Penned | None = None
    """What a writer model shall add; None: nothing."""


async def synthesize_environment(
    world: World, recipe: Recipe, teacher: Actor, watch: Watch
) -> Environment:
    """Populate, draw and prove, draw and gate. The same World and recipe give the same one."""
    if recipe.manual:
        world, recipe = with_manual(world, recipe.manual), _in_the_manual(recipe)
    written = await designed(world, recipe.penned, watch)
    watch.begins("populate")
    template = populate(world, recipe.seed)
    watch.ends(_rows(template))
    watch.begins("draw", recipe.tasks)
    drawn = await draw_tasks(
        Draw(template, recipe.seed, recipe.tasks, recipe.surface, recipe.aim), watch
    )
    watch.ends(_drawn(drawn))
    prove_dialect(template, drawn, recipe.surface, watch)
    plans = draw_blueprints(world, signatures(world), recipe.seed, recipe.blueprints)
    if len(plans) < recipe.blueprints:
        watch.begins("architectures")
        watch.ends(f"saturated at {len(plans)} of {recipe.blueprints}: no other graph was found")
    plans = joined(plans, written)
    draft = Environment(
        _card(world, recipe, template, drawn), world, tuple(drawn.tasks), plans, tuple(drawn.proofs)
    )
    gated = await gate(open_environment(draft, "direct"), plans, gate_tasks(draft), teacher, watch)
    whole = _finished(draft, gated.blueprints, gated.rejected)
    return await reworded(whole, template, recipe.penned, watch)


def _in_the_manual(recipe: Recipe) -> Recipe:
    """The recipe with a surface whose descriptions keep the rules to themselves."""
    own = recipe.surface
    hidden = tuple(dict.fromkeys((*own.hidden, "Rules")))
    name = "manual" if own.dialect == "plain" else f"{own.dialect}, manual"
    surface = own.model_copy(update={"dialect": name, "hidden": hidden})
    return replace(recipe, surface=surface)


def gate_tasks(environment: Environment) -> tuple[Task, ...]:
    """Tasks for the gate: at most GATE_TASKS, in turn from each kind there is.

    In the words of the grammar, where the proofs are there: the planner reads no others.
    """
    tasks = in_first_words(environment)
    by_kind = [[t for t in tasks if t.kind == kind] for kind in KINDS]
    turns = chain.from_iterable(zip_longest(*by_kind))
    return tuple(islice((task for task in turns if task is not None), GATE_TASKS))


def _card(world: World, recipe: Recipe, template: Template, drawn: Drawn) -> EnvironmentCard:
    kinds = Counter(task.kind for task in drawn.tasks)
    return EnvironmentCard(
        name=world.name,
        world=world.digest,
        seed=recipe.seed,
        state=template.digest,
        surface=recipe.surface,
        faults=recipe.faults,
        tasks={kind: kinds[kind] for kind in KINDS if kinds[kind]},
        dropped=dict(sorted(drawn.dropped.items())),
        reading=recipe.reading,
        spec=recipe.spec,
        made_with=STAGES,
    )


def _finished(
    draft: Environment, plans: tuple[Blueprint, ...], rejected: dict[str, str]
) -> Environment:
    card = draft.card.model_copy(
        update={
            "blueprints": tuple(plan.name for plan in plans),
            "rejected_blueprints": rejected,
        }
    )
    return Environment(card, draft.world, draft.tasks, plans, draft.proofs)


def _rows(template: Template) -> str:
    state = template.clone()
    return ", ".join(
        f"{len(state.rows(entity.name))} {entity.plural}" for entity in template.world.entities
    )


def _drawn(drawn: Drawn) -> str:
    text = f"{drawn.drawn.total()} tasks, {len(drawn.tasks)} proved"
    reasons = [f"{n} {reason}" for reason, n in drawn.dropped.most_common()]
    return f"{text}   ({', '.join(reasons)})" if reasons else text
