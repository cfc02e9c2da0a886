"""A twin: answers from a recording as its server would, without the server, and says how it knew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from nex.data.jsons import Json, JsonValue, canonical
from nex.data.messages import Result, Signature, refused, text_part
from nex.data.recording import RecordedCall, Recording
from nex.data.streams import Stream
from nex.data.task import Evidence
from nex.grounding.fitting import misfit
from nex.grounding.recordings.asking import NO_TOOL
from nex.grounding.recordings.nearest import Leaves, leaves, likeness
from nex.scoring.kinds import kind_of

How = Literal["recorded", "nearest", "unrecorded"]
SHORTEST = 3
"""Letters of an argument that are looked for in a reply."""
VOTERS = 5
PASSING = ("later", "gone")
"""Errors that come and go."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A reply and where it came from."""

    result: Result
    how: How
    likeness: float = 0.0
    """Of the arguments to those of the recorded call that was taken; 1: the same."""


class Replay:
    """Answers calls that were recorded, and no others."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.signatures: tuple[Signature, ...] = tuple(t.signature for t in recording.tools)
        self._by_key: dict[tuple[str, bytes], list[RecordedCall]] = {}
        for call in recording.calls:
            self._by_key.setdefault((call.tool, canonical(call.arguments)), []).append(call)
        self._asked: dict[tuple[str, bytes], int] = {}

    def answer(self, tool: str, arguments: Json) -> Answered:
        """The nth reply to the nth such call, the last one from then on."""
        key = (tool, canonical(arguments))
        calls = self._by_key.get(key)
        if calls is None:
            return Answered(self._unrecorded(tool, arguments), "unrecorded")
        nth = self._asked.get(key, 0)
        self._asked[key] = nth + 1
        return Answered(calls[min(nth, len(calls) - 1)].result, "recorded", 1.0)

    def call(self, name: str, arguments: Mapping[str, JsonValue]) -> Result:
        """The reply alone; what is not recorded is an error that says so."""
        return self.answer(name, dict(arguments)).result

    def evidence(self) -> Evidence:
        """Nothing changes: a recording has no state."""
        return Evidence(changes=(), observed=(), rejections=())

    def by_hand(self, question: str) -> str | None:
        """Nobody is there who could do anything by hand."""
        return None

    def _unrecorded(self, tool: str, arguments: Json) -> Result:
        calls = sum(call.tool == tool for call in self.recording.calls)
        asked = canonical(arguments).decode()[:200]
        text = f"{tool} was not recorded with {asked}; the recording has {calls} calls of it"
        return refused("not_recorded", text)


class Twin(Replay):
    """Answers every call: one that was recorded as it was, any other like the nearest of its tool.

    Whether it is an error, and about what, the five nearest calls decide; arguments that do not fit the tool's schema get an
    error that such arguments got; passing errors come as often as they were recorded. How long an
    answer takes is drawn from the tool's recorded times. The same calls in the same order give the
    same answers.
    """

    def __init__(self, recording: Recording, seed: int = 0) -> None:
        super().__init__(recording)
        self._seed = seed
        self._count = 0
        self._schemas = {tool.name: tool.input for tool in recording.tools}
        self._leaves = [leaves(call.arguments) for call in recording.calls]
        self._kinds = [kind_of(call.result) for call in recording.calls]

    def answer(self, tool: str, arguments: Json) -> Answered:
        """The recorded reply, or one like that of the nearest recorded call."""
        exact = super().answer(tool, arguments)
        if exact.how == "recorded":
            return exact
        self._count += 1
        stream = Stream("twin", self._seed, self.recording.server, tool, self._count)
        if tool not in self._schemas:
            return self._unknown(tool, stream) or exact
        return self._passing(tool, stream) or self._nearest(tool, arguments, stream) or exact

    def _passing(self, tool: str, stream: Stream) -> Answered | None:
        """An error that comes and goes, as often as it did."""
        calls = [c for c in self.recording.calls if c.tool == tool and c.origin != "wrong"]
        failed = [call for call in calls if kind_of(call.result) in PASSING]
        if not failed or len(failed) == len(calls):
            return None
        if not stream.chance(len(failed) / len(calls)):
            return None
        return Answered(stream.choice(failed).result, "nearest")

    def _nearest(self, tool: str, arguments: Json, stream: Stream) -> Answered | None:
        fits = not misfit(arguments, self._schemas[tool])
        own = [n for n, call in enumerate(self.recording.calls) if call.tool == tool]
        same = [n for n in own if (self.recording.calls[n].origin != "wrong") == fits]
        return self._like(same or own, leaves(arguments), stream)

    def _unknown(self, tool: str, stream: Stream) -> Answered | None:
        """What the server says of a tool that it does not have."""
        own = [n for n, call in enumerate(self.recording.calls) if call.tool == NO_TOOL]
        found = self._like(own, {}, stream)
        return found and replace(found, result=reworded(found.result, {"": NO_TOOL}, {"": tool}))

    def _like(self, own: Sequence[int], asked: Leaves, stream: Stream) -> Answered | None:
        """The reply to the most alike call of the kind that the most alike calls vote for."""
        if not own:
            return None
        alike = {place: likeness(asked, self._leaves[place]) for place in own}
        kind = self._voted(alike)
        able = {place: value for place, value in alike.items() if self._kinds[place] == kind}
        best = max(able.values())
        place = stream.choice([place for place, value in able.items() if value == best])
        call = self.recording.calls[place]
        seconds = self.recording.calls[stream.choice(own)].seconds
        result = reworded(call.result, self._leaves[place], asked)
        return Answered(replace(result, seconds=seconds), "nearest", best)

    def _voted(self, alike: Mapping[int, float]) -> str:
        """The kind of reply that a few most alike calls got, each with the weight of its likeness."""
        votes: dict[str, float] = {}
        for place in sorted(alike, key=lambda place: -alike[place])[:VOTERS]:
            kind = self._kinds[place]
            votes[kind] = votes.get(kind, 0.0) + alike[place]
        return max(votes, key=lambda kind: votes[kind])


def reworded(result: Result, old: Leaves, new: Leaves) -> Result:
    """The reply with the arguments of the call that was made, where it repeats those of its own."""
    changes = {
        str(was): str(new[path])
        for path, was in old.items()
        if path in new and new[path] != was and len(str(was)) >= SHORTEST
    }
    text, value = _changed(result.text, changes), _changed(result.value, changes)
    if (text, value) == (result.text, result.value):
        return result
    return replace(result, content=[text_part(str(text))], value=value)


def _changed(value: JsonValue, changes: Mapping[str, str]) -> JsonValue:
    match value:
        case str():
            for was, now in changes.items():
                value = value.replace(was, now)
            return value
        case list():
            return [_changed(item, changes) for item in value]
        case dict():
            return {key: _changed(item, changes) for key, item in value.items()}
        case _:
            return value
