"""Properties of any tree of units: limits hold, cancellation leaves a whole log, one order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import anyio
import anyio.lowlevel
import orjson
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from nex.data.events import Event
from nex.data.fold import fold
from nex.data.jsons import Json
from nex.data.messages import Result
from nex.data.trajectory import Call, walk
from nex.report.tree import draw
from nex.runtime.budget import Limits
from nex.runtime.run import usage_of
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit
from tests.runtime.trees import FORMS, Builder, Tree, below, trees

GO: Json = {"request": "go"}
LARGEST_REPLY = 10
"""Tokens of the largest reply in a tree."""
backends = pytest.mark.parametrize("backend", ["asyncio", "trio"])
many = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def ran(unit: Unit, limits: Limits, backend: str) -> tuple[Result, list[Event]]:
    """The result of the root, and the log."""
    events: list[Event] = []

    async def go() -> Result:
        return await Scope(events.append).call(unit, GO, limits)

    return anyio.run(go, backend=backend), events


def unfinished(root: Call) -> list[str]:
    return [call.unit for call in walk(root) if call.result is None]


async def pause() -> None:
    await anyio.lowlevel.checkpoint()


@backends
@many
@given(tree=trees, steps=st.integers(1, 12))
def test_steps_are_never_overrun(backend: str, tree: Tree, steps: int) -> None:
    unit = Builder(None, {}, pause).build(tree)
    result, events = ran(unit, Limits(steps=steps, seconds=60), backend)
    taken = sum(event["type"] == "step" for event in events)
    assert taken <= steps
    assert taken == steps or result.code != "step_limit"
    assert unfinished(fold(events)) == []


@backends
@many
@given(tree=trees, tokens=st.integers(1, 120))
def test_tokens_are_overrun_by_less_than_a_reply(backend: str, tree: Tree, tokens: int) -> None:
    unit = Builder(None, {}, pause).build(tree)
    _, events = ran(unit, Limits(tokens=tokens, seconds=60), backend)
    root = fold(events)
    assert usage_of(root).tokens < tokens + LARGEST_REPLY
    assert unfinished(root) == []


@backends
@many
@given(tree=trees, checkpoint=st.integers(1, 30))
def test_cancelled_anywhere_every_call_has_its_end(
    backend: str, tree: Tree, checkpoint: int
) -> None:
    events: list[Event] = []

    async def go() -> bool:
        cancel, waits = anyio.CancelScope(), iter(range(1, 10**6))

        async def count() -> None:
            if next(waits) == checkpoint:
                cancel.cancel()
            await anyio.lowlevel.checkpoint()

        unit = Builder(None, {}, count).build(tree)
        with cancel:
            await Scope(events.append).call(unit, GO, Limits(seconds=60, tokens=10**6))
        return cancel.cancelled_caught

    caught = anyio.run(go, backend=backend)
    root = fold(events)
    assert unfinished(root) == []
    assert root.result is not None
    assert (root.result.status == "cancelled") == caught


@many
@given(tree=trees, lane=st.sampled_from([None, "world"]))
def test_the_log_is_the_same_on_both_event_loops(tree: Tree, lane: str | None) -> None:
    """Whoever is scheduled first: ids and order come from the source."""
    unit = Builder(lane, {}, pause).build(tree)
    logs = [ran(unit, Limits(seconds=60), backend)[1] for backend in ("asyncio", "trio")]
    assert orjson.dumps(logs[0]) == orjson.dumps(logs[1])
    ids = [tuple(event["id"]) for event in logs[0] if event["type"] == "call"]
    assert ids == sorted(ids)


@many
@given(tree=trees)
def test_a_drawing_names_every_unit(tree: Tree) -> None:
    drawn = draw(Builder(None, {}).build(tree))
    missing = [inner.name for inner in below(tree) if inner.name not in drawn]
    assert missing == _unused(tree)


def _unused(tree: Tree) -> list[str]:
    """Members beyond those that a form of one or two members takes."""
    takes = {"map": 1, "loop": 1, "race": 1, "branch": 2, "critic": 2}
    kept: Sequence[Tree] = tree.members[: takes.get(tree.form, 9)]
    out = [n for inner in tree.members[len(kept) :] for n in (inner, *below(inner))]
    names = {inner.name for inner in out}
    names |= {name for inner in kept for name in _unused(inner)}
    return [inner.name for inner in below(tree) if inner.name in names]


def test_the_trees_are_of_every_form() -> None:
    seen: Counter[str] = Counter()

    @many
    @given(tree=trees)
    def count(tree: Tree) -> None:
        seen.update(inner.form for inner in (tree, *below(tree)))

    count()
    assert set(seen) == set(FORMS)
