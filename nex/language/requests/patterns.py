"""The patterns of items: fixed words and slots, the same for writing and for reading."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nex.data.world import Action, Parameter
from nex.language.requests import phrases
from nex.language.requests.phrases import Form
from nex.language.requests.request import Asked
from nex.language.requests.tokens import spoken, words
from nex.language.words.morphology import gerund, participle, with_article


@dataclass(frozen=True, slots=True)
class Slot:
    """A gap of a pattern. `kind`: row, every, rows, attribute, value, or argument with a name."""

    kind: str
    parameter: Parameter | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """Fixed words of a pattern: as they are written, and as tokens."""

    text: str
    tokens: tuple[str, ...]


Part = Slot | Words
_ACTING: tuple[Form, ...] = ("imperative", "gerund", "passive")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to say one kind of item."""

    form: Form
    parts: tuple[Part, ...]
    asked: Asked | None = None
    """Questions only."""
    action: Action | None = None
    """Actions only; a pattern that neither asks nor acts says what to reach."""
    arguments: tuple[str, ...] = ()
    """The parameters that the pattern says, in the action's order."""


def asking_patterns() -> dict[Asked | None, tuple[Pattern, ...]]:
    """Patterns by what they ask; None: those that say a state to reach."""
    found: dict[Asked | None, tuple[Pattern, ...]] = {
        None: tuple(_pattern(form, text, None) for form, text in phrases.REACH)
    }
    for asked, wordings in phrases.QUESTIONS.items():
        found[asked] = tuple(_pattern(form, text, asked) for form, text in wordings)
    return found


def _pattern(form: Form, text: str, asked: Asked | None) -> Pattern:
    parts: list[Part] = [
        Slot(piece[1:-1]) if piece.startswith("{") else Words(piece.strip(), words(piece))
        for piece in re.split(r"(\{\w+\})", text)
        if piece.strip()
    ]
    return Pattern(form, tuple(parts), asked)


def action_patterns(action: Action) -> Iterator[Pattern]:
    """Every way to order the action, with and without its optional parameters.

    One parameter that is needed may be left unsaid as well: the user tells it when asked.
    """
    optional = [p.name for p in action.parameters if p.optional]
    unsaid = [p.name for p in action.parameters if not p.optional and p.preposition]
    subsets = [
        set(left_out)
        for size in range(len(optional) + 1)
        for left_out in itertools.combinations(optional, size)
    ]
    subsets += [{name, *optional} for name in unsaid]
    for left_out in subsets:
        said = [p for p in action.parameters if p.name not in left_out]
        for form, named in itertools.product(_ACTING, (False, True)):
            parts = tuple(_merged(_action_parts(action, said, form, named=named)))
            yield Pattern(form, parts, None, action, tuple(p.name for p in said))


def _action_parts(
    action: Action, said: list[Parameter], form: Form, *, named: bool
) -> Iterator[str | Slot]:
    direct = next((p for p in said if not p.preposition and p.entity), None)
    thing = Slot("argument", direct) if direct else with_article(spoken(action.object))
    verb = spoken(action.verb)
    if form == "passive":
        yield from (thing, participle(verb))
    else:
        yield from (verb if form == "imperative" else gerund(verb), thing)
    yield spoken(action.complement) if action.complement else ""
    for parameter in said:
        if parameter is not direct:
            yield from _argument_parts(parameter, named=named)


def _argument_parts(parameter: Parameter, *, named: bool) -> Iterator[str | Slot]:
    is_named = parameter.entity is None and (named or parameter.preposition == "with")
    bare = parameter.preposition and not is_named
    yield spoken(parameter.preposition) if bare else f"with the {spoken(parameter.name)}"
    yield Slot("argument", parameter)


def _merged(pieces: Iterable[str | Slot]) -> Iterator[Part]:
    """The pieces with neighbouring words as one part."""
    for is_slot, run in itertools.groupby(pieces, key=lambda piece: isinstance(piece, Slot)):
        if is_slot:
            yield from (piece for piece in run if isinstance(piece, Slot))
        elif text := " ".join(piece for piece in run if isinstance(piece, str) and piece):
            yield Words(text, words(text))
