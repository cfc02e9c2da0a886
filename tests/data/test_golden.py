"""What nex wrote yesterday it reads today: every record in its golden file, with its version."""

from __future__ import annotations

import json
from collections.abc import Callable

import orjson
import pytest
from pydantic import JsonValue

from nex.batch.records import Ending
from nex.data.blueprint import Blueprint, UnitPlan
from nex.data.environment import EnvironmentCard
from nex.data.events import EVENT_SCHEMA, Event, event_of
from nex.data.fold import fold
from nex.data.frozen import Frozen
from nex.data.manifest import Manifest, PlanItem, Price
from nex.data.scores import Score, ScoreCard
from nex.data.task import (
    Caller,
    Change,
    Complexity,
    Evidence,
    Fact,
    Frame,
    Goal,
    Outcome,
    Patch,
    PlannedCall,
    Proof,
    Rejection,
    Task,
    Verdict,
)
from nex.data.trajectory import Provenance
from nex.data.world import (
    Action,
    AddValue,
    Attribute,
    Compare,
    CountAtMost,
    CreateRow,
    DeleteRows,
    Entity,
    Example,
    Exists,
    Filter,
    In,
    IsSet,
    NotIn,
    Parameter,
    Path,
    Rule,
    SetValue,
    World,
)

Golden = Callable[[str, str], str]

STATUS = Attribute(
    name="status",
    type="one_of",
    values=("available", "on loan", "lost"),
    initial="available",
)
BOOK = Entity(
    name="book",
    plural="books",
    attributes=(
        Attribute(name="title", type="text", unique=True),
        Attribute(name="price", type="money", optional=True, minimum=0, maximum=99_900),
        STATUS,
    ),
    count=24,
)
MEMBER = Entity(name="member", plural="members", attributes=(Attribute(name="name", type="text"),))
LOAN = Entity(
    name="loan",
    plural="loans",
    attributes=(
        Attribute(name="book", type="reference", entity="book"),
        Attribute(name="member", type="reference", entity="member"),
    ),
)
AVAILABLE = In(path=("book", "status"), values=("available",))
CHECK_OUT = Action(
    verb="check out",
    object="book",
    parameters=(
        Parameter(name="book", entity="book"),
        Parameter(name="member", preposition="to", entity="member"),
        Parameter(name="days", preposition="for", type="integer", optional=True),
    ),
    callers=("staff",),
    requires=(AVAILABLE, IsSet(path=("book", "price"), when=AVAILABLE)),
    effects=(
        SetValue(path=("book", "status"), to="on loan"),
        AddValue(path=("book", "price"), amount=Path(path=("days",)), sign=-1),
        CreateRow(
            entity="loan",
            values=(("book", Path(path=("book",))), ("member", Path(path=("member",)))),
        ),
        DeleteRows(entity="loan", where=(Filter(attribute="book", among=(Path(path=("book",)),)),)),
    ),
    inferred=("a loan is created",),
)
WORLD = World(
    name="library",
    entities=(BOOK, MEMBER, LOAN),
    roles=("staff",),
    actions=(CHECK_OUT,),
    rules=(
        Rule(
            action="check out book",
            condition=NotIn(path=("member", "name"), values=("Mia",)),
        ),
        Rule(
            entity="book",
            condition=Compare(path=("book", "price"), operator=">=", to=0),
        ),
        Rule(
            entity="member",
            condition=CountAtMost(
                entity="loan",
                where=(Filter(attribute="member", among=(Path(path=("member",)),)),),
                most=3,
            ),
        ),
        Rule(
            entity="book",
            condition=Exists(entity="loan", where=(), negated=True),
        ),
    ),
    examples=(
        Example(
            action="check out book",
            caller=("staff", None),
            arguments=(("book", "Dune"), ("member", "Mia")),
            facts=(("book.status", "lost"),),
            refused=True,
            then=(("book.status", "lost"),),
        ),
    ),
    notes=("The library is open from Monday to Saturday.",),
)
CREATED = Change(
    kind="created", entity="loan", row="loan#1", after={"book": "BO-1031", "member": "ME-1004"}
)
TASK = Task(
    id="do-0017",
    world=WORLD.digest,
    kind="do",
    instruction="Could you lend Dune to Mia Cole?",
    caller=Caller(role="staff"),
    start=(Patch(entity="book", row="BO-1031", attribute="status", value="available"),),
    goal=Goal(
        changes=(CREATED,),
        frame=Frame(exempt=("book.price",), tolerant=(("loan.days", 1),)),
        answer=3,
        rules=("Suspended members cannot check out books.",),
        observed=(Fact(entity="book", row="BO-1031"),),
        asked=True,
    ),
    user=("The hardback.",),
    complexity=Complexity(bits=14.25, calls=4, actions=1, depth=2, shortest=True),
    signature="check out book",
)
PROOF = Proof(
    task="do-0017",
    solution=(
        PlannedCall(tool="check_out_book", arguments={"book": "BO-1031", "member": "ME-1004"}),
    ),
    end="0" * 64,
    checks={"solution": True, "text": True},
)
BLUEPRINT = Blueprint(
    name="manager-1",
    topology="manager",
    root=UnitPlan(
        name="desk",
        role="hands the work over",
        instructions="You lead {{ world }}.",
        units=(UnitPlan(name="clerk", tools=("check_out_book",), kind="critic", rounds=2),),
    ),
    gated_by="planner",
    pass_rate=0.99,
)
CARD = EnvironmentCard(
    name="library-7f3a91",
    world=WORLD.digest,
    seed=7,
    state="1" * 64,
    tasks={"do": 120},
    dropped={"ambiguous": 11},
    blueprints=("solo", "manager-1"),
    rejected_blueprints={"panel": "0.91"},
    reading={"exact": 18, "guess": 1, "note": 2},
    spec="# Library\n",
    made_with={"nex": "0.1.0"},
)
MANIFEST = Manifest(
    id="20261120-library-7f3a91",
    seed=7,
    environments={"library-7f3a91": WORLD.digest},
    models=("openai/gpt-5-mini",),
    sandbox="inprocess",
    tools={"library-7f3a91": "2" * 64},
    images={"base": "3" * 64},
    prices={"openai/gpt-5-mini": Price(input=0.25, output=2)},
    versions={"nex": "0.1.0"},
    settings={"repeats": "1"},
    plan=(
        PlanItem(
            id="4" * 32,
            environment="library-7f3a91",
            task="do-0017",
            blueprint=BLUEPRINT.digest,
            architecture="manager-1",
            model="openai/gpt-5-mini",
        ),
    ),
)
ENDING = Ending(
    status="completed",
    stop_reason="finish",
    environment="library-7f3a91",
    world=WORLD.digest,
    task="do-0017",
    kind="do",
    instruction="Could you lend Dune to Mia Cole?",
    blueprint=BLUEPRINT.digest,
    architecture="manager-1",
    policy="openai/gpt-5-mini",
    language="model",
    outcome=Outcome(status="refused", reason="Suspended members cannot check out books."),
    verdict=Verdict(passed=False, progress=0.5, unmet=("no loan",), side_effects=("a book",)),
    changes=(CREATED,),
    extra={"note": None},
    provenance=Provenance(run="r", rollout=1, sandbox="direct", wall_seconds=0.5, model_seed=3),
)
EVIDENCE = Evidence(
    changes=(CREATED,),
    observed=(Fact(entity="book", row="BO-1031"),),
    rejections=(Rejection(tool="check_out_book", code="rule_violation", sentence="..."),),
    asked=1,
    calls=4,
)
SCORES = ScoreCard(
    scores=(
        Score(axis="complexity", name="bits", value=14.25, unit="bits", low=12.9, high=15.6,
              of="231 tasks", floor=8),
    )
)  # fmt: skip

RECORDS: dict[str, Frozen] = {
    "world": WORLD,
    "task": TASK,
    "proof": PROOF,
    "blueprint": BLUEPRINT,
    "environment": CARD,
    "manifest": MANIFEST,
    "ending": ENDING,
    "evidence": EVIDENCE,
    "scores": SCORES,
}

EVENTS: list[Event] = [
    {"type": "call", "id": [], "unit": "clerk", "kind": "agent", "arguments": {"request": "Lend."}},
    {
        "type": "offer",
        "id": [],
        "digest": "5" * 16,
        "tools": [{"name": "get_book", "description": "Get a book by its id.", "input": {},
                   "output": {"type": "object"}}],
    },
    {
        "type": "step",
        "id": [],
        "head": 1,
        "new": [
            {"role": "system", "content": [{"type": "text", "text": "You run the library."}]},
            {"role": "user", "content": [{"type": "image", "mime": "image/png", "blob": "6" * 64}]},
        ],
        "settings": {"temperature": 0.5, "max_tokens": 100},
        "reply": {
            "message": {
                "role": "assistant",
                "content": [{"type": "provider", "block": {"signature": "x"}}],
                "reasoning": "I look it up.",
                "tool_calls": [
                    {
                        "id": "call_0",
                        "type": "function",
                        "function": {"name": "get_book", "arguments": '{"id":"BO-1031"}'},
                    }
                ],
            },
            "usage": (120, 12, 0.25),
            "finish": "tool_calls",
            "model": "gpt-x",
            "extra": {"logprobs": None},
        },
    },
    {"type": "call", "id": [0], "unit": "get_book", "kind": "tool", "arguments": {"id": "BO-1031"}},
    {
        "type": "end",
        "id": [0],
        "result": {"text": "busy", "status": "error", "code": "rate_limited", "seconds": 0.5},
    },
    {
        "type": "messages",
        "id": [],
        "head": 3,
        "new": [{"result": 0, "tool_call_id": "call_0"}],
    },
    {"type": "end", "id": [], "result": {"json": True, "value": {"status": "done"}}},
]  # fmt: skip


@pytest.mark.parametrize("name", RECORDS)
def test_golden_record(name: str, golden: Golden) -> None:
    record = RECORDS[name]
    written = pretty(record.model_dump(mode="json"))
    held = golden(f"{name}.json", written)
    assert written == held
    assert type(record).model_validate_json(held) == record


def test_golden_events(golden: Golden) -> None:
    lines = [orjson.dumps({"schema": EVENT_SCHEMA}), *map(orjson.dumps, EVENTS)]
    written = "".join(line.decode() + "\n" for line in lines)
    held = golden("events.jsonl", written)
    assert written == held
    read = [event_of(line) for line in held.splitlines()[1:]]
    root = fold(read)
    assert root == fold(EVENTS)
    assert [call.result.code for call in root.steps[0].calls if call.result] == ["rate_limited"]


@pytest.mark.parametrize("name", sorted(RECORDS.keys() - {"evidence"}))
def test_a_record_of_another_version_is_refused(name: str) -> None:
    record = RECORDS[name]
    dumped: dict[str, JsonValue] = record.model_dump(mode="json")
    assert (
        dumped["schema_version"] == f"{str(dumped['schema_version']).split('/', maxsplit=1)[0]}/1"
    )
    with pytest.raises(ValueError, match="schema_version"):
        type(record).model_validate({**dumped, "schema_version": "nex.other/9"})


def pretty(value: JsonValue) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
