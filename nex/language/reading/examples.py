"""Form 14: examples, sentences that the World must make true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nex.data.world import Action, Compare, Condition, Example, In, Parameter, Path, Value
from nex.language.reading.conditions import Conditions
from nex.language.reading.forms import form, meanings
from nex.language.reading.meanings import Meaning, Shows
from nex.language.reading.patterns import Bound, Found
from nex.language.reading.references import one_value
from nex.language.reading.spots import known
from nex.language.reading.states import states_of
from nex.language.reading.vocabulary import Vocabulary
from nex.language.sentences.canonical import direct
from nex.language.sentences.scope import CALLER, Scoped, as_attribute
from nex.language.words.literals import literal
from nex.language.words.tokens import Sentence, sentence

Pairs = tuple[tuple[str, Value], ...]
Arguments = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Shown(Scoped):
    """An action with labels and values in the place of its parameters."""

    action: Action
    arguments: Arguments
    facts: Pairs


@dataclass(frozen=True, slots=True)
class Who:
    """Who acts in an example: nobody in particular, a role, or a row by its label."""

    name: str | None = None
    label: str | None = None
    facts: Pairs = ()


@dataclass(frozen=True, slots=True)
class _Argument:
    text: str
    facts: Pairs


def examples(words: Sentence, vocabulary: Vocabulary) -> list[Meaning]:
    """Every reading of a statement as an example."""
    if words.at(0) not in ("example", "for", "e.g."):
        return []
    return meanings((_EXAMPLES,), words, {"vocabulary": vocabulary})


def _who(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Who, int]]:
    if words.at(start) in ("somebody", "someone", "anybody"):
        yield Who(), start + 1
    at = start + (words.at(start) in ("a", "an", "the"))
    for role, end in known(bound).roles.at(words, at):
        yield Who(role), end
    for (entity, many), end in known(bound).things.at(words, at):
        if not many:
            yield Who(entity), end
            for said, after in _labelled(words, end, (CALLER, entity), bound):
                yield Who(entity, said.text, said.facts), after


def _shown(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Shown, int]]:
    for deed, end in known(bound).deeds.at(words, start):
        if deed.form == "third":
            yield from _with_object(words, end, deed.action, bound)


def _with_object(
    words: Sentence, start: int, action: Action, bound: Bound
) -> Iterator[tuple[Shown, int]]:
    complement = sentence(action.complement).words
    for first, facts, end in _object(words, start, action, bound):
        if not words.starts(end, complement):
            continue
        left = tuple(p for p in action.parameters if p.preposition)
        begin = end + len(complement)
        for more, given, after in _arguments(words, begin, (left, ""), bound):
            scope = known(bound).scope(action)
            yield Shown(scope, action, (*first, *more), (*facts, *given)), after


def _object(
    words: Sentence, start: int, action: Action, bound: Bound
) -> Iterator[tuple[Arguments, Pairs, int]]:
    target = direct(action)
    if target is not None:
        for said, end in _row(words, start, target, bound):
            yield ((target.name, said.text),), said.facts, end
        return
    at = start + (words.at(start) in ("a", "an"))
    for (entity, _), end in known(bound).things.at(words, at):
        if entity == action.object:
            yield (), (), end


def _arguments(
    words: Sentence, start: int, left: tuple[tuple[Parameter, ...], str], bound: Bound
) -> Iterator[tuple[Arguments, Pairs, int]]:
    unsaid, before = left
    if all(parameter.optional for parameter in unsaid):
        yield (), (), start
    for at, parameter in enumerate(unsaid):
        joined = words.at(start) == "and" and parameter.preposition == before
        earlier = any(p.preposition == parameter.preposition for p in unsaid[:at])
        if earlier or (words.at(start) != parameter.preposition and not joined):
            continue
        rest = (unsaid[:at] + unsaid[at + 1 :], parameter.preposition)
        for said, end in _argument(words, start + 1, parameter, bound):
            for more, facts, after in _arguments(words, end, rest, bound):
                yield ((parameter.name, said.text), *more), (*said.facts, *facts), after


def _argument(
    words: Sentence, start: int, parameter: Parameter, bound: Bound
) -> Iterator[tuple[_Argument, int]]:
    if parameter.entity is not None:
        yield from _row(words, start, parameter, bound)
        return
    name = sentence(parameter.name).words
    at = start + (words.at(start) == "the" and words.starts(start + 1, name)) * (1 + len(name))
    for value, end in one_value(words, at, as_attribute(parameter)):
        text = value if isinstance(value, str) else literal(value, as_attribute(parameter))
        yield _Argument(text, ()), end


def _row(
    words: Sentence, start: int, parameter: Parameter, bound: Bound
) -> Iterator[tuple[_Argument, int]]:
    """`"Dune"`, `the book "Dune"`, `Mia (suspended)`."""
    entity = parameter.entity or ""
    at = start + (words.at(start) == "the")
    ends = [
        end
        for (name, many), end in known(bound).things.at(words, at)
        if name == entity and not many
    ]
    named = sentence(parameter.name).words
    ends += [at + len(named)] if words.starts(at, named) else []
    for end in dict.fromkeys([start, *ends]):
        yield from _labelled(words, end, (parameter.name, entity), bound)


def _labelled(
    words: Sentence, start: int, row: tuple[str, str], bound: Bound
) -> Iterator[tuple[_Argument, int]]:
    root, entity = row
    end, text = _label(words, start)
    if not text:
        return
    yield _Argument(text, ()), end
    if words.at(end) != "(":
        return
    for said, after in states_of(words, end + 1, (entity, bound)):
        if words.at(after) == ")" and len(said.values) == 1:
            yield _Argument(text, ((f"{root}.{said.attribute}", said.values[0]),)), after + 1


def _label(words: Sentence, start: int) -> tuple[int, str]:
    """A label in quotes, or words that begin with capitals; "" where there is none."""
    if words.at(start).startswith('"'):
        return start + 1, words.spelled[start][1:-1]
    end = start
    while end < len(words) and end - start < 4 and words.spelled[end][:1].isupper():
        end += 1
    return end, " ".join(words.spelled[start:end])


def _shows(found: Found) -> Shows | None:
    shown = found.take("shown", Shown)
    who = found.take("who", Who)
    given = _pairs(found.take("given", Conditions).items) if found.has("given") else ()
    then = _pairs(found.take("then", Conditions).items) if found.has("then") else ()
    if given is None or then is None or (who.name or None) not in (None, *shown.action.callers):
        return None
    return Shows(
        Example(
            action=shown.action.name,
            caller=(who.name, who.label) if who.name is not None else None,
            arguments=shown.arguments,
            facts=(*who.facts, *shown.facts, *given),
            refused=not found.has("then") and not found.has("fine"),
            then=then,
        )
    )


def _pairs(conditions: tuple[Condition, ...]) -> Pairs | None:
    """Facts as a path and its one value; None where a condition says more or less than that."""
    found: list[tuple[str, Value]] = []
    for condition in conditions:
        match condition:
            case In(path=path, values=(value,)):
                found.append((".".join(path), value))
            case Compare(path=path, operator="=", to=to) if not isinstance(to, Path):
                found.append((".".join(path), to))
            case _:
                return None
    return tuple(found)


def _fine(words: Sentence, start: int, _: Bound) -> Iterator[tuple[bool, int]]:
    if words.at(start) in ("allowed", "done"):
        yield True, start + 1


_LEAD = "(example :|for example ,|e.g.) when {who} {shown} [, given {given:facts}] ,"

_EXAMPLES = form(
    (
        (f"{_LEAD} it is refused", _shows),
        (f"{_LEAD} it is {{fine}}", _shows),
        (f"{_LEAD} then {{then:facts}}", _shows),
    ),
    {"who": _who, "shown": _shown, "fine": _fine},
)
