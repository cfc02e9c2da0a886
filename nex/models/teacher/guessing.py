"""Where tools keep their contracts to themselves: guess effects by name, learn demands by failing."""

from __future__ import annotations

import re
from dataclasses import replace

from nex.data.world import Action, Effect, Entity, Parameter, Path, SetValue
from nex.language.sentences.contracts import read_requirement, read_rule
from nex.language.words.morphology import participles
from nex.models.teacher.knowledge import Demand, Knowledge, Skill

_TURNED_DOWN = re.compile(r"Not done: (?:afterwards this would not hold: )?(.+?)\.(?: |$)")


def guessed(action: Action, entities: dict[str, Entity]) -> tuple[Effect, ...]:
    """Effects that the action's words suggest: confirming makes confirmed, marking as lost, lost."""
    found: list[Effect] = []
    for parameter in action.parameters:
        entity = entities.get(parameter.entity or "")
        if parameter.preposition or entity is None:
            continue
        for attribute in entity.attributes:
            path = (parameter.name, attribute.name)
            found += [
                SetValue(path=path, to=value)
                for value in attribute.values
                if _suggests(action, value)
            ]
            found += [
                SetValue(path=path, to=_path(other))
                for other in action.parameters
                if other.preposition and other.entity and other.entity == attribute.entity
            ]
    return tuple(found)


def _suggests(action: Action, value: str) -> bool:
    words = action.complement.removeprefix("as ").removeprefix("to ")
    return value in participles(action.verb) or (bool(words) and value == words)


def _path(parameter: Parameter) -> Path:
    return Path(path=(parameter.name,))


def lesson(knowledge: Knowledge, skill: Skill, text: str) -> Knowledge | None:
    """What is known after a rejection, where its sentence was not known before; None: no news."""
    found = _TURNED_DOWN.match(text)
    sentence = found[1] if found else ""
    if not sentence or any(demand.sentence == sentence for demand in skill.demands):
        return None
    rule = read_rule(sentence, knowledge.world)
    condition = (
        rule.condition if rule else read_requirement(sentence, knowledge.world, skill.action)
    )
    if condition is None:
        return None
    demand = Demand(sentence, condition, rule.entity if rule else None)
    wiser = replace(skill, demands=(*skill.demands, demand))
    return replace(knowledge, skills={**knowledge.skills, skill.action.name: wiser})
