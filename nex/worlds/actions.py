"""Performing an action on a State: what it needs, what it changes, what must hold afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from nex.data.task import Caller
from nex.data.world import Action, Attribute, Condition, Value, World
from nex.language.sentences.canonical import action_phrase, condition_sentence, rule_sentence
from nex.language.words.literals import literal
from nex.worlds.blocking import Blocked, Undo
from nex.worlds.effects import Writes, compile_effects
from nex.worlds.expressions import Compiler, Term
from nex.worlds.invariants import Invariant, parameter_terms, touched, violators
from nex.worlds.schema import Schema
from nex.worlds.state import Record, State
from nex.worlds.writing import Done, write

NOBODY = Caller()
"""Somebody without a role: may do everything that no rule about the caller's row forbids."""


class Check(NamedTuple):
    """One condition of an action, compiled, with the error that it raises."""

    condition: Condition
    code: str
    sentence: str
    sql: str
    actual: Term | None
    """The value that it looks at; None where it counts rows."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """An action ready to run for callers of one kind."""

    action: Action
    checks: tuple[Check, ...]
    sql: str
    """One column for each check, then what the writes read."""
    values: Mapping[str, Value]
    slots: tuple[tuple[str, str], ...]
    """What the SQL calls each parameter, and its name."""
    writes: Writes
    invariants: tuple[Invariant, ...]


class Ready(NamedTuple):
    """An action about to be done, with what its writes read before."""

    action: Compiled
    record: Record
    values: Mapping[str, Value]


@lru_cache(maxsize=4096)
def compiled(schema: Schema, name: str, caller: str | None) -> Compiled:
    """An action of the World, compiled for callers that are rows of an entity (None: no row)."""
    action = schema.world.action(name)
    # whoever is turned away may be a row that has nothing of what the conditions ask of a caller
    roots = parameter_terms(action, caller if _welcome(action, caller) else None)
    compiler = Compiler(schema, roots)
    checks = tuple(_checks(schema.world, action, compiler))
    writes = compile_effects(action, compiler)
    columns = [*(check.sql for check in checks), *writes.reads]
    sql = f"SELECT {', '.join(columns)}" if columns else ""
    slots = tuple((f"p{n}", p.name) for n, p in enumerate(action.parameters))
    return Compiled(action, checks, sql, compiler.values, slots, writes, touched(schema, action))


def blockers(
    state: State, name: str, bindings: Mapping[str, Value], caller: Caller = NOBODY
) -> list[Blocked]:
    """Everything that keeps an action from being done now, requirements first; empty: nothing.

    `bindings` gives each parameter's value; a row is given by its id. Invariants are not among
    them: whether one would break is known only once the action is done (`execute`).
    """
    action = _compiled(state, name, caller)
    values = _values(action, bindings, caller)
    failing = _failing(action, _read(state, action, values))
    found = [_unmet(state, check, values) for check in failing]
    return found + _unwelcome(action.action, caller)


def execute(
    state: State, name: str, bindings: Mapping[str, Value], caller: Caller = NOBODY
) -> Done | Blocked:
    """Do an action, or say why not; after a Blocked the state is as it was."""
    action = _compiled(state, name, caller)
    values = _values(action, bindings, caller)
    record = _read(state, action, values)
    failing = _failing(action, record)
    if failing:
        return _unmet(state, failing[0], values)
    unwelcome = _unwelcome(action.action, caller)
    if unwelcome:
        return unwelcome[0]
    ready = Ready(action, record[len(action.checks) :], values)
    done = _attempt(state, ready, tolerated={})
    if isinstance(done, Blocked) and done.invariant:
        before = {i.sql: set(violators(state, i)) for i in action.invariants}
        if any(before.values()):
            return _attempt(state, ready, tolerated=before)
    return done


def _values(action: Compiled, bindings: Mapping[str, Value], caller: Caller) -> dict[str, Value]:
    """Every value that the action's SQL names: its literals, its parameters, the caller."""
    values = dict(action.values)
    for slot, name in action.slots:
        values[slot] = bindings.get(name)
    values["caller"] = caller.row
    return values


def callers_sentence(action: Action) -> str:
    """Who may: "Only staff or librarian may check out a book to a member"."""
    return f"Only {' or '.join(action.callers)} may {action_phrase(action)}"


def guards(world: World, action: Action) -> list[tuple[Condition, str]]:
    """The rules on an action, each with its canonical sentence."""
    return [
        (rule.condition, rule_sentence(world, rule))
        for rule in world.rules
        if rule.action == action.name
    ]


def _compiled(state: State, name: str, caller: Caller) -> Compiled:
    entity = caller.role if caller.row is not None and caller.role in state.schema.tables else None
    return compiled(state.schema, name, entity)


def _checks(world: World, action: Action, compiler: Compiler) -> Iterator[Check]:
    needs = [(c, condition_sentence(c, world, action)) for c in action.requires]
    for code, conditions in (
        ("precondition_failed", needs),
        ("rule_violation", guards(world, action)),
    ):
        for condition, sentence in conditions:
            path = getattr(condition, "path", None)
            actual = compiler.term(path) if path else None
            yield Check(condition, code, sentence, compiler.condition(condition), actual)


def _read(state: State, action: Compiled, values: Mapping[str, Value]) -> Record:
    """Whether each check holds, then the values that the writes need."""
    return (state.first(action.sql, values) or ()) if action.sql else ()


def _failing(action: Compiled, record: Record) -> list[Check]:
    return [check for check, holds in zip(action.checks, record, strict=False) if not holds]


def _unmet(state: State, check: Check, values: Mapping[str, Value]) -> Blocked:
    text = f"Not done: {check.sentence}."
    if check.actual is not None:
        found = state.first(f"SELECT {check.actual.sql}", values)
        actual = None if found is None else found[0]
        text += (
            " It is not set." if actual is None else f" It is {_told(actual, check.actual)} now."
        )
    return Blocked(check.code, check.sentence, text, check.condition)


def _told(value: Value, term: Term) -> str:
    """A value as the spec would write it."""
    told = bool(value) if term.type == "yes_no" else value
    return literal(told, Attribute(name=term.type, type=term.type))


def _welcome(action: Action, role: str | None) -> bool:
    return not action.callers or role is None or role in action.callers


def _unwelcome(action: Action, caller: Caller) -> list[Blocked]:
    if _welcome(action, caller.role):
        return []
    sentence = callers_sentence(action)
    return [Blocked("rule_violation", sentence, f"Not done: {sentence}. You are {caller.role!r}.")]


def _attempt(state: State, ready: Ready, *, tolerated: Mapping[str, set[str]]) -> Done | Blocked:
    try:
        with state.attempt():
            done = write(state, ready.action.writes, ready.record, ready.values)
            for invariant in ready.action.invariants:
                known = tolerated.get(invariant.sql, set[str]())
                broken = [id for id in violators(state, invariant) if id not in known]
                if broken:
                    raise Undo(_breach(state.world, invariant, broken[0]))
    except Undo as undo:
        return undo.blocked
    return done


def _breach(world: World, invariant: Invariant, id: str) -> Blocked:
    entity, condition = invariant.rule.entity, invariant.rule.condition
    sentence = rule_sentence(world, invariant.rule)
    text = f"Not done: afterwards this would not hold: {sentence}."
    breaker = (entity, id) if entity is not None else None
    return Blocked("rule_violation", sentence, text, condition, invariant=True, breaker=breaker)
