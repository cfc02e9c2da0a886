"""What diversity counts: the features of a task, a world, an architecture, a tool sequence.

Every name is "family:value"; the shuffled ceiling deals families out anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from nex.data.blueprint import Blueprint, UnitPlan, depth
from nex.data.streams import Stream
from nex.data.task import Task
from nex.data.trajectory import Trajectory, walk
from nex.data.world import Action, AddValue, Effect, Entity, SetValue, World
from nex.scoring.vendi import Features


def task_features(task: Task) -> Features:
    """One thing that the goal asks for (3 parts), kind and world (1 each).

    One of several is sampled by the signature, so that longer tasks do not count as more diverse.
    """
    shapes, bar, rule = task.signature.partition(" | ")
    shape = Stream("goal", task.signature).choice(shapes.partition(": ")[2].split(" > "))
    return {f"world:{task.world}": 1, f"kind:{task.kind}": 1, f"goal:{shape}{bar}{rule}": 3}


def world_features(world: World) -> Features:
    """Things, attribute types, relations, verbs, guards and effects."""
    counts: Counter[str] = Counter()
    for entity in world.entities:
        counts.update(_entity_features(entity))
    for action in world.actions:
        counts.update(_action_features(action))
    counts.update(f"rule:{rule.condition.kind}" for rule in world.rules)
    return counts


def _entity_features(entity: Entity) -> list[str]:
    types = [f"type:{a.type}" for a in entity.attributes if a.entity is None]
    relations = [f"relation:{entity.name}>{a.entity}" for a in entity.attributes if a.entity]
    return [f"thing:{entity.name}", *types, *relations]


def _action_features(action: Action) -> list[str]:
    guards = [f"guard:{condition.kind}" for condition in action.requires]
    return [f"verb:{action.verb}", *guards, *map(_effect_feature, action.effects)]


def _effect_feature(effect: Effect) -> str:
    match effect:
        case SetValue() | AddValue():
            return f"effect:{effect.kind} {'.'.join(effect.path[1:])}"
        case _:
            return f"effect:{effect.kind} {effect.entity}"


def blueprint_features(blueprint: Blueprint) -> Features:
    """The graph of an architecture: kinds and duties of units, who calls whom, breadth, tools,
    depth, call formats, skills, store and approvals."""
    counts: Counter[str] = Counter({f"depth:{depth(blueprint.root)}": 1})
    counts.update(_plan_features(blueprint.root))
    return counts


def _plan_features(plan: UnitPlan) -> list[str]:
    shape = f"{plan.kind} of {len(plan.units)} with {_bin(len(plan.tools))} tools"
    found = [f"unit:{plan.kind}", f"shape:{shape}", f"duty:{plan.duty}"]
    if plan.format != "structured":
        found.append(f"format:{plan.format}")
    found.extend(f"store:{key}" for key in plan.store)
    if plan.skills:
        found.append(f"skills:{_bin(len(plan.skills))}")
    if plan.approvals > 1:
        found.append(f"approvals:{plan.approvals}")
    for unit in plan.units:
        found.append(f"flow:{plan.kind}>{unit.kind}")
        found.extend(_plan_features(unit))
    return found


def _bin(count: int) -> str:
    """Sizes that matter alike: 0, 1, 2-3, 4-7, 8-15, ..."""
    width = count.bit_length()
    return str(count) if width < 2 else f"{1 << (width - 1)}-{(1 << width) - 1}"


def sequence_features(trajectory: Trajectory) -> Features:
    """Which tools were called, with which error, and which followed which."""
    called = tool_sequence(trajectory)
    counts: Counter[str] = Counter(f"call:{name}" for name in called)
    counts.update(f"pair:{a}>{b}" for a, b in _pairs(called))
    return counts


def tool_sequence(trajectory: Trajectory) -> list[str]:
    """The World's tools in the order called, each with its error's code: `get_book!timeout`."""
    tools = [call for call in walk(trajectory.root) if call.kind == "tool"]
    return [
        f"{call.unit}!{call.result.code}" if call.result and call.result.code else call.unit
        for call in tools
        if call.unit != "finish"
    ]


def _pairs(items: Sequence[str]) -> list[tuple[str, str]]:
    return list(pairwise(items))
