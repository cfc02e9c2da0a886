"""Form 5 in all its shapes: plain, in the passive, about one's own rows, behind a label."""

from __future__ import annotations

from dataclasses import replace

from nex.data.world import Compare, Path
from nex.language.reading.abilities import abilities
from nex.language.reading.meanings import Allows
from nex.language.reading.passives import passives
from nex.language.reading.patterns import Bound
from nex.language.reading.spots import known
from nex.language.sentences.scope import CALLER
from nex.language.words.tokens import Sentence

_OWNERS = frozenset(("their", "my", "its"))
_LABEL = 4
"""Words of a label, with its colon, at most."""


def allowed(words: Sentence, bound: Bound, *, bullet: bool) -> list[tuple[Allows, ...]]:
    """Every way to read the whole statement as actions that somebody may do."""
    found = abilities(words, bound, bullet=bullet) or passives(words, bound)
    return found or _own(words, bound, bullet=bullet) or _labelled(words, bound)


def _own(words: Sentence, bound: Bound, *, bullet: bool) -> list[tuple[Allows, ...]]:
    """`Members can cancel their own loan`, `... their loan`: a loan that points to the caller."""
    at = next((n for n in range(1, len(words)) if words.at(n) in _OWNERS), 0)
    if at < 1:
        return []
    rest = at + 1 + (words.at(at + 1) == "own")
    said = Sentence(
        (*words.words[:at], "a", *words.words[rest:]),
        (*words.spelled[:at], "a", *words.spelled[rest:]),
    )
    read = abilities(said, bound, bullet=bullet)
    return [(mine,) for (one,) in read if (mine := _mine(one, bound)) is not None]


def _mine(one: Allows, bound: Bound) -> Allows | None:
    """The action on rows whose one reference to a row of the callers is the caller."""
    home = known(bound).entities.get(one.object)
    links = [a.name for a in home.attributes if a.entity in one.callers] if home else []
    if len(one.callers) != 1 or one.roles or len(links) != 1:
        return None
    held = Compare(path=(one.object, links[0]), operator="=", to=Path(path=(CALLER,)))
    return replace(one, requires=(*one.requires, held))


def _labelled(words: Sentence, bound: Bound) -> list[tuple[Allows, ...]]:
    """`Check out: a camera that is in can be checked out`: the label is the verb itself."""
    at = next((n for n in range(1, _LABEL) if words.at(n) == ":"), None)
    if at is None:
        return []
    rest, label = words.part(at + 1, len(words)), " ".join(words.words[:at])
    read = abilities(rest, bound, bullet=False) or passives(rest, bound)
    return [found for found in read if all(one.verb == label for one in found)]
