"""How well a twin agrees with the server it was recorded from, on calls that it has not seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import orjson

from nex.data.jsons import Json, JsonValue, canonical
from nex.data.messages import Result
from nex.data.recording import MOST_TEXT, RecordedCall, Recording
from nex.data.streams import Stream
from nex.grounding.recordings.twin import Answered, Replay, Twin
from nex.scoring.kinds import kind_of
from nex.scoring.traffic import fit, profile

EVERY = 4
"""One in so many different calls of each tool is held out."""
MOST_ITEMS = 5
"""Items of a list that are looked at for its shape."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What of the held-out calls a twin answers like the server; shares of `calls`."""

    calls: int
    exact: float
    """The same text."""
    shape: float
    """An error or not, like the server, and the same keys and types where the reply is JSON."""
    kind: float
    """The same kind of reply: ok, or what its error is about."""
    fit: float
    """Of the profiles of both (see `nex.scoring.traffic`)."""


def hold_out(recording: Recording, every: int = EVERY) -> tuple[Recording, list[RecordedCall]]:
    """A recording without some of its calls, and those calls; each tool keeps its first one."""
    nth: dict[str, int] = {}
    held: dict[tuple[str, bytes], RecordedCall] = {}
    seen: set[tuple[str, bytes]] = set()
    for call in recording.calls:
        key = (call.tool, canonical(call.arguments))
        if key in seen:
            continue
        seen.add(key)
        nth[call.tool] = nth.get(call.tool, 0) + 1
        if nth[call.tool] % every == 0:
            held[key] = call
    kept = [c for c in recording.calls if (c.tool, canonical(c.arguments)) not in held]
    return recording.model_copy(update={"calls": tuple(kept)}), list(held.values())


def agreement(
    recording: Recording, held: Sequence[RecordedCall], make: Callable[[Recording], Replay] = Twin
) -> Agreement:
    """Ask a twin of this recording what the server was asked, and compare."""
    twin = make(recording)
    pairs = [(call.result, twin.answer(call.tool, call.arguments).result) for call in held]
    size = len(pairs) or 1
    return Agreement(
        len(pairs),
        sum(_same_text(*pair) for pair in pairs) / size,
        sum(_same_shape(*pair) for pair in pairs) / size,
        sum(kind_of(live) == kind_of(told) for live, told in pairs) / size,
        fit(profile((t for _, t in pairs), ""), profile((v for v, _ in pairs), "")),
    )


class Stranger(Replay):
    """The control: any recorded reply of the tool, whatever was asked."""

    def answer(self, tool: str, arguments: Json) -> Answered:
        """A reply drawn by chance."""
        asked = canonical(arguments).decode()
        own = [call for call in self.recording.calls if call.tool == tool]
        if not own:
            return super().answer(tool, arguments)
        return Answered(Stream("stranger", tool, asked).choice(own).result, "nearest")


def _same_text(live: Result, told: Result) -> bool:
    return live.status == told.status and live.text[:MOST_TEXT] == told.text[:MOST_TEXT]


def _same_shape(live: Result, told: Result) -> bool:
    return live.status == told.status and shape(_value(live)) == shape(_value(told))


def _value(result: Result) -> JsonValue:
    """The reply as a value: what it declares, or its text where that is JSON."""
    if result.value is not None or result.status != "ok":
        return result.value
    try:
        return orjson.loads(result.text)
    except ValueError:
        return result.text


def shape(value: JsonValue) -> JsonValue:
    """The keys and types of a value."""
    match value:
        case dict():
            return {key: shape(inner) for key, inner in sorted(value.items())}
        case list():
            kinds = {canonical(shape(item)): shape(item) for item in value[:MOST_ITEMS]}
            return [kinds[key] for key in sorted(kinds)]
        case bool() | None:
            return type(value).__name__
        case int() | float():
            return "number"
        case str():
            return "text"
