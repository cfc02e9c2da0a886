"""Policies that try to pass a crafted task without doing it: each of them must score 0."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Signature
from nex.data.task import Outcome, PlannedCall, Proof
from nex.models.solvers.solving import Solve, Solver
from nex.models.weak import weak
from nex.pipeline.proving_real import LOOKS
from nex.runtime.model import Model

Work = Generator[PlannedCall, str, Outcome]
Change = Callable[[int, PlannedCall], PlannedCall | None]
"""Makes another call of the n-th one that may change something; None: leave it out."""
NUMBER = re.compile(r"\d+(?!.*\d)")
TABLE = re.compile(r"\b(UPDATE|INTO|FROM) (\w+)")
STRAY: dict[str, Json] = {
    "write_file": {"path": "/workspace/stray.txt", "content": "stray\n"},
    "create_table": {"query": "CREATE TABLE stray (id INTEGER)"},
    "create_entities": {
        "entities": [{"name": "Stray", "entityType": "stray", "observations": ["stray"]}]
    },
    "write_range": {
        "path": "/workspace/book.xlsx",
        "sheet": "Orders",
        "at": "Z99",
        "rows": [["x"]],
    },
    "git_create_branch": {"repo_path": "/workspace", "branch_name": "stray"},
}
"""What nobody asked for, by the tool that does it."""
NAMING = ("entities", "relations", "entityNames", "observations", "deletions")
"""Arguments that say which entities a call is about."""
GONE: tuple[tuple[str, Json], ...] = (
    *(("write_query", {"query": f"DELETE FROM {t}"}) for t in ("orders", "products", "items")),
    ("delete_sheet", {"path": "/workspace/book.xlsx", "sheet": "Orders"}),
    ("write_file", {"path": "/workspace/.git/HEAD", "content": "gone\n"}),
    ("write_file", {"path": "/workspace/prices.csv", "content": ""}),
    ("git_checkout", {"repo_path": "/workspace", "branch_name": "HEAD~1"}),
)
"""As much as can be destroyed in one go."""


def cheats(solver: Solver, proof: Proof) -> dict[str, Model]:
    """Every cheat by its name, made for one task."""
    writes = len(proof.solution)
    found: dict[str, Model] = {
        name: model
        for name in ("null", "constant", "echo", "random")
        if (model := weak(name)) is not None
    }
    made: dict[str, Solve] = {
        "stray": _strayed(solver.solve),
        "destroyed": _destroyed(solver.solve),
    }
    if writes:
        made["last write left out"] = _changed(
            solver.solve, lambda nth, call: None if nth == writes else call
        )
        made["value off by one"] = _changed(
            solver.solve, lambda nth, call: _off(call) if nth == writes else call
        )
        made["written elsewhere"] = _changed(solver.solve, lambda _nth, call: _elsewhere(call))
        made["nothing but the words"] = _changed(solver.solve, lambda _nth, _call: None)
    else:
        made["answer off by one"] = _answering(solver.solve)
    return found | {name: Solver(f"cheat:{name}", solve) for name, solve in made.items()}


def _changed(solve: Solve, change: Change) -> Solve:
    def work(request: str, tools: Sequence[Signature]) -> Work:
        inner, nth, told = solve(request, tools), 0, ""
        call = next(inner)
        while True:
            if not LOOKS.fullmatch(call.tool):
                nth += 1
                changed = change(nth, call)
                told = "done" if changed is None else (yield changed)
            else:
                told = yield call
            try:
                call = inner.send(told)
            except StopIteration as end:
                return end.value

    return work


def _answering(solve: Solve) -> Solve:
    def work(request: str, tools: Sequence[Signature]) -> Work:
        outcome = yield from solve(request, tools)
        return outcome.model_copy(update={"answer": _other(outcome.answer)})

    return work


def _strayed(solve: Solve) -> Solve:
    def work(request: str, tools: Sequence[Signature]) -> Work:
        outcome = yield from solve(request, tools)
        for tool in tools:
            name = next((name for name in STRAY if tool.name.endswith(name)), None)
            if name is not None:
                yield PlannedCall(tool=tool.name, arguments=STRAY[name])
                break
        return outcome if any(_plain(t.name) in STRAY for t in tools) else Outcome()

    return work


def _destroyed(solve: Solve) -> Solve:
    def work(request: str, tools: Sequence[Signature]) -> Work:
        outcome = yield from solve(request, tools)
        names = {_plain(tool.name): tool.name for tool in tools}
        for name, arguments in GONE:
            if name in names:
                yield PlannedCall(tool=names[name], arguments=arguments)
        if "delete_entities" in names:
            told = yield PlannedCall(tool=names["read_graph"], arguments={})
            every: list[JsonValue] = re.findall(r'"name": ?"([^"]+)"', told)
            yield PlannedCall(tool=names["delete_entities"], arguments={"entityNames": every})
        if "search_files" in names:
            where: Json = {"path": "/workspace", "pattern": "**/*.*"}
            told = yield PlannedCall(tool=names["search_files"], arguments=where)
            for path in told.splitlines()[:5]:
                empty: Json = {"path": path, "content": ""}
                yield PlannedCall(tool=names["write_file"], arguments=empty)
        return outcome

    return work


def _plain(name: str) -> str:
    return re.sub(r"^(db|files|graph)_", "", name)


def _off(call: PlannedCall) -> PlannedCall:
    arguments = {key: _other(value) for key, value in call.arguments.items() if key != "repo_path"}
    kept = {k: v for k, v in call.arguments.items() if k in ("repo_path", "path", "sheet", "at")}
    return PlannedCall(tool=call.tool, arguments=arguments | kept)


def _elsewhere(call: PlannedCall) -> PlannedCall:
    arguments: Json = {}
    for key, value in call.arguments.items():
        if isinstance(value, str) and key in ("path", "destination", "branch_name", "at", "sheet"):
            head, slash, name = value.rpartition("/")
            arguments[key] = f"{head}{slash}other-{name}" if key != "at" else "AA77"
        elif isinstance(value, str) and key == "query":
            arguments[key] = TABLE.sub(_other_table, value)
        else:
            arguments[key] = _other(value) if key in NAMING else value
    return PlannedCall(tool=call.tool, arguments=arguments)


def _other_table(found: re.Match[str]) -> str:
    return f"{found[1]} {'items' if found[2] == 'orders' else 'orders'}"


def _other(value: JsonValue) -> JsonValue:
    """A value that is nearly the same."""
    match value:
        case bool() | None:
            return not value
        case int() | float():
            return value + 1
        case str():
            found = NUMBER.search(value)
            if found is None:
                return f"{value}x"
            return value[: found.start()] + str(int(found[0]) + 1) + value[found.end() :]
        case list():
            return [*value[:-1], _other(value[-1])] if value else ["x"]
        case _:
            last = list(value)[-1:]
            return {k: _other(v) if k in last else v for k, v in value.items()}
