"""Forms 5, 6, 7, 10 and 11 in their wordings: who can do what, what it needs, what it changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeGuard

from nex.data.world import Action, Condition, Effect, In, SetValue, World
from nex.language.sentences.canonical import action_phrase, gerund_phrase, third_person_phrase
from nex.language.sentences.phrasing import defining_phrase, own_state, passive, passive_whole
from nex.language.sentences.scope import Scope, action_scope
from nex.language.words.morphology import listed, plural, with_article
from nex.language.writing.wordings import (
    Choice,
    change_wording,
    demand_wording,
    doing_wording,
    fact_wording,
    tells,
)


@dataclass(slots=True)
class _Left:
    """What of an action is still to be said."""

    action: Action
    scope: Scope
    requires: list[Condition] = field(default_factory=list[Condition])
    effects: list[Effect] = field(default_factory=list[Effect])


def action_lines(world: World, choice: Choice) -> list[str]:
    """The statements about every action, action by action."""
    return [line for action in world.actions for line in _action(world, action, choice)]


def _action(world: World, action: Action, choice: Choice) -> list[str]:
    scope = action_scope(world, action)
    left = _Left(action, scope, list(action.requires), list(action.effects))
    opening = _opening(world, left, choice)
    context = opening.startswith("- ")
    further: list[str] = []
    while left.requires:
        further.append(_required(world, left, choice, context))
    while left.effects:
        further.append(_caused(left, choice, context))
    if context:
        return [" ".join([opening, *further])]
    return [opening, *further]


def _opening(world: World, left: _Left, choice: Choice) -> str:
    """The action itself, sometimes with an arrow or a restricted object."""
    action = left.action
    said = defining_phrase(world, action)
    arrow = _arrow(world, left) if choice.chance(0.5) else None
    if arrow is not None:
        said += choice.of(
            [
                f": {' -> '.join(arrow)}",
                f" ({' -> '.join(arrow)})",
                f": from {arrow[0]} to {arrow[1]}",
            ]
        )
    elif choice.chance(0.3):
        said = _restricted(world, left, said)
    return choice.of(_openings(action, said))


def _openings(action: Action, said: str) -> list[str]:
    if not action.callers:
        return [f"Anybody can {said}.", f"Everyone may {said}.", f"- {said[:1].upper()}{said[1:]}."]
    many = [plural(name) for name in action.callers]
    one = [with_article(name) for name in action.callers]
    options = [
        f"{_capital(listed(many))} can {said}.",
        f"{_capital(listed(many))} may {said}.",
        f"{_capital(listed(one, 'or'))} can {said}.",
        f"{_capital(listed(many))} are allowed to {said}.",
        f"- {_capital(listed(many))} can {said}.",
        f"{_capital(listed(many))} can:\n\n- {said}.",
    ]
    if len(one) == 1:
        options += [
            f"As {one[0]}, I can {said}.",
            f"As {one[0]}, I want to {said} so that it is done.",
        ]
    return options


def _own_states(condition: Condition, action: Action) -> TypeGuard[In]:
    """Whether the condition demands, always, that a value of the action's own object is listed."""
    return isinstance(condition, In) and not condition.when and own_state(action, condition.path)


def _arrow(world: World, left: _Left) -> tuple[str, str] | None:
    """The states of `from -> to`, where a requirement and an effect make one; they are used up."""
    entity = world.entity(left.action.object)
    for condition in left.requires:
        if not _own_states(condition, left.action):
            continue
        for effect in left.effects:
            if not isinstance(effect, SetValue) or effect.path != condition.path:
                continue
            states = (*condition.values, effect.to)
            name = condition.path[1]
            words = [value for value in states if isinstance(value, str)]
            if len(words) == len(states) and all(tells(entity, name, word) for word in words):
                left.requires.remove(condition)
                left.effects.remove(effect)
                return listed(words[:-1], "or"), words[-1]
    return None


def _restricted(world: World, left: _Left, said: str) -> str:
    """`suspend an active member`: a requirement as an adjective of the object."""
    entity = world.entity(left.action.object)
    for condition in left.requires:
        if not _own_states(condition, left.action):
            continue
        words = [value for value in condition.values if isinstance(value, str)]
        if words and all(tells(entity, condition.path[1], word) for word in words):
            left.requires.remove(condition)
            verb = left.action.verb
            rest = said.removeprefix(f"{verb} {with_article(entity.name)}")
            which = with_article(f"{listed(words, 'or')} {entity.name}")
            return f"{verb} {which}{rest}"
    return said


def _required(world: World, left: _Left, choice: Choice, context: bool) -> str:
    action, scope = left.action, left.scope
    condition = left.requires.pop(0)
    said = demand_wording(condition, scope, choice)
    if context:
        return f"{_capital(said)}."
    phrase = action_phrase(action)
    if condition.when is None and left.requires and choice.chance(0.3):
        other = left.requires[0]
        if other.when is None:
            left.requires.pop(0)
            return f"To {phrase}, {said} and {demand_wording(other, scope, choice)}."
    options = [f"To {phrase}, {said}.", f"Before {gerund_phrase(action)}, {said}."]
    if condition.when is None:
        holds = fact_wording(condition, scope, choice)
        options += [
            f"{_capital(passive(action, 'can only be'))} if {holds}.",
            f"{_capital(passive_whole(action, 'may only be'))} if {holds}.",
            f"{_capital(gerund_phrase(action))} requires that {holds}.",
            f"{_capital(gerund_phrase(action))} is only possible if {holds}.",
            *_such(world, action, condition),
        ]
    return choice.of(options)


def _such(world: World, action: Action, condition: Condition) -> list[str]:
    """`Only available books can be checked out`, `A book must be available before it is ...`."""
    entity = world.entity(action.object)
    if not isinstance(condition, In) or not own_state(action, condition.path):
        return []
    words = [value for value in condition.values if isinstance(value, str)]
    if not words or not all(tells(entity, condition.path[1], word) for word in words):
        return []
    said = listed(words, "or")
    done = passive(action, "can be", many=True, before=said)
    that = passive(action, "can be", many=True)
    that = that.replace(plural(entity.name), f"{plural(entity.name)} that are {said}", 1)
    it = passive(action, "it is").removeprefix(with_article(entity.name))
    return [
        f"Only {done}.",
        f"Only {that}.",
        f"{_capital(with_article(entity.name))} must be {said} before{it}.",
    ]


def _caused(left: _Left, choice: Choice, context: bool) -> str:
    action, scope = left.action, left.scope
    count = len(left.effects) if choice.chance(0.5) or choice.stream is None else 1
    taken = [left.effects.pop(0) for _ in range(count)]
    said = listed([change_wording(effect, scope, choice) for effect in taken])
    if context:
        return f"{_capital(said)}."
    done = listed([doing_wording(effect, scope, choice) for effect in taken])
    subject = _capital(gerund_phrase(action))
    options = [
        f"When {passive_whole(action, 'is')}, {said}.",
        f"After {passive(action, 'is')}, {said}.",
        f"{subject} means that {said}.",
        f"{subject} {done}.",
    ]
    if action.callers:
        who = with_article(action.callers[0])
        options.append(f"When {who} {third_person_phrase(action)}, then {said}.")
    return choice.of(options)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
