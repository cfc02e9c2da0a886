"""Suspend and resume: a run that waits is a log, and another process goes on from it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import orjson
import pytest

from nex import Agent, Limits, run
from nex.data.events import Event
from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result, Signature, Usage, said
from nex.data.trajectory import walk
from nex.errors import InputError, ReplayError
from nex.models.scripted import Scripted, asks, says, scripted
from nex.runtime.pending import Pending, read_pending
from nex.runtime.permission import Outside, permit
from nex.runtime.resuming import Answering, Past, Resuming, answers_in
from nex.runtime.run import RunResult, resume
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit
from tests.runtime.units import ANYTHING, Probe

pytestmark = pytest.mark.anyio
ROOT = Path(__file__).parents[2]
GO: Json = {"request": "go"}


class Ledger:
    """Counts what is really done."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def unit(self, name: str) -> Probe:
        async def work(arguments: Json, _scope: Scope) -> Result:
            self.done.append(f"{name} {arguments.get('row', '')}".strip())
            return said(f"{name} done")

        return Probe(name, work)


def office(ledger: Ledger) -> Agent:
    """An agent over an agent; deleting needs approval, a quote comes from outside."""
    quote = Outside(Signature("quote", "A quote.", ANYTHING))
    tools = permit(
        (ledger.unit("delete_row"), ledger.unit("look"), ledger.unit("drop_table"), quote),
        {"delete_*": "ask", "drop_*": "deny"},
    )
    clerk = Agent("clerk", "You are the clerk.", tools)
    return Agent("boss", "You are the boss.", (clerk, quote))


def model(usage: Usage | None = None) -> Scripted:
    return Scripted(
        {
            "the boss": [
                asks(("clerk", GO), ("quote", {"of": "A"}), ("clerk", GO), usage=usage),
                says("all done", usage=usage),
            ],
            "the clerk": [
                asks(("look", {}), usage=usage),
                asks(("delete_row", {"row": 1}), ("look", {}), ("drop_table", {}), usage=usage),
                says("cleared", usage=usage),
            ],
        }
    )


async def until_done(unit: Unit, answers: Mapping[str, JsonValue]) -> list[RunResult]:
    """Every result, each suspension going through JSON, one answer at a time."""
    results = [await run(unit, "go", model=model())]
    while results[-1].pending is not None:
        pending = read_pending(results[-1].pending.dumps())
        call = pending.waiting[0].call
        results.append(await resume(unit, pending.answered({call: answers[call]}), model=model()))
    return results


ALLOWED: dict[str, JsonValue] = {"0.0.1.0": True, "0.1": "12.5", "0.2.1.0": {"allowed": True}}


async def test_a_run_says_what_it_waits_for_and_does_all_else() -> None:
    ledger = Ledger()
    result = await run(office(ledger), "go", model=model())
    assert result.pending is not None
    assert (result.status, result.stop_reason, result.error) == ("pending", "waiting", None)
    assert [(w.call, w.unit) for w in result.pending.waiting] == [
        ("0.0.1.0", "approve"),
        ("0.1", "quote"),
        ("0.2.1.0", "approve"),
    ]
    asked = result.pending.waiting[0].question
    assert asked == {"unit": "delete_row", "arguments": {"row": 1}}
    assert ledger.done == ["look", "look", "look", "look"]
    open = [call.unit for call in walk(result.trajectory) if call.result is None]
    assert open.count("boss") == 1
    assert "look" not in open


async def test_answers_one_by_one_lead_to_the_same_end_as_all_at_once() -> None:
    ledger = Ledger()
    step_by_step = await until_done(office(ledger), ALLOWED)
    assert [result.status for result in step_by_step] == ["pending"] * 3 + ["completed"]
    assert sorted(ledger.done) == ["delete_row 1"] * 2 + ["look"] * 4
    first = step_by_step[0].pending
    assert first is not None
    at_once = await resume(office(Ledger()), first.answered(ALLOWED), model=model())
    assert at_once.trajectory == step_by_step[-1].trajectory
    assert at_once.text == "all done"


async def log_of(unit: Unit, past: tuple[Event, ...]) -> bytes:
    events: list[Event] = []
    scope = Resuming(Past(past), events.append, model())
    await scope.call(unit, GO, Limits(seconds=30))
    return b"\n".join(map(orjson.dumps, events))


async def test_the_log_is_as_if_the_run_had_never_stopped() -> None:
    results = await until_done(office(Ledger()), ALLOWED)
    last = results[-2].pending
    first = results[0].pending
    assert last is not None
    assert first is not None
    stepwise = await log_of(office(Ledger()), last.answered({"0.2.1.0": ALLOWED["0.2.1.0"]}).events)
    assert stepwise == await log_of(office(Ledger()), first.answered(ALLOWED).events)
    ids = [orjson.loads(line)["id"] for line in stepwise.splitlines() if b'"type":"call"' in line]
    assert ids == sorted(ids)


async def test_a_suspended_run_is_replayed_byte_for_byte() -> None:
    results = await until_done(office(Ledger()), ALLOWED)
    last = results[-2].pending
    assert last is not None
    ended = last.answered({"0.2.1.0": ALLOWED["0.2.1.0"]})
    resumed = await log_of(office(Ledger()), ended.events)
    ledger, again = Ledger(), list[Event]()
    scope = Answering(answers_in(ended.events), again.append, model())
    await scope.call(office(ledger), GO, Limits(seconds=30))
    assert b"\n".join(map(orjson.dumps, again)) == resumed
    assert ledger.done.count("delete_row 1") == 2


REFUSALS: list[tuple[JsonValue, str]] = [
    (False, "delete_row was not allowed"),
    ("not on a Friday", "delete_row was not allowed: not on a Friday"),
    ({"allowed": False, "reason": "no"}, "delete_row was not allowed: no"),
    ({"allowed": "yes"}, "delete_row was not allowed"),
    ("true", "delete_row was not allowed: true"),
    (1, "delete_row was not allowed"),
]


@pytest.mark.parametrize(("answer", "text"), REFUSALS)
async def test_nothing_but_true_allows_a_call(answer: JsonValue, text: str) -> None:
    ledger = Ledger()
    units = permit((ledger.unit("delete_row"),), {"*": "ask"})
    agent = Agent("a", "", units, scripted(asks(("delete_row", {})), "so be it"))
    first = await run(agent, "go")
    assert first.pending is not None
    result = await resume(agent, first.pending.answered({"0.0.0": answer}))
    call = result.trajectory.steps[0].calls[0]
    assert call.result is not None
    assert (call.result.code, ledger.done) == ("denied", [])
    assert call.result.text.startswith(text)
    assert result.text == "so be it"


async def test_what_is_denied_is_never_asked_about() -> None:
    ledger = Ledger()
    units = permit((ledger.unit("drop_table"),), {"drop_*": "deny", "*": "ask"})
    agent = Agent("a", "", units, scripted(asks(("drop_table", {})), "ok"))
    result = await run(agent, "go")
    denied = result.trajectory.steps[0].calls[0].result
    assert denied is not None
    assert (result.status, denied.code, ledger.done) == ("completed", "denied", [])


async def test_limits_count_what_was_spent_before_the_suspension() -> None:
    usage = Usage(60, 40, 0.0)
    limits = Limits(tokens=450)
    first = await run(office(Ledger()), "go", model=model(usage), limits=limits)
    assert first.pending is not None
    result = await resume(
        office(Ledger()), first.pending.answered(ALLOWED), model=model(usage), limits=limits
    )
    assert (result.status, result.stop_reason) == ("budget_exhausted", "token_limit")
    assert result.usage.tokens == 500


async def test_a_unit_may_ask_twice() -> None:
    async def talk(_arguments: Json, scope: Scope) -> Result:
        name = await scope.wait({"question": "name?"})
        town = await scope.wait({"question": "town?"})
        return said(f"{name} of {town}")

    unit = Probe("talk", talk)
    first = await run(unit, {})
    assert first.pending is not None
    second = await resume(unit, first.pending.answered({"0": "Mia"}))
    assert second.pending is not None
    assert [w.question for w in second.pending.waiting] == [{"question": "town?"}]
    third = await resume(unit, second.pending.answered({"0": "Ulm"}))
    assert (third.text, third.status) == ("Mia of Ulm", "completed")


async def test_a_log_that_breaks_off_anywhere_goes_on() -> None:
    def agent() -> Agent:
        ledger = Ledger()
        clerk = Agent("clerk", "You are the clerk.", (ledger.unit("look"), ledger.unit("act")))
        return Agent("boss", "You are the boss.", (clerk,))

    policy = Scripted(
        {
            "the boss": [asks(("clerk", GO), ("clerk", GO)), says("all done")],
            "the clerk": [asks(("look", {}), ("act", {})), says("cleared")],
        }
    )
    events: list[Event] = []
    await Scope(events.append, policy).call(agent(), GO, Limits(seconds=30))
    for cut in range(1, len(events)):
        again: list[Event] = []
        past = read_pending(Pending(tuple(events[:cut])).dumps())
        scope = Resuming(Past(past.events), again.append, policy)
        await scope.call(agent(), GO, Limits(seconds=30))
        assert [orjson.dumps(e) for e in again] == [orjson.dumps(e) for e in events]


async def test_who_waits_does_not_win_a_race_and_does_not_end_it() -> None:
    slow = Outside(Signature("slow", "Asks.", ANYTHING))
    quick = Ledger().unit("quick")

    async def race(arguments: Json, scope: Scope) -> Result:
        wanted = arguments["wanted"]
        results = await scope.race([(slow, {}), (quick, {})], lambda result: result.text == wanted)
        return next(result for result in results if result.text == wanted)

    unit = Probe("race", race)
    assert (await run(unit, {"wanted": "quick done"})).text == "quick done"
    waits = await run(unit, {"wanted": "asked"})
    assert waits.pending is not None
    result = await resume(unit, waits.pending.answered({"0.0": "asked"}))
    assert (result.text, result.status) == ("asked", "completed")


async def test_another_program_cannot_go_on() -> None:
    first = await run(office(Ledger()), "go", model=model())
    assert first.pending is not None
    answered = first.pending.answered(ALLOWED)
    with pytest.raises(ReplayError, match="with the program that was suspended"):
        await resume(Agent("chief", "You are the boss."), answered, model=model())
    other = Agent("boss", "You are someone else.", office(Ledger()).tools)
    with pytest.raises(ReplayError, match="turn 1 of call 0 was asked something else"):
        await resume(other, answered, model=model())


async def test_odd_answers_and_odd_files_are_bad_input() -> None:
    first = await run(office(Ledger()), "go", model=model())
    assert first.pending is not None
    with pytest.raises(InputError, match=r"no call '0\.9' waits"):
        first.pending.answered({"0.9": 1})
    for text in (b"{", b"[]", b'{"schema": "x", "events": []}', b'{"events": []}'):
        with pytest.raises(InputError, match="pending run"):
            read_pending(text)


PROGRAM = """
import sys
from pathlib import Path
import anyio
from nex import Agent, run, tool
from nex.models.scripted import asks, scripted
from nex.runtime.pending import read_pending
from nex.runtime.permission import permit
from nex.runtime.run import resume

@tool
async def pay(amount: int) -> str:
    "Pay an amount."
    Path("paid").open("a").write(f"{amount}\\n")
    return f"paid {amount}"

@tool
async def look() -> str:
    "Look."
    Path("looked").open("a").write("x")
    return "looked"

model = scripted(asks(("look", {}), ("pay", {"amount": 3})), "It is paid.")
clerk = Agent("clerk", "Pay.", permit((look, pay), {"pay": "ask"}), model)
boss = Agent("boss", "Boss.", (clerk,), scripted(asks(("clerk", {"request": "pay 3"})), "Done."))

async def main():
    if sys.argv[1] == "begin":
        result = await run(boss, "go")
        Path("pending.json").write_bytes(result.pending.dumps())
    else:
        pending = read_pending(Path("pending.json").read_bytes())
        call = pending.waiting[0].call
        result = await resume(boss, pending.answered({call: True}))
    print(result.status, result.text)

anyio.run(main)
"""


def test_a_run_goes_on_in_another_process(tmp_path: Path) -> None:
    def process(phase: str) -> str:
        return subprocess.run(
            [sys.executable, "-W", "error", "-c", PROGRAM, phase],
            cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip

    assert process("begin").startswith("pending waiting for an answer")
    assert not (tmp_path / "paid").exists()
    assert process("resume") == "completed Done.\n"
    assert (tmp_path / "paid").read_text() == "3\n"
    assert (tmp_path / "looked").read_text() == "x"
