"""The canonical English of the pieces of a World: one sentence for each, the same everywhere.

Errors, tool descriptions, goals and refusals quote exactly these, and `nex.language.sentences.contracts`
reads them back. No sentence ends with a full stop.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from nex.data.world import (
    Action,
    Condition,
    CountAtMost,
    Effect,
    Filter,
    Parameter,
    Path,
    Rule,
    World,
)
from nex.language.sentences.clauses import breach, change, demand, whose
from nex.language.sentences.scope import Scope, action_scope, rule_scope
from nex.language.words.morphology import gerund, participle, third_person, with_article

Naming = Callable[[Parameter], str]
"""How a phrase names one parameter."""


def indefinite(parameter: Parameter) -> str:
    """A parameter as something not yet chosen: `a member`, `another room`, `an optional note`."""
    if parameter.optional:
        return f"an optional {parameter.name}"
    if parameter.name.startswith("other "):
        return f"an{parameter.name}"
    return with_article(parameter.name)


def direct(action: Action) -> Parameter | None:
    """The parameter that the verb acts on; None where the object is created by the action."""
    return next(
        (p for p in action.parameters if not p.preposition and p.entity == action.object), None
    )


def action_phrase(action: Action, name: Naming = indefinite) -> str:
    """The action with its objects: `check out a book to a member`, `mark a book as lost`."""
    return phrase(action, action.verb, name)


def phrase(action: Action, verb: str, name: Naming = indefinite) -> str:
    """The action behind a verb in any form: `checking out a book to a member`."""
    thing = direct(action)
    head = name(thing) if thing is not None else with_article(action.object)
    return f"{verb} {head}{tail(action, name)}"


def gerund_phrase(action: Action, name: Naming = indefinite) -> str:
    """The action as a noun: `checking out a book to a member`."""
    return phrase(action, gerund(action.verb), name)


def third_person_phrase(action: Action, name: Naming = indefinite) -> str:
    """The action as somebody does it: `checks out a book to a member`."""
    return phrase(action, third_person(action.verb), name)


def passive_phrase(action: Action, be: str = "is", name: Naming = indefinite) -> str:
    """The action as what happens to its object: `a book is checked out to a member`."""
    thing = direct(action)
    head = name(thing) if thing is not None else with_article(action.object)
    return f"{head} {be} {participle(action.verb)}{tail(action, name)}"


def tail(action: Action, name: Naming = indefinite) -> str:
    """What follows the object: the complement, then each parameter behind its preposition."""
    given = [p for p in action.parameters if p.preposition]
    words = [f" {action.complement}"] if action.complement else []
    for before, parameter in pairwise([None, *given]):
        assert parameter is not None
        joined = before is not None and before.preposition == parameter.preposition
        words.append(f" {'and' if joined else parameter.preposition} {name(parameter)}")
    return "".join(words)


def condition_sentence(condition: Condition, world: World, action: Action) -> str:
    """A requirement of the action: `the book's status must be available`."""
    return demand(condition, action_scope(world, action))


def effect_sentence(effect: Effect, world: World, action: Action) -> str:
    """An effect of the action: `the book's status becomes on loan`."""
    return change(effect, action_scope(world, action))


def rule_sentence(world: World, rule: Rule) -> str:
    """A rule as one sentence, unique in its World.

    A guard: `Nobody may check out a book to a member if the member's status is suspended`; an
    invariant: `A member may have at most 3 loans`, `For every claim, the claim's amount must ...`.
    """
    scope = rule_scope(world, rule)
    if rule.action is not None:
        phrase = action_phrase(world.action(rule.action))
        return f"Nobody may {phrase} if {breach(rule.condition, scope)}"
    owned = _owned(rule, scope)
    if owned is not None:
        return owned
    return f"For every {rule.entity}, {demand(rule.condition, scope)}"


def owning(entity: str, condition: Condition, scope: Scope) -> str | None:
    """The one reference by which the counted rows belong to a row of `entity`; None otherwise."""
    if not isinstance(condition, CountAtMost) or condition.when is not None or condition.total:
        return None
    home = scope.entities.get(condition.entity)
    links = [a.name for a in home.attributes if a.entity == entity] if home is not None else []
    mine = Filter(attribute=links[0], among=(Path(path=(entity,)),)) if len(links) == 1 else None
    return mine.attribute if mine is not None and mine in condition.where else None


def _owned(rule: Rule, scope: Scope) -> str | None:
    condition = rule.condition
    link = owning(rule.entity, condition, scope) if rule.entity is not None else None
    if link is None or rule.entity is None or not isinstance(condition, CountAtMost):
        return None
    rest = tuple(f for f in condition.where if f.attribute != link)
    counted = scope.entities[condition.entity]
    name = counted.name if condition.most == 1 else counted.plural
    chosen = whose(condition.entity, rest, scope)
    return f"{_capital(with_article(rule.entity))} may have at most {condition.most} {name}{chosen}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
