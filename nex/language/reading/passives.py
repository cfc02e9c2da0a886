"""Form 5 in the passive: `A claim can be approved by a manager`, `Units are released by a nurse`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nex.data.world import Parameter
from nex.language.reading.abilities import PARTICLES, agents_named, caller, parameters
from nex.language.reading.meanings import Allows
from nex.language.reading.patterns import Bound
from nex.language.reading.restrictions import Thing, rooted
from nex.language.reading.things import things
from nex.language.words.morphology import bases
from nex.language.words.naming import RESERVED
from nex.language.words.tokens import Sentence

_MODALS = (("can", "be"), ("may", "be"))
_PLAIN = (("is",), ("are",), ("gets",), ("get",))


@dataclass(frozen=True, slots=True)
class _Deed:
    """A verb with what it is done to, as far as it is read."""

    verb: str
    subject: Thing
    parameters: tuple[Parameter, ...]


def passives(words: Sentence, bound: Bound) -> list[tuple[Allows, ...]]:
    """Every way to read the whole statement as what may be done to something, and by whom."""
    found: list[tuple[Allows, ...]] = []
    for subject, end in things(words, 0, None, bound):
        for modal in (*_MODALS, *_PLAIN):
            if not words.starts(end, modal) or not (subject.many or subject.article):
                continue
            for allowed in _done(words, end + len(modal), subject, bound):
                who = bool(allowed[0].callers)
                if (who or modal in _MODALS) and allowed not in found:
                    found.append(allowed)
    return found


def _done(
    words: Sentence, start: int, subject: Thing, bound: Bound
) -> Iterator[tuple[Allows, ...]]:
    for verbs, middle in _verbs(words, start):
        target = Parameter(name=subject.entity, entity=subject.entity)
        for more, end in parameters(words, middle, (target,), bound):
            for callers, after in _by(words, end):
                if after == len(words):
                    yield tuple(
                        _allows(_Deed(verb, subject, more), callers, bound) for verb in verbs
                    )


def _verbs(words: Sentence, start: int) -> Iterator[tuple[tuple[str, ...], int]]:
    """`approved or rejected`, `checked out`: the verbs that the participles come from."""
    said = words.at(start)
    found = bases(said) if said.isalpha() and said not in RESERVED else ()
    if not found:
        return
    end = start + 1 + (words.at(start + 1) in PARTICLES)
    verb = " ".join((found[0], *words.words[start + 1 : end]))
    yield (verb,), end
    if words.at(end) in ("or", "and"):
        for rest, after in _verbs(words, end + 1):
            yield (verb, *rest), after


def _by(words: Sentence, start: int) -> Iterator[tuple[tuple[str, ...], int]]:
    if start == len(words):
        yield (), start
    if words.at(start) == "by":
        names = agents_named(words.words[start + 1 :])
        if names:
            yield names, len(words)


def _allows(deed: _Deed, callers: tuple[str, ...], bound: Bound) -> Allows:
    named = [caller(name, bound) for name in callers]
    return Allows(
        deed.verb,
        deed.subject.entity,
        parameters=deed.parameters,
        callers=tuple(name for name, _ in named),
        roles=tuple(name for name, is_role in named if is_role),
        requires=tuple(rooted(c, (deed.subject.entity,)) for c in deed.subject.conditions),
    )
