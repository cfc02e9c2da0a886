"""The probes that write: a write does what it declares, is refused as declared, and no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result, Signature
from nex.data.world import (
    AddValue,
    CreateRow,
    DeleteRows,
    Effect,
    Parameter,
    SetValue,
    World,
    identifier,
)
from nex.scoring.declared import Declared, declared
from nex.scoring.holding import holds
from nex.scoring.looking import Binding, Rows, Seen, column, snapshot
from nex.scoring.probes import Tally
from nex.scoring.servers import TRANSIENT, ToolCaller, properties, row_id
from nex.worlds.jobs import seen_through

ATTEMPTS = 12
"""Argument sets per action tool."""
WRITES = 2
"""Writes per action tool that are looked at from all sides."""
CHOICES = 6
"""Rows per parameter that are tried."""


@dataclass(frozen=True, slots=True)
class WriteProbes:
    """The write examinations, given the words of the World behind the tools."""

    words: World

    def __call__(self, call: ToolCaller, signatures: Sequence[Signature], tally: Tally) -> None:
        """Try every action tool with a few sets of arguments."""
        before = snapshot(call, signatures, self.words)
        for contract in declared(signatures, self.words):
            written = 0
            for arguments in islice(_arguments(contract, before), ATTEMPTS):
                result = seen_through(call, call(contract.tool.name, arguments))
                after = snapshot(call, signatures, self.words)
                if result.code not in TRANSIENT:
                    judge(Attempt(contract, arguments, result, before, after), tally)
                    written += result.status == "ok"
                before = after
                if written == WRITES:
                    break


def _arguments(contract: Declared, rows: Rows) -> Iterator[Json]:
    """Sets of arguments, every parameter's choices against the others', diagonals first."""
    names = [identifier(p.name) for p in contract.action.parameters if not p.optional]
    choices = [_choices(p, contract, rows) for p in contract.action.parameters if not p.optional]
    indices = product(*(range(len(held)) for held in choices))
    for picked in sorted(indices, key=lambda index: (max(index, default=0), index)):
        yield dict(
            zip(names, (held[i] for held, i in zip(choices, picked, strict=True)), strict=True)
        )


def _choices(parameter: Parameter, contract: Declared, rows: Rows) -> list[JsonValue]:
    """Rows that differ in their one_of values first; else what the schema allows."""
    if parameter.entity is not None:
        return list[JsonValue](_varied(parameter.entity, rows))[:CHOICES]
    schema = properties(contract.tool).get(identifier(parameter.name), {})
    enum = schema.get("enum")
    if isinstance(enum, list):
        return enum[:CHOICES]
    plain: dict[str, JsonValue] = {"integer": 1, "number": 1, "boolean": True}
    dated: dict[str, JsonValue] = {"date": "2026-06-01", "time": "10:00"}
    return [dated.get(parameter.type) or plain.get(str(schema.get("type")), "a probe")]


def _varied(entity: str, rows: Rows) -> list[str]:
    """Ids of an entity, those with a new combination of one_of values first."""
    kind = rows.words.entity(entity)
    states = [a.name for a in kind.attributes if a.type == "one_of"]
    seen: dict[tuple[object, ...], int] = {}
    ranked: list[tuple[int, str]] = []
    for id, row in sorted(rows.of(entity).items()):
        state = tuple(column(kind, row, name) for name in states)
        seen[state] = seen.get(state, -1) + 1
        ranked.append((seen[state], id))
    return [id for _, id in sorted(ranked)]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call of an action tool, with every row as it was before and after."""

    contract: Declared
    arguments: Json
    result: Result
    before: Rows
    after: Rows

    def binding(self) -> Binding:
        """The rows before the call with its arguments bound."""
        return Binding(self.before, self.contract.action, self.arguments)


def judge(attempt: Attempt, tally: Tally) -> None:
    """Note every property that an attempt can tell."""
    _judge_refusal(attempt, tally)
    if attempt.result.status != "ok":
        tally.note("a refused call changes nothing", attempt.before == attempt.after)
        return
    for effect in attempt.contract.effects:
        shown = _shown(effect, attempt)
        if shown is not None:
            tally.note("a write shows its declared effect", shown)
    _judge_reply(attempt, tally)


def _judge_refusal(attempt: Attempt, tally: Tally) -> None:
    binding = attempt.binding()
    met = [holds(condition, binding) for condition in attempt.contract.requires]
    if False in met:
        tally.note("declared refusals hold", attempt.result.status == "error")
    elif attempt.contract.whole and all(met):
        tally.note("declared refusals hold", attempt.result.code != "precondition_failed")


def _shown(effect: Effect, attempt: Attempt) -> bool | None:
    """Whether the end state shows the effect; None where the rows cannot tell."""
    match effect:
        case CreateRow(entity=entity):
            return len(attempt.after.of(entity)) > len(attempt.before.of(entity))
        case DeleteRows(entity=entity):
            return len(attempt.after.of(entity)) <= len(attempt.before.of(entity))
        case SetValue(path=path, to=to):
            place, wanted = attempt.binding().look(path), attempt.binding().operand(to)
            return place and wanted and _now(place, attempt.after) == wanted.value
        case AddValue(path=path, amount=amount, sign=sign):
            place, added = attempt.binding().look(path), attempt.binding().operand(amount)
            return place and added and _grew(place, added, sign, attempt.after)


def _now(place: Seen, rows: Rows) -> object:
    kind = rows.words.entity(place.entity)
    return column(kind, rows.of(place.entity).get(place.row, {}), place.attribute)


def _grew(place: Seen, added: Seen, sign: int, rows: Rows) -> bool | None:
    if not isinstance(place.value, int) or not isinstance(added.value, int):
        return None
    return _now(place, rows) == place.value + sign * added.value


def _judge_reply(attempt: Attempt, tally: Tally) -> None:
    """What the reply says has changed is what has changed."""
    before, after = attempt.before.flat(), attempt.after.flat()
    told = {row_id(row): row for row in _told(attempt.result.value)}
    gone = _gone(attempt.result.value)
    for id, row in told.items():
        tally.note("a write is read back", after.get(id) == row)
    for id in gone:
        tally.note("a write is read back", id not in after)
    really = {id for id in {*before, *after} if before.get(id) != after.get(id)}
    tally.note("other rows are unchanged", really <= {*told, *gone})


def _items(value: JsonValue, name: str) -> list[Json]:
    found = value.get(name) if isinstance(value, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _told(value: JsonValue) -> list[Json]:
    items = [*_items(value, "changed"), *_items(value, "created")]
    rows = [item.get("row") for item in items]
    return [row for row in rows if isinstance(row, dict)]


def _gone(value: JsonValue) -> list[str]:
    return [row_id(item) for item in _items(value, "deleted")]
