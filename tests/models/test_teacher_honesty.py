"""The teacher sees messages and signatures, and nothing else; slips and options follow its name."""

from __future__ import annotations

import subprocess
import sys

import orjson
import pytest

from nex.data.messages import Message, Settings, Signature, text_part
from nex.data.streams import Stream
from nex.errors import InputError
from nex.models.teacher.model import teacher
from nex.models.teacher.moves import Move, reply
from nex.models.teacher.options import Options, read_options
from nex.models.teacher.slips import slipped
from nex.rollout.ending import ASK_USER, FINISH
from nex.worlds.surface import signatures
from tests.models.desk import LIBRARY, borrower, check_out, row, said

ALONE = """
import sys
import anyio, orjson
for name in ("nex.worlds", "nex.synthesis", "nex.grounding"):
    sys.modules[name] = None
from nex.data.messages import Message, Settings, Signature
from nex.models.teacher.model import teacher

given = orjson.loads(sys.stdin.buffer.read())
tools = [Signature(**tool) for tool in given["tools"]]
model, messages = teacher(), given["messages"]
for seen in given["results"]:
    said = anyio.run(model.complete, messages, tools, Settings())
    [call] = said.message["tool_calls"]
    print(call["function"]["name"], call["function"]["arguments"])
    messages = [*messages, said.message, {"role": "tool", "tool_call_id": call["id"], "content": seen}]
"""


def _result(value: object) -> list[dict[str, str]]:
    return [{"type": "text", "text": orjson.dumps(value).decode()}]


def _page(*rows: dict[str, str]) -> dict[str, object]:
    return {"rows": rows, "total": len(rows), "page": 1, "pages": 1}


def test_works_where_no_world_can_be_imported() -> None:
    free, name = row("book", status="available"), borrower(few=True)
    tools = [
        {"name": t.name, "description": t.description, "input": t.input}
        for t in (*signatures(LIBRARY), ASK_USER, FINISH)
    ]
    given = {
        "tools": tools,
        "messages": [{"role": "user", "content": [text_part(said(check_out(free, name)))]}],
        "results": [
            _result(_page({"id": "BO-1", "title": free, "author": "X", "status": "available"})),
            _result(_page({"id": "ME-1", "name": name, "status": "active"})),
            _result(_page()),
            _result({"changed": [], "created": [], "deleted": []}),
            _result({"status": "done"}),
        ],
    }
    ran = subprocess.run(
        [sys.executable, "-c", ALONE],
        input=orjson.dumps(given),
        capture_output=True,
        check=True,
        timeout=60,
    )
    told = [line.split(" ", 1) for line in ran.stdout.decode().splitlines()]
    assert [name for name, _ in told] == [
        "search_books",
        "search_members",
        "search_loans",
        "check_out_book",
        "finish",
    ]
    assert orjson.loads(told[3][1]) == {"book": "BO-1", "member": "ME-1"}


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("", Options()),
        ("slip=0.1", Options(slip=0.1)),
        ("slip=0.1,bias=first-match,lazy=1", Options(0.1, "first-match", True)),
        (" lazy=0 , bias=always-done ", Options(bias="always-done")),
    ],
)
def test_options_are_read_and_written_back(text: str, options: Options) -> None:
    assert read_options(text) == options
    assert read_options(options.text) == options
    assert teacher(text).name == ("teacher:" + options.text).removesuffix(":")


@pytest.mark.parametrize("text", ["slip=2", "slip=x", "bias=kind", "lazy=maybe", "mood=good"])
def test_unknown_options_are_refused_with_what_is_known(text: str) -> None:
    with pytest.raises(InputError, match="known: slip"):
        read_options(text)


def test_every_kind_of_slip_happens_and_changes_the_move() -> None:
    tools: list[Signature] = [*signatures(LIBRARY), FINISH]
    right = Move("", "check_out_book", {"book": "BO-1001", "member": "ME-1001"})
    seen = reply(Move("", "search_books", {"title": "BO-1002"}), 0, "x").message
    seen["content"] = [text_part("BO-1001 BO-1002 ME-1001")]
    wrong = [slipped(right, tools, [seen], Stream("slip", n)) for n in range(60)]
    assert right not in wrong
    assert any(m.name == "finish" for m in wrong)
    assert any(m.name not in {"finish", "check_out_book"} for m in wrong)
    assert any(m.arguments.get("book") == "BO-1002" for m in wrong)
    assert any(len(m.arguments) == 1 and m.name == "check_out_book" for m in wrong)


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_a_conversation_that_somebody_else_began_is_taken_up() -> None:
    tools = [*signatures(LIBRARY), ASK_USER, FINISH]
    free, name = row("book", status="available"), borrower(few=True)
    told = [text_part(said(check_out(free, name)))]
    first = await teacher().complete([{"role": "user", "content": told}], tools, Settings())
    found = _page({"id": "BO-7", "title": free, "author": "X", "status": "available"})
    foreign: Message = {**first.message, "content": [text_part("I shall look.")]}
    messages: list[Message] = [
        {"role": "user", "content": told},
        foreign,
        {
            "role": "tool",
            "tool_call_id": "call_0",
            "content": [text_part(orjson.dumps(found).decode())],
        },
    ]
    second = await teacher().complete(messages, tools, Settings())
    assert [c["function"]["name"] for c in second.message.get("tool_calls", [])] == [
        "search_members"
    ]
