"""What a rollout shows beside its calls: what others did and when, who answered as the user."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pydantic import ValidationError

from nex.data.task import Happened, Meanwhile
from nex.data.trajectory import Call, CallId, Trajectory, walk
from nex.report.wording import value_text

Beside = Mapping[CallId, Sequence[str]]
_UNHEARD = frozenset(["unknown_tool", "invalid_arguments", "too_many_calls", "denied"])
"""Codes of calls that never reached the World."""


def meanwhile(trajectory: Trajectory) -> Beside:
    """For each call the lines of what others had done by its answer; at () what fits no call."""
    numbered = {(call.unit, n): call.id for call, n in _counted(trajectory)}
    found: defaultdict[CallId, list[str]] = defaultdict(list)
    for one in _happened(trajectory):
        found[numbered.get((one.tool, one.call), ())].append(happened_text(one))
    return found


def happened_text(one: Happened) -> str:
    """`0:02:05 customer CU-5894: withdraw ticket (ticket TI-9076)`."""
    minutes, seconds = divmod(one.deed.seconds, 60)
    clock = f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    named = ", ".join(f"{name} {value_text(v)}" for name, v in one.deed.bindings.items())
    said = f"{clock} {_who(one.deed)}: {one.deed.action} ({named})"
    return said if one.done else f"{said}: no longer possible"


def user_lines(trajectory: Trajectory) -> list[str]:
    """`openai/x answered 2 questions, 1 of them in the words of the rules`; none without a model."""
    told = trajectory.extra.get("user")
    if not isinstance(told, dict):
        return []
    model, asked, rules = (value_text(told.get(key)) for key in ("model", "asked", "by_rules"))
    return [f"{model} was asked {asked} times; {rules} of its replies gave way to the rules"]


def _who(deed: Meanwhile) -> str:
    return " ".join(part for part in (deed.caller.role, deed.caller.row) if part) or "somebody"


def _happened(trajectory: Trajectory) -> Iterator[Happened]:
    """What the record says; what is no such record is left out."""
    kept = trajectory.extra.get("meanwhile")
    for one in kept if isinstance(kept, list) else []:
        try:
            yield Happened.model_validate(one)
        except ValidationError:
            continue


def _counted(trajectory: Trajectory) -> Iterator[tuple[Call, int]]:
    """Each call that reached the World, in its order, and which of its unit it is."""
    calls = {call.id: call for call in walk(trajectory.root)}
    counts: Counter[str] = Counter()
    for id in trajectory.provenance.order or calls:
        call = calls.get(id)
        if call is not None and not (call.result and call.result.code in _UNHEARD):
            counts[call.unit] += 1
            yield call, counts[call.unit]
