"""What an agent can be given beside tools: skills, deferred tools, a store, recall."""

from __future__ import annotations

from pathlib import Path

import pytest

from nex import Agent, run, tool
from nex.data.events import Event
from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result, text_of
from nex.errors import InputError
from nex.models.scripted import asks, scripted
from nex.runtime.budget import Limits
from nex.runtime.deferred import deferred
from nex.runtime.recall import Recall
from nex.runtime.scope import Scope
from nex.runtime.skills import SkillReader, read_skills
from nex.runtime.store import Entry, Store
from nex.runtime.unit import Unit
from tests.runtime.units import answers

pytestmark = pytest.mark.anyio
TIMED = Limits(seconds=30)


async def called(unit: Unit, arguments: Json) -> Result:
    return await Scope(lambda _: None).call(unit, arguments, TIMED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    skill = tmp_path / "returns"
    (skill / "scripts").mkdir(parents=True)
    (skill / "SKILL.md").write_text(
        "---\nname: returns\ndescription: >\n  How to take\n  goods back.\nlicense: MIT\n---\n"
        "# Returns\nAsk for the receipt.\n"
    )
    (skill / "scripts" / "label.py").write_text("raise SystemExit('never run')\n")
    (tmp_path / "secret.txt").write_text("not for agents")
    (skill / "way-out.txt").symlink_to(tmp_path / "secret.txt")
    return tmp_path


async def test_a_skill_is_read_when_it_is_needed(folder: Path) -> None:
    unit = SkillReader(read_skills(folder))
    assert unit.signature.description.endswith("\n- returns: How to take goods back.")
    told = await called(unit, {"skill": "returns"})
    assert told.text == ("# Returns\nAsk for the receipt.\n\nFiles of this skill: scripts/label.py")
    script = await called(unit, {"skill": "returns", "file": "scripts/label.py"})
    assert script.text == "raise SystemExit('never run')\n"


@pytest.mark.parametrize(
    "file", ["../secret.txt", "/etc/passwd", "way-out.txt", "scripts", "x", ""]
)
async def test_nothing_outside_a_skill_is_read(folder: Path, file: str) -> None:
    told = await called(SkillReader(read_skills(folder)), {"skill": "returns", "file": file})
    assert (told.status, told.code) == ("error", "not_found")
    assert "scripts/label.py" in told.text


async def test_an_unknown_skill_is_named(folder: Path) -> None:
    told = await called(SkillReader(read_skills(folder)), {"skill": "refunds"})
    assert (told.code, "'returns'" in told.text) == ("invalid_arguments", True)


ODD_SKILLS = [
    ("# no front matter", "opens with front matter"),
    ("---\nname: x\n---\n", "has no description"),
    ("---\ntitle: x\n---\n", "no name and no description"),
]


@pytest.mark.parametrize(("text", "defect"), ODD_SKILLS)
def test_a_skill_that_cannot_be_read_is_bad_input(tmp_path: Path, text: str, defect: str) -> None:
    with pytest.raises(InputError, match=r"no SKILL\.md"):
        read_skills(tmp_path)
    (tmp_path / "SKILL.md").write_text(text)
    with pytest.raises(InputError, match=defect):
        read_skills(tmp_path)


@tool
async def price_of_item(sku: str) -> float:
    """What one item costs.

    In euros.
    """
    return {"A1": 12.5}[sku]


MANY = (price_of_item, *(answers(f"tool_{n}") for n in range(50)))


async def test_deferred_tools_are_found_loaded_and_used() -> None:
    turns = (
        asks(("search_tools", {"query": "cost of an item"})),
        asks(("load_tool", {"name": "price_of_item"})),
        asks(("use_tool", {"name": "price_of_item", "arguments": {"sku": "A1"}})),
    )
    result = await run(Agent("a", "", deferred(MANY), scripted(*turns, "12.5")), "go")
    steps = result.trajectory.steps
    told = [step.calls[0].result.text for step in steps[:3] if step.calls[0].result]
    assert told[0].splitlines()[0] == "price_of_item: What one item costs."
    assert '"sku":{"type":"string"}' in told[1]
    assert told[2] == "12.5"
    assert [call.unit for call in steps[2].calls[0].steps[0].calls] == ["price_of_item"]
    assert len(result.trajectory.tools) == 3


async def test_a_deferred_tool_that_there_is_not_is_named_with_its_neighbours() -> None:
    _, load, use = deferred(MANY)
    for unit, name in ((load, "item_price"), (use, "item_price")):
        told = await called(
            unit, {"name": name, "arguments": {}} if unit is use else {"name": name}
        )
        assert (told.code, "near it: price_of_item" in told.text) == ("unknown_tool", True)
    with pytest.raises(InputError, match="one name"):
        deferred((price_of_item, price_of_item))


def store() -> Store:
    return Store({"notes": list[str], "budget": {"type": "integer"}})


async def written(unit: Unit, key: str, value: JsonValue, **more: JsonValue) -> Result:
    return await called(unit, {"key": key, "value": value, **more})


async def test_a_store_holds_typed_versioned_values() -> None:
    kept = store()
    read, write = kept.units
    assert (await called(read, {"key": "notes"})).value == {"value": None, "version": 0}
    assert (await written(write, "notes", ["a"])).value == {"version": 1}
    assert (await written(write, "notes", ["a", "b"], version=1)).value == {"version": 2}
    assert (await called(read, {"key": "notes"})).value == {"value": ["a", "b"], "version": 2}
    late = await written(write, "notes", [], version=1)
    assert (late.code, "by now" in late.text) == ("conflict", True)
    assert (await written(write, "notes", [1])).code == "invalid_arguments"
    assert (await written(write, "budget", "x")).code == "invalid_arguments"
    assert (await written(write, "other", 1)).code == "invalid_arguments"
    assert kept.entries == {"notes": Entry(["a", "b"], 2)}


async def test_a_store_is_made_again_from_the_log() -> None:
    kept, events = store(), list[Event]()
    turns = (
        asks(("write_store", {"key": "budget", "value": 3}), ("write_store", {"key": "budget"})),
        asks(("write_store", {"key": "budget", "value": 5, "version": 1})),
        "spent",
    )
    agent = Agent("a", "", kept.units, scripted(*turns))
    await Scope(events.append).call(agent, {"request": "go"}, TIMED)
    again = store()
    again.replay(events)
    assert again.entries == kept.entries == {"budget": Entry(5, 2)}


async def test_a_child_is_asked_again_in_its_conversation() -> None:
    clerk = Recall(Agent("clerk", "Prices.", (price_of_item,), scripted("which?", "12.5")))
    turns = (
        asks(("clerk", {"request": "the price?"})),
        asks(("clerk", {"request": "of A1", "conversation": "0.0"})),
        asks(("clerk", {"request": "of A1", "conversation": "7"})),
        "done",
    )
    events: list[Event] = []
    boss = Agent("boss", "", (clerk,), scripted(*turns))
    await Scope(events.append).call(boss, {"request": "go"}, TIMED)
    result = await run(boss, "go")
    calls = [step.calls[0] for step in result.trajectory.steps[:3]]
    told = [call.result.text for call in calls if call.result]
    assert told[:2] == ["which?\n(conversation: 0.0)", "12.5\n(conversation: 0.0)"]
    assert told[2] == "no conversation '7'; known: 0.0"
    said = [text_of(message["content"]) for message in calls[1].messages]
    assert said == ["Prices.", "the price?", "which?", "of A1", "12.5"]


async def test_conversations_are_remembered_from_the_log() -> None:
    def fresh() -> Recall:
        ending = asks(("price_of_item", {"sku": "A1"}))
        agent = Agent("clerk", "Prices.", (price_of_item,), scripted(ending))
        return Recall(
            Agent("clerk", "Prices.", agent.tools, agent.model, frozenset({"price_of_item"}))
        )

    first, second, events = fresh(), fresh(), list[Event]()
    boss = Agent("boss", "", (first,), scripted(asks(("clerk", {"request": "A1"})), "done"))
    await Scope(events.append).call(boss, {"request": "go"}, TIMED)
    second.replay(events)
    assert second.talks == first.talks
    assert list(first.talks["0.0"][-1]) == ["role", "content", "tool_call_id"]
    with pytest.raises(InputError, match="cannot be recalled"):
        Recall(Agent("a", "", input={"type": "object"}))
