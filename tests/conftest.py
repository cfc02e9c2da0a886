"""Rollouts of a small library, built by hand: what the scoring, export and report tests share."""

from __future__ import annotations

import gc
from dataclasses import dataclass, field, replace
from typing import cast

import orjson
import pytest
from hypothesis import settings

from nex.data.blueprint import Blueprint, UnitPlan
from nex.data.jsons import Json
from nex.data.messages import Message, Reply, Result, Signature, Usage, text_part
from nex.data.task import Change, Complexity, Goal, Outcome, Task, Verdict
from nex.data.trajectory import Call, CallId, Provenance, Step, Trajectory
from tests.engine import engine, missing_engine

__all__ = ["engine"]

# A loaded machine is no failure, and a test is the same test on every run.
settings.register_profile("nex", deadline=None, derandomize=True)
settings.load_profile("nex")


@pytest.fixture(autouse=True, scope="module")
def nothing_old_to_collect() -> None:
    """Keep the collector from stopping a test for what the modules before it left.

    At the end of the suite that takes half a second, which no test of deadlines expects.
    """
    gc.collect()
    gc.freeze()


TITLE: Json = {"type": "object", "properties": {"title": {"type": "string"}}}
BOOK: Json = {"type": "object", "properties": {"book": {"type": "string"}}, "required": ["book"]}
END: Json = {"type": "object", "properties": {"status": {"enum": ["done", "refused"]}}}
ASK: Json = {"type": "object", "properties": {"request": {"type": "string"}}}

SEARCH = Signature("search_books", "Search books.", TITLE)
LEND = Signature("check_out_book", "Check out a book.\nEffect: the book becomes on loan.", BOOK)
FINISH = Signature("finish", "End the work.", END)
CLERK = Signature("clerk", "Looks after the books.", ASK)

LENT = Change(
    kind="updated",
    entity="book",
    row="BO-1031",
    before={"status": "available"},
    after={"status": "on loan"},
)
LOAN = Change(kind="created", entity="loan", row="loan#1", after={"book": "BO-1031"})


def ok(value: Json, seconds: float = 0.1) -> Result:
    """A tool's ordinary reply."""
    return Result([text_part(orjson.dumps(value).decode())], value=value, seconds=seconds)


def error(code: str, text: str) -> Result:
    """A tool's refusal."""
    return Result([text_part(text)], status="error", code=code, seconds=0.1)


@dataclass
class Talk:
    """An agent's conversation while it is written down."""

    id: CallId
    unit: str
    tools: tuple[Signature, ...]
    model: str = "planner"
    messages: list[Message] = field(default_factory=list[Message])
    steps: list[Step] = field(default_factory=list[Step])

    def hear(self, role: str, text: str) -> Talk:
        """A message that is not the policy's."""
        said: Message = {"role": "user", "content": [text_part(text)]}
        if role == "system":
            said = {"role": "system", "content": [text_part(text)]}
        self.messages.append(said)
        return self

    def act(self, call: Call, *, text: str = "", reasoning: str = "") -> Talk:
        """A turn of the policy that makes one call, and the call's result."""
        head, name = len(self.messages) - 1, f"call_{len(self.steps)}"
        message: Message = {
            "role": "assistant",
            "content": [text_part(text)] if text else [],
            "tool_calls": [
                {
                    "id": name,
                    "type": "function",
                    "function": {
                        "name": call.unit,
                        "arguments": orjson.dumps(call.arguments).decode(),
                    },
                }
            ],
        }
        if reasoning:
            message["reasoning"] = reasoning
        usage = Usage(120, 12, 0.001) if self.model != "planner" else Usage()
        self.messages.append(message)
        self.steps.append(
            Step(Reply(message, usage, "tool_calls", self.model), head=head, calls=(call,))
        )
        if call.result is not None and call.unit != "finish":
            self.messages.append(
                {"role": "tool", "tool_call_id": name, "content": call.result.content}
            )
        return self

    def next(self, unit: str, arguments: Json, result: Result) -> Call:
        """A tool call as the next child of this conversation."""
        return Call((*self.id, len(self.steps)), unit, "tool", arguments, result)

    def call(self, request: str, result: Result | None) -> Call:
        """The conversation as the call that it was."""
        parents = tuple(range(-1, len(self.messages) - 1))
        return Call(
            self.id,
            self.unit,
            "agent",
            {"request": request},
            result,
            tuple(self.steps),
            tuple(self.messages),
            parents,
            self.tools,
        )


FOUND = ok(
    {
        "rows": [{"id": "BO-1031", "title": "Dune", "status": "available"}],
        "total": 1,
        "page": 1,
        "pages": 1,
    }
)
LATE = error("timeout", "No answer in time; look before you repeat it.")
TAKEN = ok({"changed": [{"entity": "book", "row": {"id": "BO-1031", "status": "on loan"}}]})
DONE: Json = {"status": "done", "answer": None, "reason": None}
NO: Json = {"status": "refused", "answer": None, "reason": "Suspended members cannot borrow books."}


def solo(end: Json, *, lend: bool = True, model: str = "planner", reasoning: str = "") -> Call:
    """One agent that searches, meets a timeout, lends and finishes."""
    talk = Talk((0,), "librarian", (SEARCH, LEND, FINISH), model)
    talk.hear("system", 'You run "The <Library>".').hear("user", "Lend Dune to Mia Cole.")
    talk.act(talk.next("search_books", {"title": "Dune"}, LATE), reasoning=reasoning)
    talk.act(talk.next("search_books", {"title": "Dune"}, FOUND))
    if lend:
        talk.act(talk.next("check_out_book", {"book": "BO-1031"}, TAKEN), text="Lending it.")
    talk.act(talk.next("finish", end, ok(end, 0)))
    return talk.call("Lend Dune to Mia Cole.", ok(end, 0))


def team() -> Call:
    """A manager that hands the work to a clerk, who finishes for himself."""
    clerk = Talk((0, 0), "clerk", (SEARCH, LEND, FINISH))
    clerk.hear("system", "You look after the books.").hear("user", "Lend Dune.")
    clerk.act(clerk.next("search_books", {"title": "Dune"}, FOUND))
    clerk.act(clerk.next("check_out_book", {"book": "BO-1031"}, TAKEN))
    clerk.act(clerk.next("finish", DONE, ok(DONE, 0)))
    manager = Talk((0,), "manager", (CLERK, FINISH))
    manager.hear("system", "You lead the library.").hear("user", "Lend Dune to Mia Cole.")
    manager.act(clerk.call("Lend Dune.", ok(DONE, 0)))
    manager.act(manager.next("finish", DONE, ok(DONE, 0)))
    return manager.call("Lend Dune to Mia Cole.", ok(DONE, 0))


def rollout(id: str, root: Call) -> Trajectory:
    """A verified rollout of the planner; replace what differs."""
    return Trajectory(
        id=id,
        environment="library-7f3a91",
        world="w" * 64,
        task="task-1",
        kind="do",
        instruction="Lend Dune to Mia Cole.",
        blueprint="b" * 64,
        architecture="solo",
        policy="planner",
        language="template",
        root=root,
        status="completed",
        stop_reason="finish",
        outcome=Outcome(),
        verdict=Verdict(passed=True, progress=1.0),
        changes=(LENT, LOAN),
        provenance=Provenance(run="run-77", rollout=0, sandbox="direct", wall_seconds=1.25),
    )


@pytest.fixture
def rollouts() -> list[Trajectory]:
    """Solo and team verified, a refusal, a failure of the same task, a model's, a broken one."""
    refusal = Outcome(status="refused", reason="Suspended members cannot borrow books.")
    failure = Verdict(
        passed=False, progress=0.5, unmet=("loan of BO-1031 was not created",), side_effects=()
    )
    return [
        rollout("t-solo", solo(DONE)),
        replace(rollout("t-team", team()), architecture="manager", blueprint="c" * 64),
        replace(
            rollout("t-refused", solo(NO, lend=False)),
            task="task-2",
            kind="refuse",
            outcome=refusal,
            changes=(),
        ),
        replace(
            rollout("t-failed", solo(DONE, lend=False)),
            verdict=failure,
            changes=(),
            provenance=Provenance(rollout=1),
        ),
        replace(
            rollout("t-model", solo(DONE, model="gpt-x", reasoning="First I look it up.")),
            policy="openai/gpt-x",
            language="model",
        ),
        replace(
            rollout("t-broken", replace(solo(DONE), result=None)),
            task="task-3",
            status="infra_error",
            stop_reason="server died",
            outcome=None,
            verdict=None,
            changes=(),
        ),
    ]


def task(id: str, bits: float = 12.0, signature: str = "do: check out book") -> Task:
    """A task whose goal is of no matter here."""
    return Task(
        id=id,
        world="w" * 64,
        kind="do",
        instruction="Lend Dune to Mia Cole.",
        goal=Goal(changes=(LENT,)),
        complexity=Complexity(bits=bits, calls=3, actions=1, depth=2, shortest=True),
        signature=signature,
    )


@pytest.fixture
def tasks() -> list[Task]:
    """Twelve tasks with six goals and rising bits."""
    return [task(f"task-{i}", 8.0 + i, f"do: goal {i % 6}") for i in range(12)]


@pytest.fixture
def blueprints() -> list[Blueprint]:
    """A solo agent and a manager with a clerk."""
    clerk = UnitPlan(name="clerk", tools=("search_books", "check_out_book"))
    return [
        Blueprint(
            name="solo",
            topology="solo",
            root=UnitPlan(name="librarian", tools=("search_books", "check_out_book")),
            gated_by="planner",
            pass_rate=1.0,
        ),
        Blueprint(
            name="manager",
            topology="manager",
            root=UnitPlan(name="manager", units=(clerk,)),
            gated_by="planner",
            pass_rate=0.99,
        ),
    ]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for all the tests that an engine would have let run."""
    skipped = cast("list[pytest.TestReport]", terminalreporter.stats.get("skipped", []))
    count = sum(missing_engine() in str(report.longrepr) for report in skipped)
    if count and missing_engine():
        terminalreporter.line(f"{count} container tests were skipped: {missing_engine()}")
