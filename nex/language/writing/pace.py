"""Form 16 in its wordings: what takes time, what is up to whom, what others do meanwhile."""

from __future__ import annotations

from nex.data.pace import Happening
from nex.data.world import Action, World
from nex.language.reading.pace import (
    happening_sentence,
    person_sentence,
    section_sentence,
    span_words,
    takes_sentence,
)
from nex.language.sentences.canonical import action_phrase, gerund_phrase, third_person_phrase
from nex.language.words.morphology import listed, with_article
from nex.language.writing.wordings import Choice


def pace_lines(world: World, choice: Choice) -> list[str]:
    """One sentence for each action that takes time, is done in person or is some part's work, and each happening."""
    timed = [choice.of(_takes(action)) for action in world.actions if action.seconds]
    worked = [choice.of(_worked(action)) for action in world.actions if action.section]
    left = [choice.of(_left(action)) for action in world.actions if action.in_person]
    others = [choice.of(_happens(world, one)) for one in world.others]
    return [f"{line}." for line in (*worked, *timed, *left, *others)]


def _takes(action: Action) -> list[str]:
    span = span_words(action.seconds)
    return [takes_sentence(action), f"It takes {span} to {action_phrase(action)}"]


def _worked(action: Action) -> list[str]:
    doing = gerund_phrase(action)
    said = f"{doing[:1].upper()}{doing[1:]} is the work of the {action.section}"
    return [section_sentence(action), said]


def _left(action: Action) -> list[str]:
    who = listed([with_article(name) for name in action.callers], "or")
    doing = gerund_phrase(action)
    return [
        person_sentence(action),
        f"{doing[:1].upper()}{doing[1:]} is left to {who}",
        f"{doing[:1].upper()}{doing[1:]} is done by {who} in person",
    ]


def _happens(world: World, one: Happening) -> list[str]:
    action = world.action(one.action)
    who = f"some {one.caller}" if one.caller else "someone else"
    return [
        happening_sentence(world, one),
        f"Every {span_words(one.seconds)} {who} {third_person_phrase(action)}",
    ]
