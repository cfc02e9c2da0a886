"""What of an environment survives a person's edit of its World, and how fast that is known.

On each shipped spec: nothing is edited; a limit, or the number that a rule compares with, is one
higher; an action sets another value of its list; the first action is gone. Survive: of the proved
tasks, those that prove in all eight parts on the edited World, on rows that keep their dice; beside
them the share whose goal was worked out anew, and what would survive if the rows had new dice.

    python benchmarks/editing.py [--quick] [--json]
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

from figures import Figure, show

from nex.data.task import Proof, Task
from nex.data.world import Action, Compare, CountAtMost, Rule, SetValue, World
from nex.environment.shipped import shipped_spec, shipped_specs
from nex.errors import InputError
from nex.language.reading.reader import read_spec
from nex.synthesis.reproving import Proved, reprove
from nex.synthesis.scene import Scene
from nex.synthesis.solver import OfflineSolver
from nex.synthesis.synthesize import synthesize
from nex.worlds.populate import Template, populate

Edit = Callable[[World], World | None]
Pairs = Sequence[tuple[Task, Proof]]


def unedited(world: World) -> World:
    """The World as it is."""
    return world


def looser(world: World) -> World | None:
    """The first limit or number of a rule is one higher; None where no rule has one."""
    for place, rule in enumerate(world.rules):
        raised = _raised(rule)
        if raised is not None:
            rules = (*world.rules[:place], raised, *world.rules[place + 1 :])
            return world.model_copy(update={"rules": rules})
    return None


def _raised(rule: Rule) -> Rule | None:
    match rule.condition:
        case CountAtMost() as limit:
            update = {"most": limit.most + 1}
        case Compare(to=int() as number) if not isinstance(number, bool):
            update = {"to": number + 1}
        case _:
            return None
    return rule.model_copy(update={"condition": rule.condition.model_copy(update=update)})


def redirected(world: World) -> World | None:
    """The first action that sets a value of a list sets another one of it."""
    for place, action in enumerate(world.actions):
        changed = _redirected(world, action)
        if changed is not None:
            actions = (*world.actions[:place], changed, *world.actions[place + 1 :])
            return world.model_copy(update={"actions": actions})
    return None


def _redirected(world: World, action: Action) -> Action | None:
    for place, effect in enumerate(action.effects):
        if not isinstance(effect, SetValue) or len(effect.path) != 2:
            continue
        entity = next((p.entity for p in action.parameters if p.name == effect.path[0]), None)
        attribute = world.entity(entity).attribute(effect.path[1]) if entity else None
        others = [v for v in attribute.values if v != effect.to] if attribute else []
        if others:
            other = effect.model_copy(update={"to": others[0]})
            effects = (*action.effects[:place], other, *action.effects[place + 1 :])
            return action.model_copy(update={"effects": effects})
    return None


def poorer(world: World) -> World:
    """The first action is gone, with its rules and examples."""
    name = world.actions[0].name
    update = {
        "actions": world.actions[1:],
        "rules": tuple(rule for rule in world.rules if rule.action != name),
        "examples": tuple(one for one in world.examples if one.action != name),
    }
    return world.model_copy(update=update)


EDITS: dict[str, Edit] = {
    "nothing": unedited,
    "a number of a rule": looser,
    "what an action sets": redirected,
    "an action taken out": poorer,
}


def survivors(template: Template, pairs: Pairs, *, renew: bool) -> tuple[int, int]:
    """How many tasks prove on these rows, and how many of them with a goal worked out anew."""
    scene = Scene(template, template.seed)
    solver = OfflineSolver(scene.words)
    found = [reprove(scene, task, proof, solver, renew=renew) for task, proof in pairs]
    held = [one for one in found if isinstance(one, Proved)]
    return len(held), sum(one.renewed for one in held)


def measure(quick: bool) -> Sequence[Figure]:
    """Every edit over all specs, then the pace."""
    specs = list(shipped_specs())[: 3 if quick else None]
    worlds = [read_spec(shipped_spec(name), name).world for name in specs]
    made: list[tuple[World, Pairs]] = []
    for world in worlds:
        drawn = synthesize(populate(world, 0), 60 if quick else 260, seed=0)
        made.append((world, list(zip(drawn.tasks, drawn.proofs, strict=True))))
    return [figure for name, edit in EDITS.items() for figure in _figures(name, edit, made)]


def _figures(name: str, edit: Edit, made: Sequence[tuple[World, Pairs]]) -> Iterator[Figure]:
    tasks = kept = renewed = strangers = 0
    begun = time.process_time()
    for world, pairs in made:
        edited = edit(world)
        if edited is None:
            continue
        tasks += len(pairs)
        dice = edited if edited is world else edited.model_copy(update={"origin": world.digest})
        held, anew = _held(dice, pairs, renew=dice is not world)
        kept, renewed = kept + held, renewed + anew
    seconds = time.process_time() - begun
    for world, pairs in made:
        edited = edit(world)
        strangers += _held(edited, pairs, renew=True)[0] if edited is not None else 0
    bar = 1.0 if name == "nothing" else None
    yield Figure(f"editing: {name}: survive", kept / tasks, f"of {tasks}", None, bar)
    if name != "nothing":
        yield Figure(f"editing: {name}: goals anew", renewed / tasks, f"of {tasks}")
        yield Figure(f"editing: {name}: with new dice", strangers / tasks, f"of {tasks}")
    yield Figure(f"editing: {name}: proved again", tasks / seconds, "/CPU s")


def _held(world: World, pairs: Pairs, *, renew: bool) -> tuple[int, int]:
    """Survivors on the World's rows; none where no rows keep its rules."""
    try:
        return survivors(populate(world, 0), pairs, renew=renew)
    except InputError:
        return 0, 0


if __name__ == "__main__":
    show(__doc__, measure)
