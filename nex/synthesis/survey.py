"""What can be done in a state, and what is forbidden: argument values for each action."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field

from nex.data.streams import Stream
from nex.data.task import Caller
from nex.data.world import Action, AttributeType, In, NotIn, Parameter, Value, World
from nex.synthesis.snapshot import Snapshot, undone
from nex.worlds.actions import blockers, execute
from nex.worlds.blocking import Blocked
from nex.worlds.state import Row, State
from nex.worlds.writing import Place

Bindings = dict[str, Value]
Content = tuple[Value, ...]

_TEXTS = (
    "urgent",
    "as agreed",
    "by phone",
    "second notice",
    "see file",
    "walk-in",
    "handle with care",
)
_TRIES = 160
_HOPE = 0.75
"""How often a row is taken that the plain demands let through."""
_OWNER = 0.3
"""How often the caller is somebody whom a row that is asked for refers to."""


@dataclass(frozen=True, slots=True)
class Try:
    """An action with arguments, asked for by somebody; `blocked` by nothing where it can be done."""

    action: Action
    bindings: Bindings
    caller: Caller
    blocked: tuple[Blocked, ...] = ()
    after: tuple[Content, ...] = ()
    """What the rows that it would change or make hold afterwards."""
    gone: tuple[Place, ...] = ()
    """The rows that it would delete."""

    def moves(self, met: Container[Content], made: Container[Place] = ()) -> bool:
        """Whether it does something, and leads no row back to a content that was `met` before.

        Nor may it delete a row that was `made` before.
        """
        if any(place in made for place in self.gone):
            return False
        return not any(one in met for one in self.after) and bool(self.after or self.gone)


@dataclass(frozen=True, slots=True)
class Survey:
    """Tries of one action on one state: those that can be done, and those that cannot."""

    open: list[Try] = field(default_factory=list[Try])
    shut: list[Try] = field(default_factory=list[Try])


def survey(
    state: State, now: Snapshot, action: Action, callers: list[Caller], stream: Stream
) -> Survey:
    """What comes of the action with many arguments; the state is left as it was."""
    found = Survey()
    if not callers:
        return found
    contents = {content(e, row) for e, rows in now.tables.items() for row in rows.values()}
    for bindings in tries(now, action, stream, count=_TRIES, known={}):
        tried = attempt(state, action, bindings, _asker(now, action, bindings, callers, stream))
        if tried.blocked:
            found.shut.append(tried)
        elif tried.moves(contents):
            found.open.append(tried)
    return found


def _asker(
    now: Snapshot, action: Action, bindings: Bindings, callers: list[Caller], stream: Stream
) -> Caller:
    """Somebody who asks; often somebody whom the rows at hand belong to, if there is one."""
    rows = (
        now.rows(p.entity).get(str(bindings.get(p.name))) for p in action.parameters if p.entity
    )
    held = {value for row in rows if row for value in row.values()}
    owners = [caller for caller in callers if caller.row in held]
    return stream.choice(owners if owners and stream.chance(_OWNER) else callers)


def attempt(state: State, action: Action, bindings: Bindings, caller: Caller) -> Try:
    """What would come of the action now; the state is left as it was."""
    blocked = tuple(blockers(state, action.name, bindings, caller))
    if blocked:
        return Try(action, bindings, caller, blocked)
    with undone(state):
        # broken invariants, taken names and held rows show only once the action is done
        outcome = execute(state, action.name, bindings, caller)
        if isinstance(outcome, Blocked):
            return Try(action, bindings, caller, (outcome,))
        after = tuple(
            content(entity, state.row(entity, id))
            for entity, id in (*outcome.changed, *outcome.created)
        )
    return Try(action, bindings, caller, (), after, tuple(outcome.deleted))


def content(entity: str, row: Row | None) -> Content:
    """What a row holds, as something to compare and to keep in sets."""
    return (entity, *row.values()) if row else (entity,)


def tries(
    now: Snapshot, action: Action, stream: Stream, *, count: int, known: Bindings
) -> Iterator[Bindings]:
    """Different arguments for the action, at most `count`; those `known` are kept."""
    seen: set[tuple[tuple[str, Value], ...]] = set()
    free = [p for p in action.parameters if p.entity and p.name not in known]
    pools = {p.name: list(now.rows(p.entity or "")) for p in free}
    if any(not pool for pool in pools.values()):
        return
    hopeful = {p.name: _likely(now, action, p) or pools[p.name] for p in free}
    for _ in range(count):
        bindings = {
            p.name: known[p.name]
            if p.name in known
            else stream.choice((hopeful if stream.chance(_HOPE) else pools)[p.name])
            if p.entity
            else plain_value(p.type, p.values, stream)
            for p in action.parameters
            if not p.optional or p.name in known or stream.chance(0.5)
        }
        key = tuple(bindings.items())
        if key not in seen and _distinct(action, bindings):
            seen.add(key)
            yield bindings


Demand = In | NotIn


def demands(world: World, action: Action, parameter: Parameter) -> tuple[Demand, ...]:
    """What the action plainly demands of the parameter's own attributes."""
    guards = (rule.condition for rule in world.rules if rule.action == action.name)
    return tuple(
        condition
        for condition in (*action.requires, *guards)
        if isinstance(condition, In | NotIn)
        and condition.when is None
        and len(condition.path) == 2
        and condition.path[0] == parameter.name
    )


def lets_through(asked: tuple[Demand, ...], row: Row) -> bool:
    """Whether a row meets plain demands."""
    return all((row.get(d.path[1]) in d.values) == (d.kind == "in") for d in asked)


def _likely(now: Snapshot, action: Action, parameter: Parameter) -> list[str]:
    asked = demands(now.world, action, parameter)
    rows = now.rows(parameter.entity or "")
    return [id for id, row in rows.items() if lets_through(asked, row)]


def plain_value(kind: AttributeType, values: tuple[str, ...], stream: Stream) -> Value:
    """Some value of a plain type, small where it is a number."""
    plain: dict[AttributeType, Callable[[], Value]] = {
        "one_of": lambda: stream.choice(values),
        "yes_no": lambda: stream.chance(0.5),
        "integer": lambda: stream.between(1, 5),
        "number": lambda: stream.between(1, 20) * 500,
        "money": lambda: stream.between(1, 40) * 250,
        "date": lambda: f"2026-{stream.between(1, 12):02}-{stream.between(1, 28):02}",
        "time": lambda: f"{stream.between(8, 18):02}:{stream.choice((0, 15, 30, 45)):02}",
        "text": lambda: stream.choice(_TEXTS),
    }
    return plain[kind]()


def _distinct(action: Action, bindings: Bindings) -> bool:
    """Whether parameters of one entity name different rows."""
    rows = [(p.entity, bindings.get(p.name)) for p in action.parameters if p.entity]
    return len(set(rows)) == len(rows)
