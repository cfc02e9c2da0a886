"""Checking an environment: what was edited, what still holds, and the environment of what does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass, field, replace
from pathlib import Path

from nex.data.blueprint import Blueprint
from nex.data.seal import Seal
from nex.data.task import KINDS
from nex.data.world import World
from nex.environment.environment import Environment
from nex.environment.inspecting import Inspected, inspect_folder
from nex.environment.live import open_environment
from nex.environment.sealing import Edit, edits
from nex.errors import InputError, SandboxError
from nex.language.writing.differing import Differences, remarks
from nex.language.writing.examples import example_sentence
from nex.models.resolve import resolve
from nex.pipeline.dialects import prove_dialect
from nex.pipeline.edited import drawn_anew, said_of, spec_of, with_dice
from nex.pipeline.gate import Gated, gate
from nex.pipeline.grounded import SOLVER
from nex.pipeline.synthesizing import gate_tasks
from nex.pipeline.watch import Watch
from nex.rollout.rollout import Actor
from nex.synthesis.blueprints_checks import check_blueprint
from nex.synthesis.reproving import Proved, Unproved, reprove
from nex.synthesis.scene import Scene
from nex.synthesis.solver import OfflineSolver
from nex.synthesis.synthesize import Drawn
from nex.worlds.examples import failing_examples
from nex.worlds.populate import Template, populate
from nex.worlds.surface import signatures


@dataclass(slots=True)
class Checked:
    """What a check found; `holds` says whether all is as nex wrote it and proves again."""

    folder: Path
    sealed: bool = False
    """Whether there is a seal to compare with."""
    edits: tuple[Edit, ...] = ()
    said: Differences | None = None
    """The World before and after, in sentences; None: not edited, or nobody knows what it was."""
    faults: list[str] = field(default_factory=list[str])
    """What cannot be so; nothing is made of such a folder."""
    remarks: list[str] = field(default_factory=list[str])
    proved: int = 0
    renewed: list[str] = field(default_factory=list[str])
    """Tasks whose goal was worked out anew on the edited World."""
    unproved: list[Unproved] = field(default_factory=list[Unproved])
    redrawn: list[str] = field(default_factory=list[str])
    """Blueprints that were drawn anew, because the edited World has other tools."""
    gated: Gated | None = None
    real: int = 0
    """Tasks on real servers, which are proved by running them."""
    environment: Environment | None = None
    """What holds, hashed anew; None where nothing does."""

    @property
    def holds(self) -> bool:
        """Whether nothing was edited and everything proves again."""
        refused = self.gated is not None and self.gated.rejected
        return not (self.edits or self.faults or self.unproved or refused)


async def check_environment(folder: Path, teacher: Actor, watch: Watch) -> Checked:
    """Read, compare with the seal, populate, prove every task and gate every blueprint again.

    Raises InputError only where the folder is no environment at all.
    """
    watch.begins("read")
    found = inspect_folder(folder)
    checked = Checked(folder, found.seal is not None, faults=[str(one) for one in found.faults])
    watch.ends(_read(found))
    if found.environment is None:
        return checked
    was = found.environment
    checked.edits = _edits(found.seal, was)
    if was.card.grounds:
        await _prove_real(was, checked, watch)
        return checked
    world = _world(was, checked)
    if world is not None:
        await _prove(was, world, checked, (teacher, watch))
    return checked


def _edits(seal: Seal | None, was: Environment) -> tuple[Edit, ...]:
    """What differs from the seal; without one, whether the World is still the card's."""
    if seal is not None:
        return edits(seal, was)
    return (Edit("world", "", "changed"),) if was.world.digest != was.card.world else ()


def _read(found: Inspected) -> str:
    if found.environment is None:
        return "not all of it can be read"
    made = found.environment
    return f"{len(made.tasks)} tasks, {len(made.blueprints)} blueprints"


def _world(was: Environment, checked: Checked) -> World | None:
    """The World as it is to be proved on; None where it cannot be one."""
    world = was.world
    if world.digest != was.card.world:
        checked.said = said_of(was)
        world = with_dice(was)
    for one in remarks(world):
        (checked.faults if one.grade == "error" else checked.remarks).append(one.text)
    if checked.faults:
        return None
    try:
        for example, text in failing_examples(world):
            checked.faults.append(f"example fails: {example_sentence(world, example)} {text}")
    except InputError as e:
        checked.faults.append(str(e))
    return None if checked.faults else world


async def _prove_real(was: Environment, checked: Checked, watch: Watch) -> None:
    """Tasks on real servers are proved by their solver, who works on the servers themselves."""
    checked.real, checked.environment = len(was.tasks), was
    name = was.card.made_with.get(SOLVER)
    if name is None:
        checked.remarks.append("nobody but a model solves its tasks: nex run ENV --model MODEL")
        return
    live = open_environment(was, "direct")
    solver = Actor(resolve(name), SOLVER, "template")
    try:
        async with live.held():
            checked.gated = await gate(live, was.blueprints, was.tasks, solver, watch)
    except SandboxError as e:
        checked.remarks.append(f"its tasks were not run again: {e}")
        return
    names = tuple(plan.name for plan in checked.gated.blueprints)
    card = was.card.model_copy(update={"blueprints": names})
    checked.environment = replace(was, card=card, blueprints=checked.gated.blueprints)


async def _prove(was: Environment, world: World, checked: Checked, by: tuple[Actor, Watch]) -> None:
    teacher, watch = by
    watch.begins("populate")
    try:
        template = populate(world, was.card.seed)
    except InputError as e:
        checked.faults.append(str(e))
        return
    same = template.digest == was.card.state
    watch.ends("the same rows" if same else "other rows than the tasks were drawn on")
    drawn = _tasks(was, template, checked, watch)
    try:
        prove_dialect(template, drawn, was.card.surface, watch)
    except InputError as e:
        checked.faults.append(str(e))
        return
    draft = _draft(was, template, drawn)
    await _gate(draft, checked, teacher, watch)


def _tasks(was: Environment, template: Template, checked: Checked, watch: Watch) -> Drawn:
    """The tasks that prove on these rows."""
    watch.begins("prove", len(was.tasks))
    scene = Scene(template, was.card.seed, was.card.surface)
    solver = OfflineSolver(scene.words)
    proofs = {proof.task: proof for proof in was.proofs}
    renew = template.schema.digest != was.card.world
    drawn, ids = Drawn(), set[str]()
    for place, task in enumerate(was.tasks, 1):
        if task.id in ids:
            found = Unproved(task, "not the only one", "another task has its id")
        else:
            found = reprove(scene, task, proofs.get(task.id), solver, renew=renew)
        ids.add(task.id)
        _take(found, drawn, checked)
        watch.moves(place)
    checked.proved = len(drawn.tasks)
    reasons = Counter(one.reason for one in checked.unproved)
    lost = ", ".join(f"{n} {reason}" for reason, n in reasons.most_common())
    watch.ends(f"{checked.proved} of {len(was.tasks)} tasks prove{f'   ({lost})' if lost else ''}")
    return drawn


def _take(found: Proved | Unproved, drawn: Drawn, checked: Checked) -> None:
    if isinstance(found, Unproved):
        checked.unproved.append(found)
        return
    drawn.tasks.append(found.task)
    drawn.proofs.append(found.proof)
    if found.renewed:
        checked.renewed.append(found.task.id)


def _draft(was: Environment, template: Template, drawn: Drawn) -> Environment:
    """The environment of the tasks that prove, with every blueprint, gated or not."""
    ids = {task.id for task in drawn.tasks}
    tasks = tuple(t if t.twin in ids else t.model_copy(update={"twin": ""}) for t in drawn.tasks)
    kinds = Counter(task.kind for task in tasks)
    changed = was.card.world != template.schema.digest
    card = was.card.model_copy(
        update={
            **(spec_of(template.world) if changed else {}),
            "name": template.world.name,
            "world": template.schema.digest,
            "state": template.digest,
            "tasks": {kind: kinds[kind] for kind in KINDS if kinds[kind]},
        }
    )
    return Environment(card, template.world, tasks, was.blueprints, tuple(drawn.proofs))


def _in_order(draft: Environment, plans: list[Blueprint]) -> list[Blueprint]:
    """The plans in the order of the environment's."""
    names = [plan.name for plan in draft.blueprints]
    return sorted(plans, key=lambda plan: names.index(plan.name))


def _without(broken: dict[str, str], names: Container[str]) -> dict[str, str]:
    return {name: why for name, why in broken.items() if name not in names}


async def _gate(draft: Environment, checked: Checked, teacher: Actor, watch: Watch) -> None:
    """Every blueprint that is whole goes through the gate again; the others are named."""
    if not draft.tasks:
        return
    tools = signatures(draft.world)
    broken = {
        plan.name: "; ".join(defects)
        for plan in draft.blueprints
        if (defects := check_blueprint(plan, tools))
    }
    whole = [plan for plan in draft.blueprints if plan.name not in broken]
    if broken and any(edit.part == "world" for edit in checked.edits):
        anew = drawn_anew(draft, broken)
        checked.redrawn = [plan.name for plan in anew]
        whole, broken = _in_order(draft, [*whole, *anew]), _without(broken, checked.redrawn)
    live = open_environment(draft, "direct")
    gated = await gate(live, whole, gate_tasks(draft), teacher, watch)
    rejected = {**broken, **gated.rejected}
    checked.gated = Gated(gated.blueprints, rejected)
    card = draft.card.model_copy(
        update={
            "blueprints": tuple(plan.name for plan in gated.blueprints),
            "rejected_blueprints": {**draft.card.rejected_blueprints, **rejected},
        }
    )
    checked.environment = Environment(
        card, draft.world, draft.tasks, gated.blueprints, draft.proofs, draft.states
    )
