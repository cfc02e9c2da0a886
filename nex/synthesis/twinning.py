"""Policy-boundary pairs: the same words, two starts that differ in one fact, only one is allowed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nex.data.streams import Stream
from nex.data.task import Patch
from nex.data.world import Attribute, Value
from nex.language.requests.request import Do, Mention
from nex.synthesis.drafts import Draft, Step
from nex.synthesis.refusing import draft_refusal
from nex.synthesis.scene import Scene
from nex.synthesis.survey import Try, attempt
from nex.worlds.invariants import invariants, violators
from nex.worlds.state import State

_OTHERS = 3
"""Other values that are tried for one attribute, at most."""
_FACTS = 40
"""Changed facts that are tried for one refusal, at most."""


def draft_boundary(scene: Scene, tries: list[Try], stream: Stream) -> Draft | None:
    """A refusal, with its twin: what is asked for is allowed once one fact is another."""
    refusal = draft_refusal(scene, tries, stream)
    if refusal is None:
        return None
    [step], [item] = refusal.steps, refusal.items
    rows = dict.fromkeys((fact.entity, fact.row) for fact in refusal.observed)
    facts = stream.shuffled(fact for row in rows for fact in _facts(scene, row, stream))
    for patch in facts[:_FACTS]:
        if isinstance(item, Do) and _lifts(scene, refusal, step, patch, item):
            allowed = Draft(
                "do", (item,), refusal.caller, (step,), shape="boundary", patches=(patch,)
            )
            return replace(refusal, shape="boundary", twin=allowed)
    return None


def _facts(scene: Scene, row: tuple[str, str], stream: Stream) -> Iterator[Patch]:
    entity, id = row
    for attribute in scene.world.entity(entity).attributes:
        if attribute.unique or attribute.type == "text":
            continue
        now = scene.now.cell(entity, id, attribute.name)
        for value in stream.sample(_values(scene, entity, attribute), _OTHERS + 1):
            if value != now and value is not None:
                yield Patch(entity=entity, row=id, attribute=attribute.name, value=value)


def _values(scene: Scene, entity: str, attribute: Attribute) -> list[Value]:
    """Values that the attribute could have: its own list, or what other rows have."""
    if attribute.type == "one_of":
        return list(attribute.values)
    if attribute.type == "yes_no":
        return [True, False]
    if attribute.type == "reference":
        return list(scene.now.rows(attribute.entity or ""))
    rows = scene.now.rows(entity).values()
    return list(dict.fromkeys(row[attribute.name] for row in rows))


def _lifts(scene: Scene, refusal: Draft, step: Step, patch: Patch, item: Do) -> bool:
    """Whether the action can be done once the fact is another, and its words still fit."""
    with scene.trial() as state:
        state.apply((patch,))
        tried = attempt(state, step.action, step.bindings, refusal.caller)
        if tried.blocked or _breaks(scene, state):
            return False
    now = scene.now.having_been((patch,))
    return tried.changes(now) and all(
        now.only(value) == step.bindings[name]
        for name, value in item.arguments
        if isinstance(value, Mention)
    )


def _breaks(scene: Scene, state: State) -> bool:
    """Whether a rule that holds at the start does not hold in the state."""
    return any(
        set(violators(state, rule)) - set(violators(scene.base, rule))
        for rule in invariants(state.schema)
    )
