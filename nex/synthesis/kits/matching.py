"""Which kits a line of words means: shared words, weighed by how few kits know them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from nex.language.words.morphology import gerund, participle, singular
from nex.synthesis.kits.kit import Kit

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_SILENT = re.compile(r"(?:at|iz|[bcdfgkpt]l|v|c|ur|^[^aeiou]*[aeiou][^aeiouwxy])$")
"""Stems of verbs that end in a silent e, by their spelling: translat-, recycl-, bak-."""
_EMPTY = frozenset(
    _WORD.findall(
        "a an the of for and or with in on at to by from is are be has have our my we i that which who "
        "where also it its some any one small big large little local new old busy public private "
        "simple need want make please like about their this"
    )
)
"""Words that say nothing about a trade."""
_VAGUE = frozenset(
    _WORD.findall(
        "shop store office centre center company service desk agency firm department business house "
        "organisation organization team place station bureau management system workplace club clinic "
        "rental rent hire order loan claim request book permit ticket"
    )
)
"""Words of many trades: they add to a match but never make one."""
_SAID, _THINGS, _DEEDS = 3.0, 1.5, 0.5
"""Weights of a kit's name and words, of its things, of its actions and other names."""


@dataclass(frozen=True, slots=True)
class Match:
    """A kit, how well it fits, and the words that it shares with the line, the heaviest first."""

    kit: Kit
    score: float
    words: tuple[str, ...]
    sure: bool
    """Whether a word names the trade itself; without one the match is only near."""
    place: int
    """Where in the line its first word stands."""


@dataclass(frozen=True, slots=True)
class _Shared:
    word: str
    place: int
    weight: float
    said: bool


def ranked(line: str, kits: Sequence[Kit]) -> list[Match]:
    """The kits that share a word with the line, the best first, ties by name."""
    known = [_weights(kit) for kit in kits]
    spread = Counter(word for weights in known for word in weights)
    asked = list(dict.fromkeys(stems(line)))
    found: list[Match] = []
    for kit, weights in zip(kits, known, strict=True):
        shared = [
            _Shared(word, place, weights[word] * math.log(1 + len(kits) / spread[word]), said)
            for place, word in enumerate(asked)
            if word in weights
            for said in [weights[word] >= _SAID and word not in _VAGUE]
        ]
        if shared:
            found.append(_match(kit, shared))
    return sorted(found, key=lambda match: (-round(match.score, 6), match.place, match.kit.name))


def nearest(line: str, kits: Sequence[Kit], most: int = 4) -> list[str]:
    """Names of kits that come nearest to a line that none of them knows, spelling included."""
    near = [f"{match.kit.name} ({', '.join(match.words)})" for match in ranked(line, kits)]
    for kit in kits:
        known = sorted(_stemmed(_all_words(kit)))
        alike = [word for said in stems(line) for word in get_close_matches(said, known, 1, 0.75)]
        near += [f"{kit.name} ({', '.join(alike)}?)"] if alike else []
    return list({name.partition(" (")[0]: name for name in reversed(near)}.values())[::-1][:most]


def chosen(line: str, kits: Sequence[Kit]) -> tuple[Match, ...]:
    """The kit that the line means, and a second one where words of its own ask for it; or none.

    Of those that fit nearly as well as the best, the one that the line names first is the first.
    """
    found = [match for match in ranked(line, kits) if match.sure]
    if not found:
        return ()
    strong = [match for match in found if match.score >= found[0].score / 2]
    first = min(strong, key=lambda match: match.place)
    rest = [word for word in stems(line) if word not in _stemmed(_all_words(first.kit))]
    further = [match for match in ranked(" ".join(rest), kits) if match.sure]
    more = [match for match in further if match.kit.name != first.kit.name]
    return (first, *more[:1])


def stems(text: str) -> list[str]:
    """The telling words of a text, each in the singular and in small letters."""
    return [_stem(word) for word in _WORD.findall(text.casefold()) if word not in _EMPTY]


def _stem(word: str) -> str:
    """One form for `vaccinate`, `vaccinates` and `vaccinating`, for `bike` and `bikes`."""
    base = singular(word)
    for ending in ("ing", "ed"):
        stem = base.removesuffix(ending)
        whole = f"{stem}e" if _SILENT.search(stem) else stem
        if stem != base and len(whole) > 3 and base in (gerund(whole), participle(whole)):
            return whole
    return base


def _weights(kit: Kit) -> dict[str, float]:
    """Stem -> weight of every word that a kit knows."""
    found: dict[str, float] = {}
    deeds = [deed.does for deed in kit.actions]
    others = [name for names in kit.also.values() for name in names]
    for texts, weight in (
        ([kit.name, *kit.words], _SAID),
        ([thing.name for thing in kit.things], _THINGS),
        ([*deeds, *others], _DEEDS),
    ):
        for stem in _stemmed(texts):
            found.setdefault(stem, weight)
    return found


def _all_words(kit: Kit) -> list[str]:
    return [kit.name, *kit.words, *(thing.name for thing in kit.things)]


def _stemmed(texts: Iterable[str]) -> set[str]:
    return {stem for text in texts for stem in stems(text)}


def _match(kit: Kit, shared: list[_Shared]) -> Match:
    heaviest = sorted(shared, key=lambda one: (-one.weight, one.word))
    words = tuple(one.word for one in heaviest)
    score = sum(one.weight for one in shared)
    place = min(one.place for one in shared)
    return Match(kit, score, words, any(one.said for one in shared), place)
