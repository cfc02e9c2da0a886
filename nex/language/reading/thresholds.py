"""Form 12: what numbers and attributes demand: `Claims over 500 need a partner to approve them.`"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nex.data.world import Action, Condition, In, Rule, Value
from nex.language.reading.conditions import Conditions
from nex.language.reading.deeds import Said
from nex.language.reading.forms import form
from nex.language.reading.meanings import Rules
from nex.language.reading.patterns import Bound, Found
from nex.language.reading.prohibitions import Breach, joint
from nex.language.reading.restrictions import Thing, rooted
from nex.language.reading.spots import known
from nex.language.reading.states import states_of
from nex.language.reading.vocabulary import Vocabulary
from nex.language.sentences.canonical import direct
from nex.language.sentences.moods import opposite
from nex.language.sentences.scope import CALLER, Scoped
from nex.language.words.tokens import Sentence

_GRANTING = frozenset(["approve", "accept", "confirm", "grant", "admit", "authorise", "allow"])


@dataclass(frozen=True, slots=True)
class Act(Scoped):
    """The one action of a sentence that may name it only by its object."""

    action: Action


@dataclass(frozen=True, slots=True)
class Needed:
    """A state that a row of an entity must have."""

    entity: str
    attribute: str
    values: tuple[Value, ...]


def _named(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Act, int]]:
    """`approve them`, `be approved`, `approving`: an action on the subject's entity."""
    subject = bound["subject"]
    assert isinstance(subject, Thing)
    passive = words.at(start) == "be"
    for deed, end in known(bound).deeds.at(words, start + passive):
        forms = ("participle",) if passive else ("base", "gerund")
        if deed.form in forms and deed.action.object == subject.entity:
            after = end + (words.at(end) in ("them", "it", "this", "these"))
            yield Act(known(bound).scope(deed.action), deed.action), after


def _granting(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Act, int]]:
    """`rejected`: the one action on the subject's entity that says yes to it."""
    subject = bound["subject"]
    assert isinstance(subject, Thing)
    if words.at(start) not in ("rejected", "refused", "declined", "denied"):
        return
    found = [
        action
        for action in known(bound).world.actions
        if action.object == subject.entity and action.verb in _GRANTING
    ]
    if len(found) == 1:
        yield Act(known(bound).scope(found[0]), found[0]), start + 1


def _needed(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Needed, int]]:
    """`a partner`, `a trusted customer`: an entity with the state that one of its rows needs."""
    at = start + (words.at(start) in ("a", "an", "the"))
    for entity in known(bound).entities:
        for said, end in states_of(words, at, (entity, bound)):
            noun = [
                after
                for (name, many), after in known(bound).things.at(words, end)
                if name == entity and not many
            ]
            for after in noun or [end]:
                yield Needed(entity, said.attribute, said.values), after


def _needs(found: Found) -> Rules | None:
    subject = found.take("subject", Thing)
    action = found.take("act", Act).action
    needed = found.take("needed", Needed)
    path = _whose(action, needed.entity)
    if path is None or not subject.conditions:
        return None
    demanded = In(path=(*path, needed.attribute), values=needed.values)
    return _guarded(action, subject, [demanded])


def _implied(found: Found) -> Rules | None:
    """Without its action: the only one on such a subject that knows the row which is needed."""
    subject, needed = found.take("subject", Thing), found.take("needed", Needed)
    world = found.take("vocabulary", Vocabulary).world
    fitting = [a for a in world.actions if a.object == subject.entity and direct(a) is not None]
    fitting = [a for a in fitting if _whose(a, needed.entity) is not None]
    path = _whose(fitting[0], needed.entity) if len(fitting) == 1 else None
    if path is None or not subject.conditions:
        return None
    demanded = In(path=(*path, needed.attribute), values=needed.values)
    return _guarded(fitting[0], subject, [demanded])


def _whose(action: Action, entity: str) -> tuple[str, ...] | None:
    """Where a row of the entity stands: the caller, or a parameter."""
    rows = [p.name for p in action.parameters if p.entity == entity]
    rows += [CALLER] if entity in action.callers else []
    return (rows[0],) if len(rows) == 1 else None


def _guarded(action: Action, subject: Thing, held: list[Condition]) -> Rules | None:
    """Nobody may do it to such a subject unless all of `held` hold: a rule for each."""
    target = direct(action)
    if target is None:
        return None
    facts = [rooted(c, (target.name,)) for c in subject.conditions]
    rules: list[Rule] = []
    for condition in held:
        demanded = joint([Breach(condition, None), *(Breach(f, f) for f in facts)], [])
        rules += [Rule(action=action.name, condition=demanded)] if demanded is not None else []
    return Rules(rules[0], tuple(rules[1:])) if len(rules) == len(held) and rules else None


def _rejected(found: Found) -> Rules | None:
    subject = found.take("subject", Thing)
    action = found.take("act", Act).action
    target = direct(action)
    if target is None or not subject.conditions:
        return None
    if found.has("unless"):
        return _guarded(action, subject, list(found.take("unless", Conditions).items))
    facts = [rooted(c, (target.name,)) for c in subject.conditions]
    turned = [(opposite(f), f) for f in facts]
    breaches = [Breach(must, fact) for must, fact in turned if must is not None]
    demanded = joint(breaches, []) if len(breaches) == len(facts) else None
    return Rules(Rule(action=action.name, condition=demanded)) if demanded is not None else None


def _who(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Thing, int]]:
    """`partners`, `senior employees`: rows with a state, who act."""
    for (entity, state), end in known(bound).kinds.at(words, start):
        yield Thing(entity, (In(path=("it", state.attribute), values=(state.value,)),), True), end
    for entity in known(bound).entities:
        for said, end in states_of(words, start, (entity, bound)):
            for (name, many), after in known(bound).things.at(words, end):
                if name == entity and many:
                    condition = In(path=("it", said.attribute), values=said.values)
                    yield Thing(entity, (condition,), True), after


def _only(found: Found) -> Rules | None:
    """`Only partners may approve claims over 500`."""
    who = found.take("who", Thing)
    said = found.take("said", Said)
    if who.entity not in said.action.callers:
        return None
    [needed] = [rooted(c, (CALLER,)) for c in who.conditions]
    facts = [Breach(f, f) for f in said.conditions]
    demanded = joint([Breach(needed, None), *facts], [])
    return (
        Rules(Rule(action=said.action.name, condition=demanded)) if demanded is not None else None
    )


_NEED = "(need|needs|require|requires)"

THRESHOLDS = form(
    (
        (
            f"{{subject:thing}} {_NEED} {{needed}} (to|for|before|before being) {{act:named}}",
            _needs,
        ),
        (f"{{subject:thing}} {_NEED} {{needed}}", _implied),
        ("{subject:thing} (is|are) [always] {act:granting} [unless {unless:facts}]", _rejected),
        ("only {who} (can|may) {said:phrase}", _only),
    ),
    {"named": _named, "needed": _needed, "granting": _granting, "who": _who},
)
