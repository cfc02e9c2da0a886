"""Equivalence: what is done through a dialect ends as it does in the plain one, and shows as much."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nex.data.environment import SurfaceChoice
from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result
from nex.data.task import Evidence, Proof, Start, Task
from nex.data.world import World, identifier
from nex.language.requests.asking import ASK
from nex.worlds.jobs import seen_through
from nex.worlds.populate import Template
from nex.worlds.session import Session
from nex.worlds.undress import Undressed

Called = tuple[str, Mapping[str, JsonValue]]
"""A plain tool and its arguments."""
Caller = Callable[[str, Mapping[str, JsonValue]], Result]
PAGES = 400
"""Pages of a search that are compared, at most."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a dialect did not do as the plain one: after which call, and what came of it."""

    call: str
    plain: str
    dialect: str


def differences(
    template: Template, start: Start, choice: SurfaceChoice, calls: Iterable[Called]
) -> list[Difference]:
    """Make the same plain calls in both, and compare every answer, the end and the evidence.

    A search is read to its last page. Errors are compared by code, and by text where the dialect
    has a text. Nobody else acts meanwhile: a dialect may take more calls, and so more time.
    """
    start = start.model_copy(update={"others": ()})
    plain = Session(template, start)
    worn = Session(template, start, choice)
    through = Undressed(worn)
    found = unlike(plain.call, through.call, calls)
    ends = [session.state.digest() for session in (plain, worn)]
    if ends[0] != ends[1]:
        found.append(Difference("the end", ends[0], ends[1]))
    seen = [_evidence(session.evidence()) for session in (plain, worn)]
    if seen[0] != seen[1]:
        found.append(Difference("the evidence", str(seen[0]), str(seen[1])))
    plain.close()
    worn.close()
    return found


def unlike(plain: Caller, other: Caller, calls: Iterable[Called]) -> list[Difference]:
    """The calls that two servers answer differently."""
    found: list[Difference] = []
    for name, arguments in calls:
        ours, theirs = answers(plain, name, arguments), answers(other, name, arguments)
        if ours != theirs:
            found.append(Difference(f"{name} {dict(arguments)}", str(ours), str(theirs)))
    return found


def answers(caller: Caller, name: str, arguments: Mapping[str, JsonValue]) -> JsonValue:
    """What a call tells: a value, all the rows of a search, or an error's code."""
    result = seen_through(caller, caller(name, arguments))
    value = result.value
    if result.status != "ok" or not isinstance(value, dict):
        return result.code
    if "rows" not in value or "page" in arguments:
        return value
    rows = _rows(value)
    for page in range(2, min(int(str(value["pages"])), PAGES) + 1):
        rows += _rows(caller(name, {**arguments, "page": page}).value)
    return {"rows": rows, "total": value["total"]}


def _rows(value: JsonValue) -> list[JsonValue]:
    found = value.get("rows") if isinstance(value, dict) else None
    return [*found] if isinstance(found, list) else []


def _evidence(evidence: Evidence) -> JsonValue:
    """Changes, rows seen and what was turned down; the dialect's names for tools left out."""
    told = evidence.model_dump(mode="json")
    turned: list[JsonValue] = [[r.code, r.sentence] for r in evidence.rejections]
    seen: list[JsonValue] = [*sorted(f"{fact.entity} {fact.row}" for fact in evidence.observed)]
    return {"changes": told["changes"], "observed": seen, "rejections": turned}


def solution_calls(task: Task, proof: Proof) -> list[Called]:
    """A task's reference solution in plain calls, after reading what must have been seen."""
    reads: list[Called] = [
        (f"get_{identifier(fact.entity)}", {"id": fact.row}) for fact in task.goal.observed
    ]
    calls = [(call.tool, call.arguments) for call in proof.solution if call.tool != ASK]
    return [*reads, *calls]


def survey(world: World, template: Template) -> Iterator[Called]:
    """Calls that touch every tool: all rows of every entity, one by id, and one that there is not."""
    state = template.clone()
    for entity in world.entities:
        yield f"search_{identifier(entity.plural)}", {}
        rows = state.rows(entity.name)
        for row in rows[:3]:
            yield f"get_{identifier(entity.name)}", {"id": str(row["id"])}
        yield f"get_{identifier(entity.name)}", {"id": "ZZ-0000000"}
    state.close()
    for action in world.actions:
        if action.in_person:
            continue
        nothing: Json = {}
        yield identifier(action.name), nothing


def compared(
    template: Template, runs: Sequence[tuple[Start, Sequence[Called]]], choice: SurfaceChoice
) -> list[Difference]:
    """The differences of a survey and of each run, in order."""
    found = differences(template, Start(), choice, survey(template.world, template))
    for start, calls in runs:
        found += differences(template, start, choice, calls)
    return found
