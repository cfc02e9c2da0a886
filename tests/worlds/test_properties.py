"""What holds whatever is called, in whatever order, with whatever arguments."""

from __future__ import annotations

from typing import cast

from hypothesis import HealthCheck, given, settings, strategies as st

from nex.data.environment import FaultProfile
from nex.data.jsons import JsonValue
from nex.data.task import Caller, Start
from nex.worlds.diff import diff
from nex.worlds.invariants import invariants, violators
from nex.worlds.populate import Template
from nex.worlds.session import Session
from nex.worlds.state import State

QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


def _ids(state: State) -> list[str]:
    return [id for entity in state.schema.tables for id in state.ids(entity)]


def _calls(
    session: Session, data: st.DataObject
) -> st.SearchStrategy[tuple[str, dict[str, JsonValue]]]:
    """A tool with arguments that mostly fit, and sometimes do not at all."""
    signature = data.draw(st.sampled_from(session.signatures))
    properties = signature.input["properties"]
    assert isinstance(properties, dict)
    likely = st.sampled_from(_ids(session.state)) | st.integers(-3, 30) | ANYTHING
    arguments = {
        key: st.sampled_from(_enum(form)) if _enum(form) else likely
        for key, form in properties.items()
    }
    made = st.fixed_dictionaries(
        {}, optional=cast("dict[str, st.SearchStrategy[JsonValue]]", arguments)
    )
    return made.map(lambda chosen: (signature.name, chosen))


def _enum(form: JsonValue) -> list[JsonValue]:
    values = form.get("enum") if isinstance(form, dict) else None
    return values if isinstance(values, list) else []


@QUICK
@given(data=st.data())
def test_no_sequence_of_calls_breaks_an_invariant(
    depot_template: Template, data: st.DataObject
) -> None:
    session = Session(depot_template)
    for _ in range(data.draw(st.integers(1, 8))):
        name, arguments = data.draw(_calls(session, data))
        before = session.state.digest()
        result = session.call(name, arguments)
        if result.status == "error":
            assert session.state.digest() == before
        for invariant in invariants(session.state.schema):
            assert violators(session.state, invariant) == []
    session.evidence()


@QUICK
@given(
    name=st.text(max_size=20), arguments=st.dictionaries(st.text(max_size=8), ANYTHING, max_size=4)
)
def test_no_call_raises(
    depot_template: Template, name: str, arguments: dict[str, JsonValue]
) -> None:
    session = Session(depot_template)
    for tool in (name, *(signature.name for signature in session.signatures)):
        assert session.call(tool, arguments).status in ("ok", "error")


@QUICK
@given(value=ANYTHING)
def test_no_argument_raises(depot_template: Template, value: JsonValue) -> None:
    session = Session(depot_template)
    for signature in session.signatures:
        properties = signature.input["properties"]
        assert isinstance(properties, dict)
        assert session.call(signature.name, dict.fromkeys(properties, value)).status in (
            "ok",
            "error",
        )


@QUICK
@given(burnt=st.integers(0, 4), order=st.permutations(range(3)))
def test_fresh_ids_never_show_in_a_diff(
    depot_template: Template, burnt: int, order: list[int]
) -> None:
    def end(burning: int, places: list[int]) -> State:
        state = depot_template.clone()
        for _ in range(burning):
            state.remove("clerk", state.insert("clerk", {"email": "x@example.org"}))
        made: dict[int, str] = {}
        for place in places:
            made[place] = state.insert(
                "clerk", {"name": f"Clerk {place}", "email": f"{place}@example.org"}
            )
        for place, id in made.items():
            state.assign("clerk", id, "boss", made.get(place - 1))
        state.assign("clerk", state.ids("clerk")[0], "boss", made[2])
        return state

    start = depot_template.clone()
    assert diff(start, end(burnt, order)) == diff(start, end(0, [0, 1, 2]))


@QUICK
@given(seed=st.integers(0, 10**6), calls=st.lists(st.sampled_from(["get_clerk", "search_orders"])))
def test_the_nth_call_of_a_tool_meets_the_same_fault_whatever_came_between(
    depot_template: Template, seed: int, calls: list[str]
) -> None:
    start = Start(task="t", caller=Caller(role="clerk"))
    rough = FaultProfile(rate_limited=0.3, timeout=0.3)

    def fates(names: list[str]) -> dict[str, list[tuple[bool, float]]]:
        session = Session(depot_template, start, faults=rough, seed=seed)
        met: dict[str, list[tuple[bool, float]]] = {}
        for name in names:
            result = session.call(name, {})
            hit = result.code in ("rate_limited", "timeout")
            met.setdefault(name, []).append((hit, result.seconds))
        return met

    assert fates(calls) == fates(sorted(calls))
