"""The verbs of conditions in their two moods, and what is the opposite of a condition."""

from __future__ import annotations

from typing import Literal

from nex.data.world import (
    Compare,
    Condition,
    CountAtMost,
    Exists,
    In,
    IsSet,
    NotIn,
    Operator,
)
from nex.language.sentences.clauses import OPPOSITE

Mood = Literal["demand", "fact"]
"""What must be, and what is."""

VERBS: dict[Mood, dict[str, str]] = {
    "demand": {
        "BE": "((must|should always|has to|have to|needs to|need to) be)",
        "NOT": "((must not|cannot|can not|may not|must never|can never) be|has to be not)",
        "HAVE": "((must|has to|have to|needs to|need to) have)",
        "LACK": "((must not|cannot|may not) have [a|an|any]|(must|has to) have no)",
        "SAME": "must (equal|match)",
        "DIFFER": "(must not|cannot|may not) (equal|match)",
        "PASS": "must exceed",
    },
    "fact": {
        "BE": "(is|are|has been|have been)",
        "NOT": "((is|are|was) not|(has|have) not been)",
        "HAVE": "(has|have)",
        "LACK": "((has|have) no|(does|do) not have [a|an|any])",
        "SAME": "(equals|matches)",
        "DIFFER": "does not (equal|match)",
        "PASS": "exceeds",
    },
}

COMPARED: dict[Operator, str] = {
    ">=": "(at least|no less than|not less than|greater than or equal to)",
    "<=": "(at most|no more than|not more than|less than or equal to|up to)",
    ">": "(more than|greater than|above|over|higher than|later than|after)",
    "<": "(less than|below|under|fewer than|lower than|earlier than|before)",
}


def opposite(condition: Condition) -> Condition | None:
    """What holds exactly where the condition does not; None where no condition says it."""
    match condition:
        case In(path=path, values=(bool(yes),)):
            return In(path=path, values=(not yes,))
        case In(path=path, values=values):
            return NotIn(path=path, values=values)
        case NotIn(path=path, values=values):
            return In(path=path, values=values)
        case IsSet(path=path):
            return IsSet(path=path, negated=not condition.negated)
        case Compare(operator=operator):
            return condition.model_copy(update={"operator": OPPOSITE[operator]})
        case Exists() | CountAtMost():
            return _other_number(condition)


def _other_number(condition: Exists | CountAtMost) -> Condition | None:
    """More than there are at most, fewer than there are at least, none for some; of sums nothing."""
    entity, where = condition.entity, condition.where
    if isinstance(condition, CountAtMost):
        whole = condition.total is None
        return Exists(entity=entity, where=where, least=condition.most + 1) if whole else None
    if condition.least > 1:
        return CountAtMost(entity=entity, where=where, most=condition.least - 1)
    return condition.model_copy(update={"negated": not condition.negated})
