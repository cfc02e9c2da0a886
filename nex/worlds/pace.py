"""Pace: a World whose clock runs while calls are answered: jobs end, others act, hours pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result, refused, text_part
from nex.data.task import Meanwhile, Start
from nex.data.world import World
from nex.language.dialects.waiting import FETCH, MOST_MINUTES, POLL, WAIT
from nex.language.sentences.clock import CLOCK, NOW, TODAY, WEEKDAY, WEEKDAYS, keeps_time
from nex.worlds.actions import execute
from nex.worlds.answering import Told
from nex.worlds.calls import Answer, answer
from nex.worlds.diff import Records
from nex.worlds.jobs import Calls, Jobs, standing
from nex.worlds.ledger import Ledger
from nex.worlds.schema import demand_action
from nex.worlds.state import Place, State
from nex.worlds.surface import Surface
from nex.worlds.wardrobe import Decoy

STEP = 5.0
"""Seconds of the World's clock that pass with each call."""

Call = tuple[str, Mapping[str, JsonValue]]
Perform = Callable[[Call], Told]


def runs(world: World) -> bool:
    """Whether the World's clock runs while calls are answered."""
    return bool(world.others) or any(action.seconds for action in world.actions)


@dataclass(frozen=True, slots=True)
class Site:
    """Where a pace is kept: a session's own State, its Surface, its Start."""

    state: State
    surface: Surface
    start: Start


class Pace:
    """The running clock of one session; InputError where others shall do what nobody can.

    A call is answered at its moment, after everything that was due by then: jobs first, then
    what others do, each at its own second. Then STEP seconds pass, or as many as were waited for.
    """

    def __init__(self, site: Site, rows: Records) -> None:
        self._site, self._jobs = site, Jobs()
        for one in site.start.others:
            demand_action(site.state.world, one.action)
        self._others = sorted(site.start.others, key=lambda one: one.seconds)
        self._ledger = Ledger(rows)
        self._began = _moment(site.state) if keeps_time(site.state.world) else None
        self._stale: list[Place] = []
        self._deeds: list[tuple[Meanwhile, bool]] = []

    @property
    def rows(self) -> Records:
        """What the rows would be without the agent."""
        return self._ledger.rows

    def stale(self) -> list[Place]:
        """The rows that others wrote since this was asked last."""
        found, self._stale = self._stale, []
        return found

    def deeds(self) -> list[tuple[Meanwhile, bool]]:
        """What others did since this was asked last, each with whether it changed anything."""
        found, self._deeds = self._deeds, []
        return found

    def go(self, now: float) -> None:
        """Let everything happen that is due by now."""
        while True:
            job = self._jobs.next_due(now)
            other = self._others[0] if self._others and self._others[0].seconds <= now else None
            if job is not None and (other is None or job.due <= other.seconds):
                self._tell(job.due)
                job.answers = [*self._done(job.calls)]
            elif other is not None:
                self._tell(other.seconds)
                self._others.pop(0)
                written = self._book(other)
                self._stale += written
                self._deeds.append((other, bool(written)))
            else:
                break
        self._tell(now)

    def answer(self, call: Call, now: float, perform: Perform) -> tuple[Told, float]:
        """The answer to a call, and the seconds that it takes."""
        name, arguments = call
        if name in self._site.surface.pace:
            return self._own(name, arguments, now)
        started = self._started(call, now, perform)
        return (perform(call) if started is None else started), STEP

    def _own(self, name: str, arguments: Mapping[str, JsonValue], now: float) -> tuple[Told, float]:
        if name == POLL.name:
            return self._jobs.poll(arguments, now), STEP
        if name == FETCH.name:
            return self._jobs.fetch(arguments, now), STEP
        minutes = arguments.get("minutes")
        whole = isinstance(minutes, int) and not isinstance(minutes, bool)
        if not whole or len(arguments) > 1 or not 1 <= int(str(minutes)) <= MOST_MINUTES:
            text = f"{WAIT.name}: 'minutes' must be a whole number from 1 to {MOST_MINUTES}"
            return Told(refused("validation_error", text)), STEP
        seconds = 60.0 * int(str(minutes))
        self.go(now + seconds)
        return Told(self._time(int(str(minutes)))), seconds

    def _time(self, minutes: int) -> Result:
        value: Json = {"waited": minutes}
        if self._began is not None:
            [id] = self._site.state.ids(CLOCK)
            row = self._site.state.row(CLOCK, id) or {}
            value |= {key: row[key] for key in ("date", "time", "weekday")}
        return Result([text_part(orjson.dumps(value).decode())], value=value)

    def _started(self, call: Call, now: float, perform: Perform) -> Told | None:
        """The job that a call starts; None where it starts none, an error where it cannot be done."""
        calls = _plain(self._site.surface, call)
        tools = self._site.surface.tools
        world = self._site.state.world
        actions = [
            world.action(tools[name].target) for name, _ in calls if tools[name].kind == "action"
        ]
        seconds = max((action.seconds for action in actions), default=0)
        if not seconds:
            return None
        with self._site.state.trial():
            told = perform(call)
        if told.result.status != "ok":
            return told
        return Told(standing(self._jobs.start(calls, now + seconds), now))

    def _done(self, calls: Calls) -> Iterator[Answer]:
        for call in calls:
            yield answer(self._site.state, self._site.surface, call, self._site.start.caller)

    def _book(self, other: Meanwhile) -> list[Place]:
        state = self._site.state
        action = state.world.action(other.action)
        rows = [(p.entity, other.bindings.get(p.name)) for p in action.parameters if p.entity]
        if any(id is not None and not state.has(entity, str(id)) for entity, id in rows):
            return []
        return self._ledger.book(
            state, action, lambda: execute(state, other.action, other.bindings, other.caller)
        )

    def _tell(self, now: float) -> None:
        """Put the clock right, to the minute."""
        if self._began is None:
            return
        moment = self._began + timedelta(seconds=now)
        state = self._site.state
        [id] = state.ids(CLOCK)
        told = {
            TODAY[1]: moment.date().isoformat(),
            NOW[1]: f"{moment:%H:%M}",
            WEEKDAY[1]: WEEKDAYS[moment.weekday()],
        }
        for attribute, value in told.items():
            if state.cell(CLOCK, id, attribute) != value:
                self._ledger.set(state, (CLOCK, id), attribute, value)


def _moment(state: State) -> datetime:
    """What the clock says at the start."""
    [id] = state.ids(CLOCK)
    day, hour = state.cell(CLOCK, id, TODAY[1]), state.cell(CLOCK, id, NOW[1])
    return datetime.combine(date.fromisoformat(str(day)), time.fromisoformat(str(hour or "00:00")))


def _plain(surface: Surface, call: Call) -> Calls:
    """The plain calls that a call comes to; none where it is no call of the World."""
    name, arguments = call
    if surface.dress is None:
        return ((name, arguments),) if name in surface.tools else ()
    shown = surface.dress.tools.get(name)
    if shown is None or isinstance(shown, Decoy):
        return ()
    try:
        worn, singles = shown.calls(arguments)
        found = [worn.call(single) for single in singles]
    except ValueError:
        return ()
    return tuple((one.tool.signature.name, one.arguments) for one in found)
