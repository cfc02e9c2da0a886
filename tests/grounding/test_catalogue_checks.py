"""What follows from what was seen of a server: which reset is proved, which is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from nex.data.messages import Signature, refused, said
from nex.grounding.catalogue.checking import Check, check_json, check_server
from nex.grounding.catalogue.entry import Server, ServerEntry, SmokeCall
from nex.grounding.catalogue.observing import Answer, Observed, calls_of
from nex.grounding.catalogue.outside import Sight
from nex.grounding.catalogue.shelf import servers_named
from nex.grounding.docker.daemon import open_daemon

TOOLS = (
    Signature("put", "", {"type": "object", "required": ["a"]}),
    Signature("look", "", {"type": "object"}),
)
CALLS = (SmokeCall(tool="put", arguments={"a": "nex"}), SmokeCall(tool="look"))


def answers(*texts: str) -> list[Answer]:
    """What the two tools said."""
    return [Answer(call, said(text), 0.01) for call, text in zip(CALLS, texts, strict=True)]


def seen() -> Observed:
    """A server that keeps nothing."""
    same = answers("ok", "1")
    return Observed(
        start=1.0,
        protocol="2026-07-28",
        signatures=TOOLS,
        first=same,
        kept=[0, 1],
        again=same,
        elsewhere=same,
        restarted=same,
        timed=same,
        left=(),
    )


def check(observed: Observed) -> Check:
    """The check of a server that was seen so."""
    return Check("s", ("s==1",), observed)


def test_a_server_of_which_every_tool_works_and_nothing_stays_needs_no_reset() -> None:
    assert check(seen()).reset == "none"


def test_a_server_with_a_tool_that_never_worked_is_not_called_stateless() -> None:
    failed = [Answer(CALLS[0], refused("tool_error", "ok"), 0.01), seen().first[1]]
    assert check(replace(seen(), first=failed)).reset == "restart"


def test_nothing_is_proved_of_a_server_that_does_not_start() -> None:
    found = check(Observed())
    assert (found.passed, found.reset, found.smoke) == (False, "container", "")


def test_a_server_that_answers_otherwise_the_second_time_is_restarted() -> None:
    found = check(replace(seen(), again=answers("ok", "2")))
    assert (found.stateful, found.reset) == (True, "restart")


def test_a_server_that_leaves_a_file_is_restarted() -> None:
    found = check(replace(seen(), used=Sight({"/workspace/a": "1 x"}, 9)))
    assert (found.writes, found.reset) == (("/workspace/a",), "restart")


def test_what_survives_a_restart_asks_for_a_new_container() -> None:
    written = replace(seen(), again=answers("ok", "2"))
    assert check(replace(written, left=("/dev/shm",))).reset == "container"
    assert check(replace(written, emptied=Sight({"/tmp/a": "1 x"}, 9))).reset == "container"
    assert check(replace(written, restarted=answers("ok", "2"))).reset == "container"
    assert check(replace(written, restarted=[])).reset == "container"


def test_an_answer_that_differs_in_every_container_proves_nothing() -> None:
    clock = replace(seen(), again=answers("ok", "2"), elsewhere=answers("ok", "3"))
    assert (check(clock).repeatable, check(clock).stateful) == ((0,), False)
    nothing = replace(clock, elsewhere=answers("x", "y"), used=Sight({"/tmp/a": "1 x"}, 9))
    assert check(nothing).reset == "container"


def test_every_tool_is_called_once_and_the_known_calls_come_last() -> None:
    image = servers_named(["time"])[0].image
    known = SmokeCall(tool="put", arguments={"a": "one"})
    server = Server(image, ServerEntry(calls=(known, known)))
    assert calls_of(server, TOOLS) == (SmokeCall(tool="look"), known, known)


def test_a_check_says_its_figures_to_machines() -> None:
    facts = check_json(check(seen()))
    assert facts["start_ms"] == 1000
    assert facts["call_ms_p50"] == 10.0
    assert facts["tools"] == ["put", "look"]
    assert (facts["passed"], facts["reset"], facts["smoke_call"]) == (True, "none", "look")


@pytest.mark.anyio
@pytest.mark.docker
@pytest.mark.consumers
@pytest.mark.timeout(400)
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_a_shipped_server_keeps_its_pin_and_a_false_reset_is_found() -> None:
    memory, time = servers_named(["memory", "time"], Path("nowhere"))
    lying = replace(memory, entry=memory.entry.model_copy(update={"reset": "none"}))
    changed = replace(time, entry=time.entry.model_copy(update={"tools": "0" * 64}))
    async with open_daemon() as daemon:
        honest = await check_server(daemon, memory)
        found = await check_server(daemon, lying)
        other = await check_server(daemon, changed)
    assert (honest.passed, honest.reset, honest.smoke) == (True, "restart", "read_graph")
    assert honest.writes == ("/workspace/memory.jsonl",)
    assert "reset 'none' does not hold" in found.problem
    assert "its tools changed" in other.problem
