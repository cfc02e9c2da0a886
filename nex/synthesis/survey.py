"""What can be done in a state, and what is forbidden: argument values for each action."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field

from nex.data.streams import Stream
from nex.data.task import Caller
from nex.data.world import Action, Value
from nex.synthesis.arguments import Bindings, tries
from nex.synthesis.snapshot import Snapshot
from nex.worlds.actions import blockers, execute
from nex.worlds.blocking import Blocked
from nex.worlds.state import Row, State
from nex.worlds.writing import Place

Content = tuple[str, *tuple[Value, ...]]
"""An entity's name and the values of one of its rows, the id first."""

_TRIES = 160
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

    def changes(self, now: Snapshot) -> bool:
        """Whether it makes any row differ from what it is now."""
        before = (content(one[0], now.rows(one[0]).get(str(one[1]))) for one in self.after)
        return bool(self.gone) or any(a != b for a, b in zip(self.after, before, strict=True))


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
    with state.trial():
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
