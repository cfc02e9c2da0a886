"""A Draft: a task before it is worded: what shall be asked, and one way to do it."""

from __future__ import annotations

from dataclasses import dataclass

from nex.data.jsons import JsonValue
from nex.data.task import Caller, Fact, TaskKind
from nex.data.world import Action
from nex.language.requests import Do, Item, Mention, Reach
from nex.synthesis.arguments import Bindings


@dataclass(frozen=True, slots=True)
class Step:
    """One action of a solution."""

    action: Action
    bindings: Bindings
    enabled: bool = False
    """Whether it could not have been done at the start."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One sampled piece of work on the start state."""

    kind: TaskKind
    items: tuple[Item, ...]
    caller: Caller
    steps: tuple[Step, ...] = ()
    answer: JsonValue = None
    rules: tuple[str, ...] = ()
    observed: tuple[Fact, ...] = ()
    user: tuple[Mention, ...] = ()
    """clarify: the row that is meant, said so that no other fits."""


def item_shape(item: Item) -> str:
    """What an item is about, without its objects: which action, which attribute, which filter."""
    match item:
        case Do():
            return item.action
        case Reach():
            value = item.value if isinstance(item.value, str | bool) else "..."
            return f"{item.row.entity}.{item.attribute} = {value}"
        case _:
            where = ",".join(_filters(item.rows))
            return f"{item.asked} {item.rows.entity}.{item.attribute or '*'} [{where}]"


def _filters(rows: Mention) -> list[str]:
    if rows.of is not None:
        return [f"{rows.of[0]} of {rows.of[1].entity}"]
    return [trait.attribute for trait in rows.traits]
