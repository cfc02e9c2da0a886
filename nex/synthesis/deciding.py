"""Drafts that depend on a fact: if it is so then this, otherwise that; or else, where forbidden."""

from __future__ import annotations

from dataclasses import replace

from nex.data.streams import Stream
from nex.data.task import Fact
from nex.data.world import Action, Attribute, Value
from nex.language.requests.deciding import holds
from nex.language.requests.request import (
    Do,
    Fallback,
    Mention,
    Question,
    Test,
    When,
    label_attribute,
)
from nex.synthesis.callers import may
from nex.synthesis.drafts import Draft, Step
from nex.synthesis.groups import groups
from nex.synthesis.scene import Scene
from nex.synthesis.survey import Try
from nex.synthesis.working import said

_LOOKS = 4
_REST = 0.2
"""How often the right thing is to do nothing."""
_NUMBERS = frozenset({"integer", "number", "money"})
_MOST = 8
"""Rows that a test counts, at most."""


def draft_when(scene: Scene, action: Action, stream: Stream) -> Draft | None:
    """The action or something else, depending on what is found about a row."""
    opened = scene.survey(action).open
    for tried in stream.sample(opened, _LOOKS):
        do = said(scene, scene.now, tried, stream)
        found = _test(scene, tried, stream)
        if do is None or found is None:
            continue
        test, value, facts = found
        other = _other(scene, tried, stream)
        rests = other is not None and stream.chance(_REST)
        right, wrong = (None, do) if rests else (do, other)
        branches = (right, wrong) if holds(test, value) else (wrong, right)
        steps = () if rests else (Step(action, tried.bindings),)
        return Draft(
            "do",
            (When(test, *branches),),
            tried.caller,
            steps,
            observed=facts,
            shape="when",
        )
    return None


def draft_fallback(scene: Scene, tries: list[Try], stream: Stream) -> Draft | None:
    """Something forbidden, and what to do instead; now and then the first is allowed after all."""
    for tried in stream.sample(tries, _LOOKS):
        first = said(scene, scene.now, tried, stream)
        instead = doable(scene, tried, stream)
        if first is None or instead is None:
            continue
        do, second = instead
        if first == do:
            continue
        if stream.chance(0.7):
            item, done = Fallback(first, do), second
        else:
            item, done = Fallback(do, first), second
        steps = (Step(done.action, done.bindings),)
        return Draft("do", (item,), done.caller, steps, shape="fallback")
    return None


def doable(scene: Scene, tried: Try, stream: Stream) -> tuple[Do, Try] | None:
    """Something that the same caller may have done, best about one of the same rows."""
    rows = set(tried.bindings.values())
    actions = [action for action in scene.world.actions if may(action, tried.caller)]
    for action in stream.shuffled(actions)[:_LOOKS]:
        options = [one for one in scene.survey(action).open if one.caller.role == tried.caller.role]
        options = [replace(one, caller=tried.caller) for one in options if _same_asker(one, tried)]
        near = [one for one in options if not rows.isdisjoint(one.bindings.values())]
        if near or options:
            chosen = stream.choice(near or options)
            do = said(scene, scene.now, chosen, stream)
            if do is not None:
                return do, chosen
    return None


def _same_asker(one: Try, other: Try) -> bool:
    return one.caller == other.caller or one.caller.row is None


def _other(scene: Scene, tried: Try, stream: Stream) -> Do | None:
    """What would be done in the other case; None now and then."""
    if stream.chance(0.3):
        return None
    found = doable(scene, tried, stream)
    return None if found is None or found[1].bindings == tried.bindings else found[0]


def _test(scene: Scene, tried: Try, stream: Stream) -> tuple[Test, Value, tuple[Fact, ...]] | None:
    """A test about a row that the action is about, or about rows that refer to it."""
    rows = [
        (str(p.entity), str(tried.bindings[p.name]))
        for p in tried.action.parameters
        if p.entity and p.name in tried.bindings
    ]
    if not rows:
        return None
    entity, id = stream.choice(rows)
    makers = stream.shuffled((_of_value, _of_count, _of_value))
    found = (make(scene, (entity, id), stream) for make in makers)
    return next((one for one in found if one is not None), None)


Found = tuple[Test, Value, tuple[Fact, ...]]


def _of_value(scene: Scene, row: tuple[str, str], stream: Stream) -> Found | None:
    entity, id = row
    words = scene.describing.row(scene.now, entity, id, stream)
    label = label_attribute(scene.world.entity(entity))
    attributes = [
        attribute
        for attribute in scene.world.entity(entity).attributes
        if attribute.type in _NUMBERS | {"one_of", "yes_no"}
        and (label is None or attribute.name != label.name)
        and scene.now.cell(entity, id, attribute.name) is not None
    ]
    named = {trait.attribute for trait in words.traits} if words else set[str]()
    usable = [attribute for attribute in attributes if attribute.name not in named]
    if words is None or not usable:
        return None
    attribute = stream.choice(usable)
    value = scene.now.cell(entity, id, attribute.name)
    test = _compare(scene, words, attribute, value, stream)
    return test, value, (Fact(entity=entity, row=id),)


def _compare(
    scene: Scene, words: Mention, attribute: Attribute, value: Value, stream: Stream
) -> Test:
    question = Question("value", words, attribute.name)
    if attribute.type in _NUMBERS and isinstance(value, int) and stream.chance(0.8):
        others = [row[attribute.name] for row in scene.now.rows(words.entity).values()]
        near = sorted({one for one in others if isinstance(one, int) and one > 0})
        limit = stream.choice(near) if near else value + 1
        return Test(question, stream.choice((">=", "<")), limit)
    known: list[Value] = list(attribute.values) or [True, False]
    if attribute.type in _NUMBERS:
        known = [value]
    return Test(question, "=", stream.choice([value, value, *known]))


def _of_count(scene: Scene, row: tuple[str, str], stream: Stream) -> Found | None:
    """How many rows refer to this one, compared with a number next to it."""
    entity, id = row
    holders = [
        (noun.entity.name, noun.links[entity])
        for noun in scene.words.nouns.values()
        if entity in noun.links
    ]
    for holder, attribute in stream.shuffled(holders):
        referring = scene.now.having(holder, attribute, id)
        if not 1 <= len(referring) <= _MOST:
            continue
        for group in groups(scene, holder, referring[0], stream):
            trait = next((t for t in group.words.traits if t.attribute == attribute), None)
            if trait is None or len(group.ids) > _MOST:
                continue
            least = max(1, len(group.ids) + stream.choice((-1, 0, 1, 1)))
            test = Test(Question("count", group.words), stream.choice((">=", "<")), least)
            facts = tuple(Fact(entity=holder, row=one) for one in group.ids)
            return test, len(group.ids), facts
    return None
