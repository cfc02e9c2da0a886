"""Where the rules of the house stand in a manual: read it once, before anything is done."""

from __future__ import annotations

import re
from dataclasses import replace

from nex.data.world import CreateRow, Rule
from nex.language.sentences.contracts import read_rule
from nex.models.teacher.checking import every
from nex.models.teacher.knowledge import Demand, Knowledge, Skill
from nex.models.teacher.moves import Turns
from nex.models.teacher.seat import Seat

MANUAL = "manual page"
_SENTENCE = re.compile(r"(?<=[.\n])\s+")
_NORM = re.compile(r"\b(?:must|may|nobody|at most|only)\b", re.IGNORECASE)


def study(seat: Seat) -> Turns[None]:
    """Read the whole manual, if there is one and it can be searched from this seat."""
    if seat.studied or seat.options.lazy or MANUAL not in seat.knowledge.searches:
        return
    seat.studied = True
    rows = yield from every(seat, MANUAL, {}, "The rules of the house stand in the manual.")
    for row in rows:
        for sentence in _SENTENCE.split(str(row.get("content", ""))):
            said = sentence.strip().removesuffix(".")
            rule = read_rule(said, seat.knowledge.world) if _NORM.search(said) else None
            if rule is not None:
                seat.knowledge = _with_rule(seat.knowledge, said, rule)


def _with_rule(knowledge: Knowledge, sentence: str, rule: Rule) -> Knowledge:
    """What is known once a rule has been read."""
    demand = Demand(sentence, rule.condition, rule.entity)
    about = "the caller" in sentence

    def wiser(skill: Skill) -> Skill:
        if not _binds(rule, skill):
            return skill
        demands = (*skill.demands, demand)
        return replace(skill, demands=demands, about_caller=skill.about_caller or about)

    skills = {name: wiser(skill) for name, skill in knowledge.skills.items()}
    return replace(knowledge, skills=skills)


def _binds(rule: Rule, skill: Skill) -> bool:
    if any(rule.condition == demand.condition for demand in skill.demands):
        return False
    if rule.action is not None:
        return rule.action == skill.action.name
    rows = {parameter.entity for parameter in skill.action.parameters}
    rows |= {e.entity for e in skill.action.effects if isinstance(e, CreateRow)}
    return rule.entity in rows
