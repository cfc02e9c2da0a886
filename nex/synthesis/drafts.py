"""A Draft: a task before it is worded: what shall be asked, and one way to do it."""

from __future__ import annotations

from dataclasses import dataclass

from nex.data.jsons import JsonValue
from nex.data.task import Caller, Fact, Meanwhile, Patch, Tally, TaskKind
from nex.data.world import (
    Action,
    AddValue,
    CreateRow,
    DeleteRows,
    Effect,
    Parameter,
    Path,
    SetValue,
)
from nex.language.requests.answers import Told
from nex.language.requests.request import (
    Do,
    Every,
    Fallback,
    Free,
    Item,
    Many,
    Mention,
    Question,
    Ranked,
    Reach,
    Test,
    When,
)
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
    shape: str = ""
    """The goal's shape beside its kind: "every", "ranked", "when", ...; "" follows from the steps."""
    conditions: tuple[Tally, ...] = ()
    """What must be true of the end where many ends are right; the steps bring one of them about."""
    spare: frozenset[tuple[str, str]] = frozenset()
    """Rows that stand for one another: acting on the other one is as right."""
    patches: tuple[Patch, ...] = ()
    """How the start state differs from the environment's."""
    twin: Draft | None = None
    """The same words on a start that differs in one fact, where they ask for something else."""
    hidden: tuple[tuple[Parameter, Told], ...] = ()
    """clarify: what the instruction leaves out, and what the user tells when asked about it."""
    indifferent: bool = False
    """clarify: any row that fits will do."""
    rival: Meanwhile | None = None
    """Somebody else who makes what was asked for first impossible, before it can be done."""
    overtaken: tuple[Step, ...] = ()
    """What would be right without the rival."""
    user: tuple[Mention, ...] = ()
    """clarify: the row that is meant, said so that no other fits."""


def shape_of(draft: Draft) -> str:
    """The goal's shape: its own, or what its steps do; "" for what changes nothing."""
    if draft.shape or not draft.steps or draft.kind == "refuse":
        return draft.shape
    if len(draft.items) > 1 and len(draft.steps) > 1:
        return "chain"
    return _deed_shape(next(step.action for step in reversed(draft.steps)))


def _deed_shape(action: Action) -> str:
    """What an action does, in one word."""
    found = {_effect_shape(action, effect) for effect in action.effects}
    order = ("create", "remove", "transfer", "link", "amount", "transition")
    return next((shape for shape in order if shape in found), "transition")


def _effect_shape(action: Action, effect: Effect) -> str:
    match effect:
        case CreateRow():
            return "create"
        case DeleteRows():
            return "remove"
        case AddValue():
            sums = [one for one in action.effects if isinstance(one, AddValue)]
            return "transfer" if len({one.sign for one in sums}) > 1 else "amount"
        case SetValue(to=Path(path=path)):
            rows = [p.name for p in action.parameters if p.entity]
            return "link" if path[0] in rows else "transition"
        case SetValue():
            return "transition"


def item_shape(item: Item) -> str:
    """What an item is about, without its objects: which action, which attribute, which filter."""
    match item:
        case Do():
            return item.action
        case Reach():
            value = item.value if isinstance(item.value, str | bool) else "..."
            return f"{item.row.entity}.{item.attribute} = {value}"
        case Question():
            return f"{item.asked} {item.rows.entity}.{item.attribute or '*'} [{_where(item.rows)}]"
        case Many():
            ways = ", ".join(f"{name} {_way(item, name)}" for name, _ in item.ways)
            repeated = " repeated" if item.times > 1 else ""
            return f"{item_shape(item.deed)} ({ways}{repeated})"
        case When():
            branches = (
                item_shape(one) if one else "nothing" for one in (item.then, item.otherwise)
            )
            return f"if {_asked(item.test)} then {' else '.join(branches)}"
        case Fallback():
            return f"{item_shape(item.first)} or else {item_shape(item.instead)}"


def _asked(test: Test) -> str:
    question = test.question
    return f"{question.asked} {question.rows.entity}.{question.attribute or '*'} {test.operator}"


def _way(item: Many, name: str) -> str:
    way = dict(item.ways)[name]
    words = item.deed.row if isinstance(item.deed, Reach) else dict(item.deed.arguments)[name]
    where = f" [{_where(words)}]" if isinstance(words, Mention) else ""
    match way:
        case Every():
            return f"every{where}"
        case Free():
            return f"any{where}"
        case Ranked():
            return f"{way.order} {way.counted or way.attribute}{where}"


def _where(rows: Mention) -> str:
    if rows.of is not None:
        return f"{rows.of[0]} of {rows.of[1].entity}"
    return ",".join(trait.attribute for trait in rows.traits)
