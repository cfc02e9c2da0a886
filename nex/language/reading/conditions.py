"""Conditions as English: one table of clauses, in two moods (what must be, what is)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nex.data.world import (
    Compare,
    Condition,
    CountAtMost,
    Exists,
    In,
    IsSet,
    NotIn,
)
from nex.language.reading import belongings, references, spots, states, totals
from nex.language.reading.clause_table import CLAUSES, Build
from nex.language.reading.patterns import Bound, Fork, Found, Read, compiled, fork, forked
from nex.language.reading.spots import scope
from nex.language.sentences.moods import VERBS, Mood, opposite
from nex.language.sentences.pieces import joined
from nex.language.words.tokens import Sentence

Clause = Callable[[Sentence, int, Bound], Iterator[tuple[Condition, int]]]


@dataclass(frozen=True, slots=True)
class Conditions:
    """Conditions that hold together."""

    items: tuple[Condition, ...]


KINDS: dict[str, Read] = {
    "path": spots.value_spot,
    "row": spots.row_spot,
    "given": spots.spot,
    "values": references.values,
    "term": references.term,
    "amount": references.amount,
    "other": references.other,
    "number": references.number,
    "rows": references.rows,
    "filters": references.filters,
    "states": states.states,
    "link": states.link,
    "late": belongings.late,
    "theirs": belongings.theirs,
    "all_states": belongings.all_states,
    "summed": totals.summed,
    "summed_rows": totals.summed_rows,
    "sum": totals.sum_of,
}


def _clauses(mood: Mood) -> Fork:
    texts = [text for text, _ in CLAUSES]
    for name, words in VERBS[mood].items():
        texts = [text.replace(name, words) for text in texts]
    return fork([compiled(text, KINDS) for text in texts])


_BUILDS: tuple[Build, ...] = tuple(build for _, build in CLAUSES)
_TREES: dict[Mood, Fork] = {"demand": _clauses("demand"), "fact": _clauses("fact")}


def condition(mood: Mood) -> Clause:
    """The slot reader of one clause in a mood, without its `if`."""

    def read(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Condition, int]]:
        memory = ("condition", mood, start, id(scope(bound)))
        if memory not in words.memory:
            words.memory[memory] = tuple(_read(_TREES[mood], words, start, bound))
        for value, end in words.memory[memory]:
            yield as_condition(value), end

    return read


def as_condition(value: object) -> Condition:
    """A slot's value that is known to be a condition."""
    assert isinstance(value, In | NotIn | IsSet | Compare | CountAtMost | Exists)
    return value


def _read(
    clauses: Fork, words: Sentence, start: int, bound: Bound
) -> Iterator[tuple[Condition, int]]:
    outside: dict[str, object] = {"vocabulary": bound["vocabulary"], "scope": scope(bound)}
    seen: list[tuple[Condition, int]] = []
    for number, inside, end in forked(clauses, words, start, outside):
        made = _BUILDS[number](Found(inside))
        if made is not None and (made, end) not in seen:
            seen.append((made, end))
            yield made, end


demand = condition("demand")
fact = condition("fact")


def guarded(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Condition, int]]:
    """A demand with its `if` or `unless`, if it has one."""
    for found, end in demand(words, start, bound):
        yield found, end
        if words.at(end) in ("if", "when", "unless"):
            for when, after in facts(words, end + 1, bound):
                given = under(words.at(end), when)
                if given:
                    yield joined(found, given), after


def under(word: str, said: Conditions) -> list[Condition]:
    """What `if` or `unless` demands to hold; nothing where no list of conditions says that."""
    if word != "unless":
        return list(said.items)
    turned = [opposite(one) for one in said.items[:1]]
    return [one for one in turned if one is not None] if len(said.items) == 1 else []


def several(read: Clause) -> Callable[[Sentence, int, Bound], Iterator[tuple[Conditions, int]]]:
    """The slot reader of clauses joined by "and"."""

    def readers(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Conditions, int]]:
        for first, end in read(words, start, bound):
            yield Conditions((first,)), end
            comma = words.at(end) == ","
            both = words.at(end + comma) == "and"
            if not comma and not both:
                continue
            for rest, after in readers(words, end + comma + both, bound):
                if not any(c.when is not None for c in (first, *rest.items)):
                    yield Conditions((first, *rest.items)), after

    return readers


demands = several(guarded)
facts = several(fact)
