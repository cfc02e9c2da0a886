"""Form 13: deadlines and dates: `A loan is due 14 days after check-out`, `Overdue loans block ...`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nex.data.world import (
    Action,
    Compare,
    Condition,
    CreateRow,
    Effect,
    Operator,
    Path,
    Rule,
    SetValue,
)
from nex.language.reading.deeds import Said
from nex.language.reading.forms import form
from nex.language.reading.meanings import Causes, Meaning, Requires, Rules
from nex.language.reading.patterns import Bound, Found
from nex.language.reading.references import Rows, number
from nex.language.reading.restrictions import Thing, due_date, existing
from nex.language.reading.spots import Spot, known, value_spot
from nex.language.reading.vocabulary import Vocabulary
from nex.language.sentences.canonical import direct
from nex.language.sentences.clock import TODAY, keeps_time
from nex.language.sentences.scope import CALLER
from nex.language.words.tokens import Sentence

_UNITS = {"day": 1, "days": 1, "week": 7, "weeks": 7}


def _span(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[int, int]]:
    """`14 days`, `two weeks`, `a week`."""
    unit = _UNITS.get(words.at(start + 1), 0)
    for count, _ in number(words, start, bound) if unit else ():
        yield count * unit, start + 2
    if unit and words.at(start) in ("a", "an"):
        yield unit, start + 2


def _noun(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Said, int]]:
    """`check-out`, `the check-out`: an action named by a noun."""
    at = start + (words.at(start) == "the")
    for deed, end in known(bound).deeds.at(words, at):
        if deed.form == "noun":
            yield Said(known(bound).scope(deed.action), deed.action), end


def _due(found: Found) -> Causes | None:
    vocabulary = found.take("vocabulary", Vocabulary)
    entity = vocabulary.entities[found.take("rows", Rows).entity]
    action = found.take("said", Said).action
    due = due_date(entity)
    if (
        due is None
        or not keeps_time(vocabulary.world)
        or not _concerns(action, entity.name, vocabulary)
    ):
        return None
    return Causes(action.name, (_dated(action, entity.name, due.name, found.take("span", int)),))


def _concerns(action: Action, entity: str, vocabulary: Vocabulary) -> bool:
    """Whether the action is about rows of the entity, or about what they point to."""
    links = {a.entity for a in vocabulary.entities[entity].attributes if a.entity is not None}
    return entity == action.object or action.object in links


def _dated(action: Action, entity: str, name: str, days: int) -> Effect:
    target = direct(action)
    when = Path(path=TODAY, days=days)
    if target is not None and target.entity == entity:
        return SetValue(path=(target.name, name), to=when)
    return CreateRow(entity=entity, values=((name, when),))


def _block(found: Found) -> Rules | None:
    """`Overdue loans block check-out`: through the one parameter, or else the one that is not the object."""
    rows, action = found.take("rows", Thing), found.take("said", Said).action
    if not rows.conditions:
        return None
    bound = {"vocabulary": found.take("vocabulary", Vocabulary)}
    roots = [((p.name,), p.entity, bool(p.preposition)) for p in action.parameters if p.entity]
    roots += [((CALLER,), name, True) for name in action.callers if name in known(bound).entities]
    blocked = [(existing(rows, e, path, bound), beside) for path, e, beside in roots if e]
    fitting = [(one, beside) for one, beside in blocked if one is not None]
    chosen = fitting if len(fitting) == 1 else [pair for pair in fitting if pair[1]]
    if len(chosen) != 1:
        return None
    negated = chosen[0][0].model_copy(update={"negated": True})
    return Rules(Rule(action=action.name, condition=negated))


def _date(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Spot, int]]:
    """A path that ends at a date."""
    for found, end in value_spot(words, start, bound):
        if found.attribute is not None and found.attribute.type == "date":
            yield found, end


def _moment(operator: Operator, *, forbids: bool) -> Callable[[Found], Meaning | None]:
    """`cannot be shipped before its start date`, `can only be renewed before its due date`."""

    def build(found: Found) -> Meaning | None:
        said, subject = found.take("said", Said), found.take("subject", Thing)
        if (
            said.conditions
            or subject.conditions
            or not keeps_time(found.take("vocabulary", Vocabulary).world)
        ):
            return None
        path = found.take("date", Spot).path
        condition: Condition = Compare(path=path, operator=operator, to=Path(path=TODAY))
        if forbids:
            return Rules(Rule(action=said.action.name, condition=condition))
        return Requires(said.action.name, (condition,))

    return build


_AFTER = "(after|from|of)"
_NEVER = "((cannot|can not|must not|may not|shall not|must never|can never) be|(is|are) never)"

DEADLINES = form(
    (
        (f"(a|an|every|each|the) {{rows}} is due [back] {{span}} {_AFTER} {{said:noun}}", _due),
        (f"(a|an|every|each|the) {{rows}} is due [back] {{span}} {_AFTER} {{said:gerund}}", _due),
        ("{rows:thing} (block|blocks|prevent|prevents) {said:noun}", _block),
        ("{rows:thing} (block|blocks|prevent|prevents) {said:gerund}", _block),
        (f"{{subject:thing}} {_NEVER} {{said:done}} before {{date}}", _moment("<=", forbids=True)),
        (f"{{subject:thing}} {_NEVER} {{said:done}} after {{date}}", _moment(">=", forbids=True)),
        (f"{{subject:thing}} {_NEVER} {{said:done}} on {{date}}", _moment("!=", forbids=True)),
        (
            "{subject:thing} (can|may|must) only be {said:done} before {date}",
            _moment(">", forbids=False),
        ),
        (
            "{subject:thing} (can|may|must) only be {said:done} after {date}",
            _moment("<", forbids=False),
        ),
        (
            "{subject:thing} (can|may|must) only be {said:done} on {date}",
            _moment("=", forbids=False),
        ),
    ),
    {"span": _span, "noun": _noun, "date": _date},
)
