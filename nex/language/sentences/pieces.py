"""What conditions and effects are made of: their paths and operands, their `when` included."""

from __future__ import annotations

from collections.abc import Iterator

from nex.data.world import (
    Compare,
    Condition,
    CountAtMost,
    CreateRow,
    DeleteRows,
    Effect,
    Exists,
    Operand,
    SetValue,
)


def chain(condition: Condition) -> Iterator[Condition]:
    """The condition and everything that it is demanded under, each without its own `when`."""
    at: Condition | None = condition
    while at is not None:
        yield at.model_copy(update={"when": None})
        at = at.when


def joined(condition: Condition, whens: list[Condition]) -> Condition:
    """The condition, demanded only where all of `whens` hold."""
    when: Condition | None = None
    for one in reversed(whens):
        when = one.model_copy(update={"when": when})
    return condition.model_copy(update={"when": when})


def condition_paths(condition: Condition) -> list[tuple[str, ...]]:
    """The paths at which the condition and its `when` look."""
    links = [one for one in chain(condition) if not isinstance(one, CountAtMost | Exists)]
    return [one.path for one in links]


def condition_operands(condition: Condition) -> list[Operand]:
    """What the condition and its `when` compare with."""
    found: list[Operand] = []
    for one in chain(condition):
        if isinstance(one, CountAtMost | Exists):
            found += [operand for filter in one.where for operand in filter.among]
        elif isinstance(one, Compare):
            found.append(one.to)
    return found


def effect_operands(effect: Effect) -> list[Operand]:
    """The values that the effect reads."""
    match effect:
        case SetValue():
            return [effect.to]
        case CreateRow():
            return [to for _, to in effect.values]
        case DeleteRows():
            return [operand for filter in effect.where for operand in filter.among]
        case _:
            return [effect.amount]
