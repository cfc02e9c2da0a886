"""What a World costs: a clone, a call, a plan, a populated state, a call through MCP in memory."""

from __future__ import annotations

import statistics
import time
from collections.abc import Awaitable, Callable

import anyio
from figures import Figure, show
from mcp import Client

from nex.data.jsons import Json
from nex.data.task import Caller, Start
from nex.data.world import World
from nex.language.reading.reader import read_spec
from nex.worlds.diff import diff
from nex.worlds.planner import plan, reach
from nex.worlds.populate import populate
from nex.worlds.server import build_server
from nex.worlds.session import Session

SPEC = """# Library

A book has a title, an author and a status: available, on loan or lost.
A member has a name, an email and a status: active or suspended.
A loan belongs to a member and a book.
There are 24 books and 8 members.
Staff can check out a book to a member. A book can only be checked out if it is available.
When a book is checked out, it becomes on loan and a loan is created.
Staff can return a book. A book can only be returned if it is on loan.
When a book is returned, it becomes available and the loan is deleted.
A member may have at most 3 loans.
"""


def library() -> World:
    """The World that everything is measured on."""
    return read_spec(SPEC, "library.md").world


def microseconds(work: Callable[[], object], times: int) -> float:
    """The median of five rounds, for one go."""
    rounds: list[float] = []
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(times):
            work()
        rounds.append((time.perf_counter() - start) / times * 1e6)
    return statistics.median(rounds)


async def mcp_microseconds(session: Session, arguments: Json, times: int) -> float:
    """One call through the official client and server in memory."""
    async with Client(build_server(session)) as client:

        async def call() -> None:
            await client.call_tool("get_book", arguments)

        return await _rounds(call, times)


async def _rounds(call: Callable[[], Awaitable[None]], times: int) -> float:
    rounds: list[float] = []
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(times):
            await call()
        rounds.append((time.perf_counter() - start) / times * 1e6)
    return statistics.median(rounds)


def _aimed(name: str, value: float, unit: str, aim: float) -> Figure:
    return Figure(
        f"worlds.{name.replace(', ', '_').replace(' ', '_')}", value, unit, aim, None, "lower"
    )


def measure(times: int) -> list[Figure]:
    """Every figure; aims in the units of the design, none is a bar."""
    world = library()
    template = populate(world, 7)
    session = Session(template, Start(caller=Caller(role="staff")))
    start = template.clone()
    lent = next(row for row in start.rows("book") if row["status"] == "on loan")
    loan = next(row for row in start.rows("loan") if row["book"] == lent["id"])
    book, member = str(lent["id"]), str(loan["member"])

    def lend_and_return() -> None:
        session.call("return_book", {"book": book})
        session.call("check_out_book", {"book": book, "member": member})

    lend_and_return()
    assert session.call("get_book", {"id": book}).status == "ok"

    return [
        _aimed("populate", microseconds(lambda: populate(world, 7), times // 100) / 1000, "ms", 20),
        _aimed("clone", microseconds(lambda: template.clone().close(), times), "us", 50),
        _aimed("open a session", microseconds(lambda: Session(template).close(), times), "us", 50),
        _aimed("get", microseconds(lambda: session.call("get_book", {"id": book}), times), "us", 20),
        _aimed("search", microseconds(lambda: session.call("search_books", {"status": "lost"}), times), "us", 40),
        _aimed("action", microseconds(lend_and_return, times) / 2, "us", 60),
        _aimed("diff", microseconds(lambda: diff(start, session.state), times // 4), "us", 150),
        _aimed("plan, one action", microseconds(lambda: plan(start, [reach("book", book, "status", "available")]), times // 20), "us", 1000),
        _aimed("MCP call in memory", anyio.run(mcp_microseconds, session, {"id": book}, times // 4), "us", 250),
    ]  # fmt: skip


if __name__ == "__main__":
    show(__doc__, lambda quick: measure(400 if quick else 4000))
