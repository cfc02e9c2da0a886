"""Did a rollout end as its Task demands? Code decides, from what the World's own side saw."""

from __future__ import annotations

from collections.abc import Iterator

from nex.data.task import Change, Evidence, Goal, Outcome, Task, Verdict
from nex.data.world import Value, World
from nex.language.words.literals import literal
from nex.language.words.morphology import with_article
from nex.worlds.answers import names_rule, same_answer
from nex.worlds.framing import framed, match
from nex.worlds.tallies import tallied, unlisted

Condition = tuple[bool, str]
"""Whether one condition of the goal holds, and what is missing where it does not."""


def verify(
    task: Task, evidence: Evidence, outcome: Outcome | None, world: World | None = None
) -> Verdict:
    """The Verdict on a rollout; `outcome` is None where the agent never finished.

    Passed: every condition of the goal holds, and nothing else changed within its frame.
    With the World at hand, money in the sentences reads as money.
    """
    return Verifier(task, world).verdict(evidence, outcome)


class Verifier:
    """One Task's goal laid out for judging many ends."""

    def __init__(self, task: Task, world: World | None = None) -> None:
        self._goal = task.goal
        self._wanted = framed(task.goal.changes, task.goal.frame)
        self._tell = _Teller(world)

    def verdict(self, evidence: Evidence, outcome: Outcome | None) -> Verdict:
        """The Verdict, as `verify` promises it."""
        goal, tell = self._goal, self._tell
        missing, extra = match(self._wanted, evidence.changes, goal.frame)
        conditions = [
            *_ending(goal, outcome),
            *tallied(goal, extra),
            *_seen(goal, evidence),
            *_refusal(goal, evidence, outcome),
        ]
        unmet = [text for holds, text in conditions if not holds]
        unmet += [tell.wanted(change) for change in missing]
        total = len(conditions) + len(goal.changes)
        side_effects = tuple(tell.happened(change) for change in unlisted(goal, extra))
        return Verdict(
            passed=not unmet and not side_effects,
            progress=1 - len(unmet) / total,
            unmet=tuple(unmet),
            side_effects=side_effects,
        )


def _ending(goal: Goal, outcome: Outcome | None) -> Iterator[Condition]:
    if outcome is None:
        yield False, f"the agent should finish with {goal.status!r}, and never finished"
    else:
        yield (
            outcome.status == goal.status,
            f"the outcome should be {goal.status!r}, and is {outcome.status!r}",
        )
    if goal.answer is not None:
        given = outcome.answer if outcome is not None else None
        yield same_answer(goal.answer, given), "the answer is not the one that the rows give"


def _seen(goal: Goal, evidence: Evidence) -> Iterator[Condition]:
    if goal.asked:
        yield evidence.asked > 0, "the user should be asked what is meant"
    if goal.status == "refused":
        return
    seen = {(fact.entity, fact.row) for fact in evidence.observed}
    for fact in goal.observed:
        yield (fact.entity, fact.row) in seen, f"{fact.entity} {fact.row} was never read"


def _refusal(goal: Goal, evidence: Evidence, outcome: Outcome | None) -> Iterator[Condition]:
    if goal.status != "refused":
        return
    seen = {(fact.entity, fact.row) for fact in evidence.observed}
    observed = bool(goal.observed) and all((f.entity, f.row) in seen for f in goal.observed)
    met = any(r.sentence in goal.rules for r in evidence.rejections if r.sentence)
    yield observed or met, "what forbids it was neither read nor met in an attempt"
    reason = (outcome.reason if outcome is not None else None) or ""
    yield (
        any(names_rule(reason, rule) for rule in goal.rules),
        f"the reason should name the rule: {' or: '.join(goal.rules)}",
    )


class _Teller:
    """Changes as sentences for people."""

    def __init__(self, world: World | None) -> None:
        self.entities = {entity.name: entity for entity in world.entities} if world else {}

    def wanted(self, change: Change) -> str:
        """What should have happened."""
        name = f"{change.entity} {change.row}"
        if change.kind == "created":
            return f"there should be {self._new(change)}"
        if change.kind == "deleted":
            return f"{name} should be gone"
        return f"{name}: {self._columns(change, 'should become')}"

    def happened(self, change: Change) -> str:
        """What happened, and should not have."""
        name = f"{change.entity} {change.row}"
        if change.kind == "created":
            return f"{self._new(change)} was created"
        if change.kind == "deleted":
            return f"{name} was deleted"
        return f"{name}: {self._columns(change, 'became')}"

    def _new(self, change: Change) -> str:
        facts = (
            f"{key} {self._value(change, key, value)}"
            for key, value in sorted(change.after.items())
        )
        return f"{with_article(change.entity)} ({', '.join(facts)})"

    def _columns(self, change: Change, verb: str) -> str:
        return ", ".join(
            f"{key} {verb} {self._value(change, key, value)} "
            f"(it was {self._value(change, key, change.before.get(key))})"
            for key, value in sorted(change.after.items())
        )

    def _value(self, change: Change, key: str, value: Value) -> str:
        entity = self.entities.get(change.entity)
        return literal(value, entity.attribute(key) if entity else None).strip('"')
