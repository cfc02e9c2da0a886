"""What varies beside an architecture's tree: skills, a store, strictness, who may look where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from nex.data.blueprint import SkillPlan, StoreKey, UnitPlan
from nex.data.streams import Stream
from nex.data.world import Action, World, identifier
from nex.language.sentences.canonical import (
    action_phrase,
    condition_sentence,
    effect_sentence,
    rule_sentence,
)
from nex.synthesis.blueprints_words import VOICES, Voice, gear_words

FORMATS = ("structured", "structured", "xml", "react", "python", "json")
Amount = Literal["none", "some", "all"]
_STORES: tuple[tuple[StoreKey, ...], ...] = ((), (), ("findings",), ("log",), ("findings", "log"))
_AT_ONCE = ("parallel", "vote")
"""Forms whose members run at the same time: what they noted would depend on who is faster."""


@dataclass(frozen=True, slots=True)
class Outfit:
    """The variables of one blueprint; the defaults are the plain one."""

    voices: tuple[Voice, ...] = ("plain",)
    """One for all agents, or several that agents draw from."""
    formats: tuple[str, ...] = ("structured",)
    skills: Amount = "none"
    """Which actions have something to read about them, for the agents who have their tools."""
    store: tuple[StoreKey, ...] = ()
    approvals: int = 1
    wide: bool = False
    """Whether workers may look everything up, and not only what their work takes."""
    brisk: bool = False
    """Whether reviewers look up only what the work can change."""


PLAIN = Outfit()


def draw_outfit(stream: Stream) -> Outfit:
    """An outfit; half of them are plain in each respect."""
    return Outfit(
        voices=VOICES if stream.chance(0.25) else (stream.choice(VOICES),),
        formats=FORMATS if stream.chance(0.25) else (stream.choice(FORMATS),),
        skills=stream.choice(("none", "none", "some", "all")),
        store=stream.choice(_STORES),
        approvals=stream.choice((1, 1, 2, 3)),
        wide=stream.chance(0.3),
        brisk=stream.chance(0.3),
    )


def equip(root: UnitPlan, world: World, outfit: Outfit, stream: Stream) -> UnitPlan:
    """The tree with its skills, store and strictness; what nobody could use is left out."""
    lessons = _lessons(world, outfit.skills, stream)
    root = _mapped(root, lambda plan: _taught(plan, lessons))
    root = _mapped(root, lambda plan: _strict(plan, outfit.approvals))
    shared = _useful(root, outfit.store)
    return _storing(root, shared, at_once=False) if shared else root


def _mapped(plan: UnitPlan, change: Callable[[UnitPlan], UnitPlan]) -> UnitPlan:
    units = tuple(_mapped(unit, change) for unit in plan.units)
    return change(plan.model_copy(update={"units": units}) if units else plan)


def _lessons(world: World, amount: Amount, stream: Stream) -> dict[str, SkillPlan]:
    """Tool -> what there is to read about it."""
    if amount == "none":
        return {}
    actions = [action for action in world.actions if action.requires or action.effects]
    chosen = actions if amount == "all" else stream.sample(actions, max(1, len(actions) // 2))
    return {identifier(action.name): lesson(world, action) for action in chosen}


def lesson(world: World, action: Action) -> SkillPlan:
    """How an action is done, as a skill: what to find, to check, to expect and to refuse."""
    phrase = action_phrase(action)
    rows = [parameter.name for parameter in action.parameters if parameter.entity]
    checks = [condition_sentence(one, world, action) for one in action.requires]
    rules = [rule_sentence(world, rule) for rule in world.rules if rule.action == action.name]
    effects = [effect_sentence(effect, world, action) for effect in action.effects]
    steps = [
        f"Find what is meant by a search each: {', '.join(rows)}." if rows else "",
        f"Make sure of it: {'; '.join(checks)}." if checks else "",
        f"Mind the rules: {'; '.join(rules)}." if rules else "",
        f"Only for: {', '.join(action.callers)}." if action.callers else "",
        "Do it once. An answer that did not come is looked up before it is tried again.",
        f"Then: {'; '.join(effects)}." if effects else "",
        "Where something forbids it, do nothing and quote what does, word for word.",
    ]
    numbered = [f"{n}. {step}" for n, step in enumerate(filter(None, steps), 1)]
    text = "\n".join([f"# To {phrase}", *numbered])
    return SkillPlan(name=identifier(action.name), about=f"How to {phrase}.", text=text)


def _taught(plan: UnitPlan, lessons: dict[str, SkillPlan]) -> UnitPlan:
    """An agent with the lessons about its own tools."""
    skills = tuple(lessons[tool] for tool in plan.tools if tool in lessons)
    if not skills or plan.kind != "agent" or plan.duty != "work":
        return plan
    return _told(plan.model_copy(update={"skills": skills}), "skills")


def _strict(plan: UnitPlan, approvals: int) -> UnitPlan:
    if plan.kind not in ("critic", "loop") or approvals == 1:
        return plan
    return plan.model_copy(update={"approvals": approvals})


def _useful(root: UnitPlan, keys: Sequence[StoreKey]) -> tuple[StoreKey, ...]:
    """The keys that somebody in the tree writes and somebody else reads."""
    sharing = list(_sharing(root, at_once=False))
    finders = [plan for plan in sharing if plan.duty == "find"]
    workers = [plan for plan in sharing if plan.duty == "work"]
    useful = {"findings": bool(finders and workers), "log": len(workers) > 1}
    return tuple(key for key in keys if useful[key])


def _shares(plan: UnitPlan) -> bool:
    """Whether an agent has something to note, or to look up there."""
    acts = any(not tool.startswith(("search_", "get_")) for tool in plan.tools)
    return plan.kind == "agent" and (plan.duty == "find" or (plan.duty == "work" and acts))


def _sharing(plan: UnitPlan, *, at_once: bool) -> Iterator[UnitPlan]:
    if _shares(plan) and not at_once:
        yield plan
    for unit in plan.units:
        yield from _sharing(unit, at_once=at_once or plan.kind in _AT_ONCE)


def _storing(plan: UnitPlan, keys: tuple[StoreKey, ...], *, at_once: bool) -> UnitPlan:
    """The tree in which those who share have the keys."""
    below = at_once or plan.kind in _AT_ONCE
    units = tuple(_storing(unit, keys, at_once=below) for unit in plan.units)
    plan = plan.model_copy(update={"units": units}) if units else plan
    if not _shares(plan) or at_once:
        return plan
    return _told(plan.model_copy(update={"store": keys}), "store")


def _told(plan: UnitPlan, gear: str) -> UnitPlan:
    """An agent whose prompt says what it has."""
    words = gear_words(gear, plan.voice)
    return plan.model_copy(update={"instructions": f"{plan.instructions}\n{words}"})
