"""Workflows in which one member works at a time: branch, route, hand-off, blackboard; nesting."""

from __future__ import annotations

import pytest

from nex import Agent, Limits, run
from nex.data.jsons import Json
from nex.data.messages import Result, Signature, refused, said
from nex.data.trajectory import Call, walk
from nex.errors import InputError
from nex.models.scripted import Scripted, asks, says, scripted
from nex.runtime.agent import REQUEST
from nex.runtime.later import Later
from nex.runtime.scope import Scope
from nex.runtime.workflows.blackboard import NOTHING, Blackboard
from nex.runtime.workflows.branch import Branch, Case
from nex.runtime.workflows.handoff import Handoff, HandOver
from nex.runtime.workflows.map import Map
from nex.runtime.workflows.parallel import Parallel
from nex.runtime.workflows.race import Race
from nex.runtime.workflows.route import Route
from nex.runtime.workflows.sequence import Sequence
from tests.runtime.units import Probe, answers

pytestmark = pytest.mark.anyio
FLOW = Signature("flow", "Flows.", REQUEST)


def called(root: Call) -> list[str]:
    return [call.unit for call in walk(root)[1:]]


async def test_branch_takes_the_first_case_that_fits() -> None:
    def asked_for(word: str) -> Case:
        return Case(word, lambda a: word in str(a["request"]), answers(word, f"the {word}"))

    flow = Branch(FLOW, (asked_for("book"), asked_for("loan")))
    assert (await run(flow, "a book on loan")).text == "the book"
    assert (await run(flow, "a loan")).text == "the loan"
    assert (await run(flow, "a desk")).stop_reason == "no_case"
    open_ended = Branch(FLOW, flow.cases, answers("desk"))
    assert (await run(open_ended, "a desk")).text == "42"


CHOICES = [("books", "books"), ("I would ask `loans`.", "loans"), ("books or loans", None)]


@pytest.mark.parametrize(("said_by_chooser", "who"), CHOICES)
async def test_route_goes_where_its_chooser_says(said_by_chooser: str, who: str | None) -> None:
    chooser = Agent("desk", "", (), scripted(said_by_chooser))
    flow = Route(FLOW, chooser, (answers("books"), answers("loans")))
    result = await run(flow, "lend me one")
    if who is None:
        assert result.stop_reason == "unknown_unit"
        assert "known: books, loans" in result.text
    else:
        assert called(result.trajectory) == ["desk", who]
        assert result.trajectory.steps[0].calls[1].arguments == {"request": "lend me one"}


async def test_route_tells_its_chooser_what_there_is() -> None:
    chooser = answers("desk", "nobody")
    result = await run(Route(FLOW, chooser, (answers("books"),), answers("other")), "lend")
    question = result.trajectory.steps[0].calls[0].arguments["request"]
    assert "- books: Does books." in str(question)
    assert called(result.trajectory) == ["desk", "other"]


def clerk(name: str, *replies: str | tuple[str, str]) -> Agent:
    """Hands over where a reply is (to, note)."""
    said_by_clerk = [
        says(reply) if isinstance(reply, str)
        else asks(("hand_over", {"to": reply[0], "note": reply[1]}))
        for reply in replies
    ]  # fmt: skip
    over = HandOver(("sales", "repair"))
    return Agent(name, "", (over,), scripted(*said_by_clerk), stop=frozenset({over.name}))


async def test_handoff_ends_with_who_has_it_last() -> None:
    flow = Handoff(FLOW, (clerk("sales", ("repair", "it is broken")), clerk("repair", "mended")))
    result = await run(flow, "help")
    assert result.text == "mended"
    assert result.trajectory.steps[0].calls[1].arguments == {
        "request": "help\n\nsales hands over to you: it is broken"
    }


async def test_handoff_goes_around_only_so_often() -> None:
    flow = Handoff(FLOW, (clerk("sales", ("repair", "")), clerk("repair", ("sales", ""))), 5)
    result = await run(flow, "help")
    assert result.stop_reason == "round_limit"
    assert called(result.trajectory)[::2] == ["sales", "repair", "sales", "repair", "sales"]


async def test_handing_over_to_nobody_is_mended_by_the_agent_or_told() -> None:
    mended = clerk("sales", ("boss", ""), ("repair", "x"))
    flow = Handoff(FLOW, (mended, clerk("repair", "ok")))
    assert (await run(flow, "help")).text == "ok"
    alone = Handoff(FLOW, (clerk("sales", ("repair", "x")),))
    assert (await run(alone, "help")).stop_reason == "unknown_unit"


async def test_everybody_reads_the_board_until_nobody_adds_anything() -> None:
    async def count(arguments: Json, _scope: Scope) -> Result:
        lines = str(arguments["request"]).count("- c")
        return said(f"line {lines}" if lines < 3 else NOTHING)

    async def fail(_arguments: Json, _scope: Scope) -> Result:
        return refused("broken", "no")

    flow = Blackboard(FLOW, (Probe("c1", count), Probe("bad", fail), Probe("c2", count)), 9)
    result = await run(flow, "count")
    assert result.text == "c1: line 0\nc2: line 1\nc1: line 2"
    assert len(called(result.trajectory)) == 9


async def test_the_board_ends_when_it_is_done_or_its_rounds_are_over() -> None:
    flow = Blackboard(FLOW, (answers("a"), answers("b")), 2)
    assert (await run(flow, "go")).stop_reason == "round_limit"
    done = Blackboard(FLOW, flow.units, 2, done=lambda board: len(board) == 3)
    assert (await run(done, "go")).text == "a: 42\nb: 42\na: 42"
    silent = Blackboard(FLOW, (answers("a", "Nothing."),))
    assert (await run(silent, "go")).stop_reason == "empty_board"
    with pytest.raises(InputError, match="at least 1"):
        Blackboard(FLOW, (), 0)


async def test_fixed_graphs_and_free_recursion_nest_in_each_other() -> None:
    """An agent calls a workflow whose member calls the agent again, four levels down."""
    halves = Signature("halves", "Both halves.", REQUEST)

    def split(arguments: Json) -> list[Json]:
        text = str(arguments["request"])
        return [{"request": text[: len(text) // 2]}, {"request": text[len(text) // 2 :]}]

    flow = Map(halves, Later(Signature("solver", "Solves.", REQUEST), lambda: solver), split)

    replies = {
        "s|abcd": [asks(("halves", {"request": "abcd"})), says("AB+CD")],
        "s|ab": [asks(("halves", {"request": "ab"})), says("AB")],
        "s|cd": [asks(("halves", {"request": "cd"})), says("CD")],
        "": [says("leaf")],
    }
    model = Scripted({key.replace("s|", "You solve.\n"): value for key, value in replies.items()})
    solver = Agent("solver", "You solve.", (flow,), model)
    around = Sequence(FLOW, (Race(FLOW, (solver,)), Parallel(FLOW, (answers("end"),))))
    result = await run(around, "abcd")
    assert result.status == "completed"
    units = called(result.trajectory)
    assert (units.count("solver"), units.count("halves")) == (7, 3)
    assert max(len(call.id) for call in walk(result.trajectory)) == 7


async def test_an_agent_that_calls_itself_stops_at_the_documented_call() -> None:
    again = asks(("self", {"request": "go"}))
    itself = Later(Signature("self", "Myself.", REQUEST), lambda: agent)
    agent = Agent("self", "", (itself,), scripted(again, "done"))
    for depth in (0, 3):
        result = await run(agent, "go", limits=Limits(depth=depth))
        assert (result.status, result.stop_reason) == ("budget_exhausted", "depth_limit")
        asked = [call for call in walk(result.trajectory) if call.steps]
        assert len(asked) == depth + 1
    endless = await run(agent, "go")
    assert (endless.stop_reason, len(walk(endless.trajectory))) == ("depth_limit", 101)
