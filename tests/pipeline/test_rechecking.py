"""Checking an environment that a person edited: what holds, what does not, and what is made of it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from nex.data.jsons import Json
from nex.data.surroundings import Ground, PinnedTool
from nex.data.task import KINDS
from nex.environment.environment import Environment
from nex.environment.folder import read_environment, write_environment
from nex.environment.inspecting import inspect_folder
from nex.environment.sealing import Edit
from nex.environment.shipped import shipped_spec
from nex.pipeline.rechecking import Checked, check_environment
from nex.pipeline.watch import Unwatched
from tests.plant import library, planner

pytestmark = pytest.mark.anyio
TASKS = 18


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An environment of its own, with two architectures."""
    whole = library()
    gated = {"gated_by": "planner", "pass_rate": 1.0}
    plans = tuple(plan.model_copy(update=gated) for plan in whole.blueprints[:2])
    tasks, proofs = whole.tasks[:TASKS], whole.proofs[:TASKS]
    kinds = Counter(task.kind for task in tasks)
    update = {
        "blueprints": tuple(plan.name for plan in plans),
        "tasks": {kind: kinds[kind] for kind in KINDS if kinds[kind]},
        "spec": shipped_spec("library"),
    }
    card = whole.card.model_copy(update=update)
    return write_environment(Environment(card, whole.world, tasks, plans, proofs), tmp_path)


async def checked(folder: Path) -> Checked:
    return await check_environment(folder, planner(), Unwatched())


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


async def test_what_nobody_edited_proves_again_to_the_same_bytes(folder: Path) -> None:
    found = await checked(folder)
    assert found.holds
    assert (found.edits, found.faults, found.unproved, found.renewed) == ((), [], [], [])
    assert found.environment is not None
    assert found.environment == read_environment(folder, proofs=True)
    assert found.environment.name == folder.name


async def test_an_edited_rule_is_said_in_english_and_its_world_is_made_anew(folder: Path) -> None:
    """Rows keep their dice, so that most tasks still prove; the new environment holds by itself."""
    change(folder / "world.json", '"most": 3', '"most": 5')
    found = await checked(folder)
    assert found.edits == (Edit("world", "", "changed"),)
    assert found.said is not None
    assert found.said.gone == ("A member may have at most 3 loans.",)
    assert found.said.new == ("A member may have at most 5 loans.",)
    assert found.proved >= 0.6 * TASKS
    assert found.environment is not None
    assert found.environment.world.origin == library().world.digest
    made = write_environment(found.environment, folder.parent)
    assert made != folder
    again = await checked(made)
    assert again.holds
    assert again.environment == found.environment


async def test_what_an_action_does_now_is_what_its_tasks_demand(folder: Path) -> None:
    """A book that is checked out now becomes reserved: the goals follow, the words stay."""
    lent = '"to": "on loan"'
    change(folder / "world.json", lent, '"to": "reserved"')
    found = await checked(folder)
    assert found.renewed
    assert found.environment is not None
    task = found.environment.task(found.renewed[0])
    assert task.instruction == library().task(task.id).instruction
    assert task.goal != library().task(task.id).goal


async def test_a_task_whose_words_ask_for_something_else_is_named(folder: Path) -> None:
    task = library().tasks[0]
    other = next(t for t in library().tasks if t.kind == task.kind and t != task)
    lines = (folder / "tasks.jsonl").read_text().splitlines()
    record: Json = json.loads(lines[0]) | {"instruction": other.instruction}
    (folder / "tasks.jsonl").write_text("\n".join([json.dumps(record), *lines[1:]]) + "\n")
    found = await checked(folder)
    assert found.edits == (Edit("task", task.id, "changed"),)
    assert [(one.task.id, one.reason) for one in found.unproved] == [
        (task.id, "not solved from text")
    ]
    assert found.environment is not None
    assert task.id not in {one.id for one in found.environment.tasks}


async def test_a_blueprint_that_lost_a_tool_is_refused_and_the_others_stay(folder: Path) -> None:
    change(folder / "blueprints" / "solo.json", '"check_out_book"', '"check_out_boat"')
    found = await checked(folder)
    assert found.gated is not None
    assert "'check_out_boat' is unknown" in found.gated.rejected["solo"]
    assert [plan.name for plan in found.gated.blueprints] == ["router"]


async def test_a_blueprint_that_a_person_adds_is_gated_with_the_others(folder: Path) -> None:
    plans = folder / "blueprints"
    mine = json.loads((plans / "solo.json").read_text()) | {"name": "mine", "gated_by": None}
    mine["root"]["instructions"] += " Be brief."
    (plans / "mine.json").write_text(json.dumps(mine))
    found = await checked(folder)
    assert found.edits == (Edit("blueprint", "mine", "added"),)
    assert found.environment is not None
    assert [(p.name, p.gated_by) for p in found.environment.blueprints][-1] == ("mine", "planner")


async def test_another_dialect_is_proved_on_the_tasks(folder: Path) -> None:
    content = json.loads((folder / "environment.json").read_text())
    content["surface"] = content["surface"] | {"dialect": "mine", "names": "camel"}
    (folder / "environment.json").write_text(json.dumps(content))
    found = await checked(folder)
    assert found.edits == (Edit("card", "surface", "changed"),)
    assert found.proved == TASKS
    assert found.environment is not None
    assert found.environment.card.surface.names == "camel"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"most": 3', '"most": 3,\n "mots": 4', "mots: no such field"),
        ('"most": 3,', '"most": 3;', "no JSON"),
        ('"most": 3', '"most": "three"', "it is 'three'"),
        ('"entity": "loan"', '"entity": "laon"', "no thing is called 'laon'"),
        ('"to": "lost"', '"to": "gone"', "no value of 'status' is called 'gone'"),
    ],
)
def test_a_broken_world_is_named_with_its_line(folder: Path, old: str, new: str, said: str) -> None:
    path = folder / "world.json"
    change(path, old, new)
    [fault, *_] = inspect_folder(folder).faults
    assert said in fault.text
    near = path.read_text().splitlines()[fault.line - 2 : fault.line + 1]
    assert fault.path == path
    assert any(new.splitlines()[-1].strip() in line for line in near)


async def test_a_folder_without_a_seal_is_checked_as_well(folder: Path) -> None:
    (folder / "seal.json").unlink()
    found = await checked(folder)
    assert (found.sealed, found.holds) == (False, True)


async def test_rules_that_cannot_both_hold_stop_the_check(folder: Path) -> None:
    path = folder / "world.json"
    world = json.loads(path.read_text())
    action = next(a for a in world["actions"] if a["verb"] == "return")
    action["requires"].append(
        {"kind": "in", "path": ["book", "status"], "values": ["lost"], "when": None}
    )
    path.write_text(json.dumps(world))
    found = await checked(folder)
    assert any("return a book" in fault for fault in found.faults)
    assert found.environment is None


async def test_tasks_on_real_servers_are_left_to_a_run_where_nobody_solves_them(
    tmp_path: Path,
) -> None:
    whole = library()
    ground = Ground(server="time", tools=(PinnedTool(name="now"),))
    card = whole.card.model_copy(update={"grounds": (ground,)})
    found = await checked(write_environment(replace(whole, card=card), tmp_path))
    assert (found.real, found.holds, found.gated) == (len(whole.tasks), True, None)
    assert "nobody but a model" in found.remarks[0]


async def test_a_new_action_brings_architectures_that_have_its_tool(folder: Path) -> None:
    """And the new environment says its World in a spec of its own, so that the next edit is said."""
    path = folder / "world.json"
    world = json.loads(path.read_text())
    lost = next(action for action in world["actions"] if action["verb"] == "mark")
    world["actions"].append({**lost, "verb": "shelve", "complement": ""})
    path.write_text(json.dumps(world))
    found = await checked(folder)
    assert found.redrawn == ["solo", "router"]
    assert found.environment is not None
    assert found.gated is not None
    assert found.gated.rejected == {}
    assert all("shelve_book" in plan.model_dump_json() for plan in found.environment.blueprints)
    made = write_environment(found.environment, folder.parent)
    assert (await checked(made)).holds
    change(made / "world.json", '"most": 3', '"most": 4')
    again = await checked(made)
    assert again.said is not None
    assert again.said.new == ("A member may have at most 4 loans.",)
