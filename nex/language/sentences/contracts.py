"""The inverse of `nex.language.sentences.canonical`: what a demand, a change or a rule in English means.

For whoever reads tool descriptions. The World given may be partial: it supplies the vocabulary
(entities, attributes, values, and the parameters of actions). Hand in its `vocabulary` where many
sentences are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeVar

from nex.data.world import Action, Condition, CountAtMost, Effect, Filter, Path, Rule, World
from nex.language.reading.changes import stated
from nex.language.reading.conditions import guarded
from nex.language.reading.prohibitions import breaches, joint
from nex.language.reading.vocabulary import Vocabulary, vocabulary
from nex.language.sentences.canonical import action_phrase
from nex.language.sentences.scope import Scope, action_scope, entity_scope, wide_scope
from nex.language.words.tokens import Sentence, TooHard, sentence

Meaning = TypeVar("Meaning")
_INVARIANT = re.compile(r"For every (?P<entity>[^,]+), (?P<demand>.+)")
_LIMIT = re.compile(r"An? (?P<entity>.+?) may have (?P<limit>at most \d+ .+)")


def read_requirement(
    text: str, world: World | Vocabulary, action: Action | None = None
) -> Condition | None:
    """The condition that a demand states: `the book's status must be available`.

    None where it is no such sentence, or one with two meanings. The action, if known, says what
    paths start at; otherwise they may start at any parameter or entity of the World.
    """
    known = _known(world)
    return _condition(text, known, _scope(known.world, action))


def read_effect(
    text: str, world: World | Vocabulary, action: Action | None = None
) -> Effect | None:
    """The effect that a sentence states: `a loan is created whose book is the book`."""
    known = _known(world)
    words, bound = _ready(text, known, _scope(known.world, action))
    found = _only(words, stated(words, 0, bound))
    return found.items[0] if found is not None and len(found.items) == 1 else None


def read_rule(text: str, world: World | Vocabulary) -> Rule | None:
    """The rule that a canonical sentence states; None where it is no such sentence.

    A guard names its action by its phrase, so the World must have that action.
    """
    known = _known(world)
    world = known.world
    text = text.removesuffix(".")
    for action in world.actions:
        start = f"Nobody may {action_phrase(action)} if "
        if text.startswith(start):
            guard = _avoided(text[len(start) :], known, action)
            return Rule(condition=guard, action=action.name) if guard is not None else None
    if found := _INVARIANT.fullmatch(text):
        entity = found["entity"]
        there = any(e.name == entity for e in world.entities)
        scope = entity_scope(world, entity) if there else wide_scope(world)
        held = _condition(found["demand"], known, scope)
        return Rule(condition=held, entity=entity) if held is not None else None
    return _limit(text, known)


def _known(world: World | Vocabulary) -> Vocabulary:
    return world if isinstance(world, Vocabulary) else vocabulary(world)


def _condition(text: str, known: Vocabulary, scope: Scope) -> Condition | None:
    words, bound = _ready(text, known, scope)
    return _only(words, guarded(words, 0, bound))


def _avoided(text: str, known: Vocabulary, action: Action) -> Condition | None:
    """The condition that a breach of it states: `the member's status is suspended`."""
    for scope in (action_scope(known.world, action), wide_scope(known.world)):
        words, bound = _ready(text, known, scope)
        found = _only(words, breaches(words, 0, bound))
        if found is not None:
            return joint(list(found.items), [])
    return None


def _scope(world: World, action: Action | None) -> Scope:
    return action_scope(world, action) if action is not None else wide_scope(world)


def _limit(text: str, known: Vocabulary) -> Rule | None:
    """`A member may have at most 3 loans`: counted by the one reference to the owner."""
    world = known.world
    said = _LIMIT.fullmatch(text)
    owner = next((e.name for e in world.entities if said and e.name == said["entity"]), None)
    counted = read_requirement(f"there must be {said['limit']}", known) if said and owner else None
    if owner is None or not isinstance(counted, CountAtMost):
        return None
    home = world.entity(counted.entity)
    links = [a.name for a in home.attributes if a.entity == owner]
    if len(links) != 1:
        return None
    mine = Filter(attribute=links[0], among=(Path(path=(owner,)),))
    condition = counted.model_copy(update={"where": (mine, *counted.where)})
    return Rule(condition=condition, entity=owner)


def split_sentences(text: str) -> tuple[str, ...]:
    """The sentences of a description's line, which semicolons separate outside of quotes."""
    found = [""]
    quoted = False
    for letter in text.removesuffix("."):
        quoted ^= letter == '"'
        if letter == ";" and not quoted:
            found.append("")
        else:
            found[-1] += letter
    return tuple(part.strip() for part in found if part.strip())


def _ready(text: str, known: Vocabulary, scope: Scope) -> tuple[Sentence, dict[str, object]]:
    bound: dict[str, object] = {"vocabulary": known, "scope": scope}
    return sentence(text.removesuffix(".")), bound


def _only(words: Sentence, readings: Iterator[tuple[Meaning, int]]) -> Meaning | None:
    """The one meaning of all the words; None where there is none, or more than one."""
    found: list[Meaning] = []
    try:
        for meaning, end in readings:
            if end == len(words) and meaning not in found:
                found.append(meaning)
    except TooHard:
        return None
    return found[0] if len(found) == 1 else None
