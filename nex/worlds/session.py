"""A Session: one rollout's own State behind a World's tools, and what its server saw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from nex.data.environment import NO_FAULTS, FaultProfile, SurfaceChoice
from nex.data.jsons import JsonValue
from nex.data.messages import Result, Signature
from nex.data.streams import world_stream
from nex.data.task import Evidence, Fact, Happened, Rejection, Start
from nex.language.requests.asking import ASK
from nex.worlds.answering import Told, answer_in_dialect, in_style
from nex.worlds.calls import answer
from nex.worlds.diff import diff_from, patched
from nex.worlds.faults import SMOOTH, Fate, fate, is_smooth, unheard
from nex.worlds.hands import Hands, handed
from nex.worlds.pace import Call, Pace, Site
from nex.worlds.populate import Origin
from nex.worlds.state import Place
from nex.worlds.surface import PLAIN, surface_of

NOTHING = Start()


class Session:
    """Calls go in, results come out; the evidence is for the verifier alone."""

    def __init__(
        self,
        origin: Origin,
        start: Start = NOTHING,
        choice: SurfaceChoice = PLAIN,
        *,
        faults: FaultProfile = NO_FAULTS,
        seed: int = 0,
    ) -> None:
        self.state = origin.clone()
        self.state.apply(start.patches)
        self.clock = 0.0
        """Virtual seconds since the session began."""
        self._origin, self._start = origin, start
        self._surface = surface_of(origin.schema, choice)
        self._faults, self._seed = faults, seed
        self._smooth = is_smooth(faults)
        self._calls: Counter[str] = Counter()
        self._asked = 0
        self._seen: dict[Place, None] = {}
        self._rejections: list[Rejection] = []
        self._meanwhile: list[Happened] = []
        self._pace = self._paced() if self._surface.pace else None

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """The tools as an agent sees them."""
        return self._surface.signatures

    def call(self, name: str, arguments: Mapping[str, JsonValue]) -> Result:
        """Call a tool. Whatever is asked, the answer is a Result; nothing is raised for it."""
        fate = self._fate(name)
        self._calls[name] += 1
        self.clock = round(self.clock + fate.latency, 6)
        if not fate.applied:
            return self._turned_down(name, fate)
        if self._pace is not None:
            return self._in_time((name, arguments), fate, self._pace)
        if self._surface.dress is not None:
            return self._in_dialect((name, arguments), fate)
        given = answer(self.state, self._surface, (name, arguments), self._start.caller)
        if fate.fault:
            return self._turned_down(name, fate)
        if given.result.status == "error":
            code = given.result.code or ""
            self._rejections.append(Rejection(tool=name, code=code, sentence=given.sentence))
        for place in given.shows:
            self._seen[place] = None
        return replace(given.result, seconds=fate.latency) if fate.latency else given.result

    def _in_dialect(self, call: tuple[str, Mapping[str, JsonValue]], fate: Fate) -> Result:
        """A call that comes through, its answer in the dialect's words."""
        told = answer_in_dialect(self.state, self._surface, call, self._start.caller)
        if fate.fault:
            return self._turned_down(call[0], fate)
        return self._heard(call[0], told, fate.latency)

    def _heard(self, name: str, told: Told, seconds: float) -> Result:
        for code, sentence in told.met:
            self._rejections.append(Rejection(tool=name, code=code, sentence=sentence))
        for place in told.shows:
            self._seen[place] = None
        return replace(told.result, seconds=seconds) if seconds else told.result

    def _paced(self) -> Pace:
        site = Site(self.state, self._surface, self._start)
        return Pace(site, patched(self._origin.records, self._origin.schema, self._start.patches))

    def _in_time(self, call: Call, fate: Fate, pace: Pace) -> Result:
        """A call that comes through where the clock runs."""
        pace.go(self.clock)
        told, seconds = pace.answer(call, self.clock, self._performed)
        self.clock = round(self.clock + seconds, 6)
        for place in pace.stale():
            self._seen.pop(place, None)
        self._note(pace, call[0], self._calls[call[0]])
        if fate.fault:
            return self._turned_down(call[0], fate)
        return self._heard(call[0], told, round(fate.latency + seconds, 6))

    def _note(self, pace: Pace, tool: str, call: int) -> None:
        """Keep what others did by the time of a call."""
        for deed, done in pace.deeds():
            self._meanwhile.append(Happened(deed=deed, done=done, tool=tool, call=call))

    def _performed(self, call: Call) -> Told:
        if self._surface.dress is not None:
            return answer_in_dialect(self.state, self._surface, call, self._start.caller)
        given = answer(self.state, self._surface, call, self._start.caller)
        failed = given.result.status == "error"
        met = [(given.result.code or "", given.sentence)] if failed else []
        return Told(given.result, given.shows, met)

    def by_hand(self, question: str) -> str | None:
        """What the user does and says when asked to do something with their own hands.

        None where the question asks for nothing of the sort.
        """
        if not handed(self.state.world):
            return None
        self._asked += 1
        if self._pace is not None:
            self._pace.go(self.clock)
            self._note(self._pace, ASK, self._asked)
        found = Hands(self.state, self._start.caller).asked(question)
        if found is None:
            return None
        self._calls[ASK] += 1
        self.clock = round(self.clock + found.seconds, 6)
        if found.met is not None:
            code, sentence = found.met
            self._rejections.append(Rejection(tool=ASK, code=code, sentence=sentence))
        return found.says

    def evidence(self) -> Evidence:
        """What changed since the task's start, which rows were shown, what was turned down."""
        origin = self._origin
        if self._pace is not None:
            opening = self._pace.rows
        else:
            opening = patched(origin.records, origin.schema, self._start.patches)
        return Evidence(
            changes=diff_from(opening, self.state),
            observed=tuple(Fact(entity=entity, row=row) for entity, row in self._seen),
            rejections=tuple(self._rejections),
            calls=self._calls.total(),
            meanwhile=tuple(self._meanwhile),
        )

    def close(self) -> None:
        """Let go of the state."""
        self.state.close()

    def _fate(self, name: str) -> Fate:
        if self._smooth or not self._surface.knows(name):
            return SMOOTH
        dice, task = self._origin.schema.dice, self._start.task
        nth = self._calls[name]
        return fate(self._faults, world_stream(self._seed, dice, task, f"fault {name}", nth))

    def _turned_down(self, name: str, fate: Fate) -> Result:
        result = unheard(fate)
        if self._surface.dress is not None:
            result = in_style(self._surface, result)
        self._rejections.append(Rejection(tool=name, code=result.code or "", sentence=""))
        return result
