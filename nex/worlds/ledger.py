"""A Ledger: what the rows would be without the agent; others' changes are booked there too."""

from __future__ import annotations

from collections.abc import Callable

from nex.data.world import Action, AddValue, Value
from nex.language.words.literals import NUMERIC
from nex.worlds.blocking import Blocked
from nex.worlds.diff import Records
from nex.worlds.state import Place, Record, State
from nex.worlds.writing import Done


class Ledger:
    """The start's rows, with every change by others; what differs from it is the agent's doing.

    A value that others set is set here too. What others add to a number is added here too, so
    that the agent's own share of the sum stays its own.
    """

    def __init__(self, rows: Records) -> None:
        self.rows: Records = dict(rows)
        self._own: set[str] = set()

    def book(self, state: State, action: Action, do: Callable[[], Done | Blocked]) -> list[Place]:
        """Let somebody else do an action; the rows that it wrote, none where it could not be done."""
        with state.trial():
            done = do()
        if isinstance(done, Blocked):
            return []
        before = {place: state.record(*place) for place in done.changed}
        done = do()
        if isinstance(done, Blocked):
            return []
        adds = {effect.path[-1] for effect in action.effects if isinstance(effect, AddValue)}
        for place in done.changed:
            self._change(state, place, before[place], adds)
        for place in done.created:
            self._put(place, state.record(*place))
        for place in done.deleted:
            self._put(place, None)
        return [*done.changed, *done.created, *done.deleted]

    def set(self, state: State, place: Place, attribute: str, value: Value) -> None:
        """Set one value, here and in the state."""
        before = state.record(*place)
        state.assign(*place, attribute, value)
        self._change(state, place, before, set())

    def _change(self, state: State, place: Place, before: Record | None, adds: set[str]) -> None:
        after, booked = state.record(*place), self.rows[place[0]].get(place[1])
        if before is None or after is None or booked is None:
            return
        columns = [None, *state.schema.table(place[0]).columns.values()]
        values = [
            _moved(old, new, kept)
            if column and column.key in adds and column.attribute.type in NUMERIC
            else (kept if new == old else new)
            for column, old, new, kept in zip(columns, before, after, booked, strict=True)
        ]
        self._put(place, tuple(values))

    def _put(self, place: Place, record: Record | None) -> None:
        entity, id = place
        if entity not in self._own:
            self.rows[entity] = dict(self.rows[entity])
            self._own.add(entity)
        if record is None:
            self.rows[entity].pop(id, None)
        else:
            self.rows[entity][id] = record


def _moved(old: Value, new: Value, kept: Value) -> Value:
    """A number with what was added to it."""
    numbers = [int(value or 0) for value in (old, new, kept)]
    return kept if old == new else numbers[2] + numbers[1] - numbers[0]
