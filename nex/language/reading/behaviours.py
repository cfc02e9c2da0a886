"""Forms 7 to 11 together: what a statement says about actions that are known."""

from __future__ import annotations

from nex.data.world import Action, SetValue
from nex.language.reading.changes import Changes
from nex.language.reading.conditions import Conditions
from nex.language.reading.consequences import CONSEQUENCES
from nex.language.reading.deadlines import DEADLINES
from nex.language.reading.forms import form, meanings
from nex.language.reading.hours import HOURS, hours
from nex.language.reading.limits import LIMITS
from nex.language.reading.meanings import Causes, Meaning, Requires
from nex.language.reading.pace import PACE
from nex.language.reading.patterns import Found
from nex.language.reading.prohibitions import PROHIBITIONS
from nex.language.reading.requirements import REQUIREMENTS
from nex.language.reading.spots import Spot
from nex.language.reading.states import States
from nex.language.reading.thresholds import THRESHOLDS
from nex.language.reading.vocabulary import Vocabulary
from nex.language.words.tokens import Sentence


def _demanded(found: Found) -> Requires:
    return Requires("", found.take("conditions", Conditions).items)


def _changed(found: Found) -> Causes:
    return Causes("", found.take("effects", Changes).items)


def _left(found: Found) -> Causes | None:
    """`..., then it is in again`."""
    states = found.take("states", States)
    path = (*found.take("row", Spot).path, states.attribute)
    effect = SetValue(path=path, to=states.values[0])
    return Causes("", (effect,)) if len(states.values) == 1 else None


_CHANGED = form((("{effects:stated}", _changed),))
_TAIL = form(
    (
        (
            "[,] [but] [only] (if|as long as|provided that|when|once|after) {conditions:facts}",
            _demanded,
        ),
        (": {conditions:demands}", _demanded),
        (", (which|and (that|this|it)) {effects:doing}", _changed),
        ("(, whereupon|, then|, and then|and then) {effects:stated}", _changed),
        ("(, whereupon|, then|, and then|and then) {row} is {states} [again]", _left),
    )
)
_IN_CONTEXT = form(
    (
        ("{conditions:demands} [first]", _demanded),
        ("[but] only (if|when|while|once) {conditions:facts}", _demanded),
        ("{effects:stated}", _changed),
        ("(it|this) {effects:doing}", _changed),
    )
)


def behaviours(words: Sentence, vocabulary: Vocabulary, context: Action | None) -> list[Meaning]:
    """Every different meaning of the whole statement.

    `context` is the action that the statement's bullet is about; bare demands and changes are
    then about it.
    """
    if context is not None:
        bound = {"vocabulary": vocabulary, "scope": vocabulary.scope(context)}
        table = _CHANGED if words.at(0) in ("every", "each") else _IN_CONTEXT
        bare = _without_then(words)
        found = [_about(meaning, context) for meaning in meanings((table,), bare, bound)]
        if found:
            return found
    forms = (REQUIREMENTS, PROHIBITIONS, LIMITS, CONSEQUENCES, THRESHOLDS, DEADLINES, HOURS, PACE)
    bound = {"vocabulary": vocabulary}
    return [*meanings(forms, _turned(words), bound), *hours(words, bound)]


TAILS = frozenset([",", ":", "but", "only", "if", "as", "provided", "when", "once", "after", "and"])
"""Words that what an action needs or changes may begin with, behind the action."""


def tail(words: Sentence, vocabulary: Vocabulary, action: Action) -> list[Meaning]:
    """What follows the action in its own sentence: `..., as long as it is open`, `..., which ...`."""
    bound = {"vocabulary": vocabulary, "scope": vocabulary.scope(action)}
    return [_about(meaning, action) for meaning in meanings((_TAIL,), words, bound)]


def _about(meaning: Meaning, action: Action) -> Meaning:
    if isinstance(meaning, Requires):
        return Requires(action.name, meaning.conditions)
    assert isinstance(meaning, Causes)
    return Causes(action.name, meaning.effects)


def _without_then(words: Sentence) -> Sentence:
    """Behind the action that it follows, "then" says nothing more."""
    kept = [at for at, word in enumerate(words.words) if word != "then"]
    return Sentence(tuple(words.words[i] for i in kept), tuple(words.spelled[i] for i in kept))


def _turned(words: Sentence) -> Sentence:
    """Given, when, then: what is given goes to the end, behind the action that it is about."""
    if words.at(0) != "given" or "when" not in words.words:
        return words
    when = words.words.index("when")
    before = when - (words.at(when - 1) == ",")
    order = [*range(when, len(words)), *range(before)]
    said = [words.words[i] for i in order]
    spelled = [words.spelled[i] for i in order]
    comma = len(words) - when
    return Sentence((*said[:comma], ",", *said[comma:]), (*spelled[:comma], ",", *spelled[comma:]))
