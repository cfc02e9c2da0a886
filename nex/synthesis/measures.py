"""How much work a draft is: its dependency depth, and whether its length is proved minimal."""

from __future__ import annotations

from nex.data.task import Change
from nex.data.world import World
from nex.language.requests.request import (
    Do,
    Fallback,
    Item,
    Many,
    Mention,
    Question,
    Reach,
    When,
)
from nex.synthesis.drafts import Draft


def depth(draft: Draft) -> int:
    """The longest chain of calls in which each needs what the one before brought."""
    reads = max(_reads(item) for item in draft.items)
    deepest = before = 0
    for step in draft.steps:
        before = (before if step.enabled else reads) + 1
        deepest = max(deepest, before)
    return deepest if draft.steps else reads


def least_actions(world: World, changes: tuple[Change, ...]) -> int:
    """A lower bound on the actions that bring these changes, from what one action can write."""
    if not changes:
        return 0
    widest = max((len(action.effects) for action in world.actions), default=1)
    deletes = any(change.kind == "deleted" for change in changes)
    return 1 if deletes else max(1, -(-len(changes) // max(widest, 1)))


def _reads(item: Item) -> int:
    match item:
        case Do():
            return max(
                (_nesting(value) for _, value in item.arguments if isinstance(value, Mention)),
                default=0,
            )
        case Reach():
            return _nesting(item.row)
        case Question():
            return _nesting(item.rows)
        case Many(deed):
            return _reads(deed)
        case When(test, then, otherwise):
            return max(map(_reads, filter(None, (test.question, then, otherwise))))
        case Fallback(first, instead):
            return max(_reads(first), _reads(instead))


def _nesting(row: Mention) -> int:
    inner = [trait.value for trait in row.traits if isinstance(trait.value, Mention)]
    inner += [row.of[1]] if row.of else []
    return 1 + max((_nesting(one) for one in inner), default=0)
