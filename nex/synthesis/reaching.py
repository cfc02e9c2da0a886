"""Drafts of goals: only the end state is said, and there is one shortest way to end there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from nex.data.streams import Stream
from nex.data.task import Caller, Change
from nex.data.world import Action, Parameter, Path, SetValue, Value, World
from nex.language.requests.request import Mention, Reach
from nex.synthesis.arguments import Bindings, Demand, Taken, demands, lets_through, plain_value
from nex.synthesis.callers import callers, may, path_entity
from nex.synthesis.drafts import Draft, Step
from nex.synthesis.scene import Scene
from nex.synthesis.snapshot import Snapshot
from nex.worlds.actions import execute
from nex.worlds.state import State
from nex.worlds.writing import Done

Place = tuple[str, str]
"""(entity, attribute)"""

_DEEPEST = 4
_ROWS = 6
_Way = tuple[list[Step], Snapshot]
"""How many rows are looked at before a goal is given up."""


@dataclass(frozen=True, slots=True)
class Mover:
    """An action that brings an attribute of one row somewhere and needs no other row to do so."""

    action: Action
    row: Parameter
    given: Parameter | None
    """The parameter that says where; None where the action says it itself."""
    demands: tuple[Demand, ...]


@dataclass(frozen=True, slots=True)
class Movers:
    """The attributes of a World whose values follow from what is done to their own rows."""

    by_place: dict[Place, list[Mover]] = field(default_factory=dict[Place, list[Mover]])
    by_entity: dict[str, list[Mover]] = field(default_factory=dict[str, list[Mover]])


def movers(world: World) -> Movers:
    """Attributes that only actions on the row itself set; those that others set as well are out."""
    found = Movers()
    spoilt: set[Place] = set()
    for action in world.actions:
        for effect in action.effects:
            if not isinstance(effect, SetValue):
                continue
            entity = path_entity(world, action, effect.path[:-1])
            place = (entity or "", effect.path[-1])
            mover = _mover(world, action, effect)
            if mover is None:
                spoilt.add(place)
            else:
                found.by_place.setdefault(place, []).append(mover)
    for place in spoilt:
        found.by_place.pop(place, None)
    for (entity, _), group in found.by_place.items():
        found.by_entity.setdefault(entity, []).extend(group)
    return found


def draft_goal(
    scene: Scene, known: Movers, place: Place, count: int, stream: Stream
) -> Draft | None:
    """One to `count` rows to bring to a state, the first at this attribute."""
    mover = stream.choice(known.by_place[place])
    who = callers(scene.world, mover.action, scene.now, scene.describing)
    if not who:
        return None
    reached = _Reached(scene, known, stream.choice(who))
    with scene.trial() as state:
        now = scene.now
        for nth in range(count):
            at = place if nth == 0 else stream.choice(sorted(known.by_place))
            after = reached.item(state, now, at, stream)
            if after is None:
                break
            now = after
    if not reached.items:
        return None
    return Draft("goal", tuple(reached.items), reached.caller, tuple(reached.steps))


@dataclass(slots=True)
class _Reached:
    scene: Scene
    known: Movers
    caller: Caller
    items: list[Reach] = field(default_factory=list[Reach])
    steps: list[Step] = field(default_factory=list[Step])
    rows: set[str] = field(default_factory=set[str])

    def item(self, state: State, now: Snapshot, place: Place, stream: Stream) -> Snapshot | None:
        """Bring some row to some value there; None where no row can be brought anywhere."""
        entity, attribute = place
        for id in stream.sample(list(now.rows(entity)), _ROWS):
            if id in self.rows:
                continue
            row = self.scene.describing.row(now, entity, id, stream)
            value, steps = self._ending(state, now, (entity, id, attribute), stream)
            if row is None or not steps:
                continue
            said = self._said(now, place, value, stream)
            if said is None:
                continue
            self.items.append(Reach(row, attribute, said))
            self.steps += steps
            self.rows.add(id)
            return _done(state, now, steps, self.caller)
        return None

    def _said(self, now: Snapshot, place: Place, value: Value, stream: Stream) -> Mention | Value:
        attribute = self.scene.world.entity(place[0]).attribute(place[1])
        if value is None or attribute is None or attribute.entity is None:
            return value
        return self.scene.describing.row(now, attribute.entity, str(value), stream)

    def _ending(
        self, state: State, now: Snapshot, cell: tuple[str, str, str], stream: Stream
    ) -> tuple[Value, list[Step]]:
        """A value that the cell can come to, and the one shortest way there; the state is left."""
        entity, id, attribute = cell
        movers = self._movers(now, (entity, attribute), stream)
        ways = self._ways(state, now, cell, movers)
        start = now.cell(entity, id, attribute)
        usable = [(value, found[0]) for value, found in ways.items() if value != start]
        usable = [(value, way) for value, way in usable if _alike(self, state, ways[value])]
        if not usable:
            return None, []
        longest = max(len(way) for _, way in usable)
        weights = [1.0 + 2.0 * (len(way) == longest) for _, way in usable]
        return stream.weighted(usable, weights)

    def _movers(self, now: Snapshot, place: Place, stream: Stream) -> list[tuple[Mover, Bindings]]:
        """What may move the row: who is told where to is told one thing, and only for this place."""
        found: list[tuple[Mover, Bindings]] = []
        for mover in self.known.by_entity[place[0]]:
            if not may(mover.action, self.caller):
                continue
            if mover.given is None:
                found.append((mover, {}))
            elif mover in self.known.by_place[place]:
                found.append((mover, {mover.given.name: _given(now, mover, mover.given, stream)}))
        return found

    def _ways(
        self,
        state: State,
        now: Snapshot,
        cell: tuple[str, str, str],
        movers: list[tuple[Mover, Bindings]],
    ) -> dict[Value, list[list[Step]]]:
        """Value -> every shortest way there, by breadth; rows are told apart by their content."""
        row = cell[:2]
        ways: dict[Value, list[list[Step]]] = {}
        layer: list[_Way] = [([], now)]
        seen = {_content(now, row)}
        for length in range(1, _DEEPEST + 1):
            ahead = [way for known in layer for way in self._moves(state, known, row, movers)]
            layer = [(way, after) for way, after in ahead if _content(after, row) not in seen]
            for way, after in layer:
                shortest = ways.setdefault(after.cell(*cell), [])
                if not shortest or len(shortest[0]) == length:
                    shortest.append(way)
            seen |= {_content(after, row) for _, after in layer}
        return ways

    def _moves(
        self,
        state: State,
        known: _Way,
        row: tuple[str, str],
        movers: list[tuple[Mover, Bindings]],
    ) -> Iterator[_Way]:
        """Every action that moves the row after a way, with what it leads to."""
        way, now = known
        content = now.rows(row[0]).get(row[1])
        fitting = [one for one in movers if content and lets_through(one[0].demands, content)]
        if not fitting:
            return
        with state.trial():
            for earlier in way:
                execute(state, earlier.action.name, earlier.bindings, self.caller)
            for mover, given in fitting:
                step = Step(mover.action, {mover.row.name: row[1], **given}, enabled=bool(way))
                with state.trial():
                    after = _done(state, now, [step], self.caller)
                if after is not None:
                    yield [*way, step], after


def _given(now: Snapshot, mover: Mover, parameter: Parameter, stream: Stream) -> Value:
    if parameter.entity is None:
        return plain_value(now, mover.action, parameter, Taken({}, stream))
    rows = list(now.rows(parameter.entity))
    return stream.choice(rows) if rows else None


def _mover(world: World, action: Action, effect: SetValue) -> Mover | None:
    """The action as a mover of that attribute; None where it takes more than the row to do so."""
    row = next((p for p in action.parameters if p.name == effect.path[0]), None)
    if row is None or row.entity is None or len(effect.path) != 2:
        return None
    given = None
    if isinstance(effect.to, Path):
        given = next((p for p in action.parameters if (p.name,) == effect.to.path), None)
        if given is None or given.optional:
            return None
    needed = [p for p in action.parameters if not p.optional and p not in (row, given)]
    return None if needed else Mover(action, row, given, demands(world, action, row))


def _alike(reached: _Reached, state: State, ways: list[list[Step]]) -> bool:
    """Whether every shortest way ends in the same state."""
    if len(ways) == 1:
        return True
    ends: list[tuple[Change, ...]] = []
    for way in ways:
        with state.trial():
            for step in way:
                execute(state, step.action.name, step.bindings, reached.caller)
            ends.append(reached.scene.changes(state))
    return all(end == ends[0] for end in ends)


def _done(state: State, now: Snapshot, steps: list[Step], caller: Caller) -> Snapshot | None:
    for step in steps:
        done = execute(state, step.action.name, step.bindings, caller)
        if not isinstance(done, Done):
            return None
        now = now.after(state, done)
    return now


def _content(now: Snapshot, row: tuple[str, str]) -> tuple[Value, ...]:
    return tuple(now.rows(row[0])[row[1]].values()) if row[1] in now.rows(row[0]) else ()
