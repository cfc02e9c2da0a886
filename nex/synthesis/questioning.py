"""Drafts of questions: a value, a count, a list, a sum, an extreme, and the rows it follows from."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

from nex.data.jsons import JsonValue
from nex.data.streams import Stream
from nex.data.task import Caller, Fact
from nex.data.world import Attribute, Entity, World
from nex.language.requests.request import Asked, Mention, Question, label_attribute, mention
from nex.synthesis.drafts import Draft
from nex.synthesis.scene import Scene
from nex.synthesis.snapshot import Snapshot
from nex.worlds.manual import PAGES
from nex.worlds.values import shown

_COUNTABLE = frozenset({"integer", "number", "money"})
_ROWS = 8
"""Rows that are tried for a question before it is given up."""
_MOST = 12
"""Rows that an answer follows from, at most."""


class Topic(NamedTuple):
    """What kind of question about what."""

    asked: Asked
    entity: str
    attribute: str | None


def topics(world: World) -> list[Topic]:
    """Every kind of question that the World's attributes allow."""
    found: list[Topic] = []
    for entity in world.entities:
        if entity.name == PAGES:
            continue
        found.append(Topic("count", entity.name, None))
        for attribute in entity.attributes:
            found.append(Topic("value", entity.name, attribute.name))
            if attribute.type == "text":
                found.append(Topic("list", entity.name, attribute.name))
            if attribute.type in _COUNTABLE:
                found += [Topic(asked, entity.name, attribute.name) for asked in _OVER]
    return found


_OVER: tuple[Asked, ...] = ("sum", "highest", "lowest")


def draft_question(scene: Scene, topic: Topic, stream: Stream) -> Draft | None:
    """A question of that kind, with its answer; None where the rows give none worth asking."""
    entity = scene.world.entity(topic.entity)
    for id in stream.sample(list(scene.now.rows(entity.name)), _ROWS):
        if topic.asked == "value":
            rows = scene.describing.row(scene.now, entity.name, id, stream, plain=0.35)
        else:
            rows = _some(scene, entity, id, topic.attribute, stream)
        if rows is None or topic.attribute in {trait.attribute for trait in rows.traits}:
            continue
        question = Question(topic.asked, rows, topic.attribute)
        answer = answer_of(scene.world, scene.now, question)
        if answer is not None:
            return Draft(
                "question",
                (question,),
                Caller(),
                answer=answer,
                observed=_facts(scene.world, scene.now, question),
            )
    return None


def answer_of(world: World, now: Snapshot, question: Question) -> JsonValue:
    """What the rows answer; None where they do not."""
    meant = now.meant(question.rows)
    if question.asked == "count":
        return len(meant)
    attribute = world.entity(question.rows.entity).attribute(question.attribute or "")
    if attribute is None:
        return None
    values = [now.cell(question.rows.entity, id, attribute.name) for id in meant]
    match question.asked:
        case "value" if _refers(attribute):
            return _told(world, now, attribute, str(values[0]))
        case "value":
            return shown(values[0], attribute.type)
        case "list":
            return [shown(value, attribute.type) for value in values if value is not None]
        case _:
            numbers = [value for value in values if isinstance(value, int)]
            return _over(question.asked, attribute, numbers)


def _over(asked: Asked, attribute: Attribute, numbers: list[int]) -> JsonValue:
    if not numbers:
        return None
    value = sum(numbers) if asked == "sum" else max(numbers) if asked == "highest" else min(numbers)
    return shown(value, attribute.type)


def _refers(attribute: Attribute) -> bool:
    return attribute.type == "reference"


def _told(world: World, now: Snapshot, attribute: Attribute, id: str) -> JsonValue:
    """What the row that a reference points to is called."""
    label = label_attribute(world.entity(attribute.entity or ""))
    value = now.cell(attribute.entity or "", id, label.name) if label else None
    return shown(value, label.type) if label else None


def _some(
    scene: Scene, entity: Entity, id: str, attribute: str | None, stream: Stream
) -> Mention | None:
    """A mention that fits this row and some others, but not all; now and then only this one."""
    label = scene.describing.label(entity.name)
    traits = [
        trait
        for trait in scene.describing.traits(scene.now, entity.name, id)
        if trait.attribute != attribute and (label is None or trait.attribute != label.name)
    ]
    found = [
        mention(entity.name, *chosen) for size in (1, 2) for chosen in combinations(traits, size)
    ]
    everything = len(scene.now.rows(entity.name))
    usable = [
        rows for rows in found if 2 <= len(scene.now.meant(rows)) <= min(_MOST, everything - 1)
    ]
    return stream.choice(usable) if usable else None


def _facts(world: World, now: Snapshot, question: Question) -> tuple[Fact, ...]:
    """The rows that the answer follows from."""
    entity = question.rows.entity
    facts = [Fact(entity=entity, row=id) for id in now.meant(question.rows)]
    attribute = world.entity(entity).attribute(question.attribute or "")
    if attribute is not None and _refers(attribute):
        target = now.cell(entity, facts[0].row, attribute.name)
        facts.append(Fact(entity=attribute.entity or "", row=str(target)))
    return tuple(facts)
