"""A writer in the pipeline: its architecture passes the same gate, its words the same proof."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nex.data.jsons import Json
from nex.environment.folder import Environment, read_environment, write_environment
from nex.environment.shipped import shipped_spec
from nex.errors import InputError
from nex.language.reading.reader import read_spec
from nex.models.resolve import closing, resolve
from nex.pipeline.penning import Penned, in_first_words
from nex.pipeline.rechecking import check_environment
from nex.pipeline.synthesizing import Recipe, synthesize_environment
from nex.pipeline.watch import Unwatched
from nex.synthesis.writer.asking import Terms, Writer
from tests.models.provider import Answer, serving
from tests.plant import planner
from tests.synthesis.scribe import Scribe

pytestmark = pytest.mark.anyio
WORLD = read_spec(shipped_spec("library"), "specs/library.md").world


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def made(
    script: Callable[[Json], Answer], architectures: tuple[str, ...] = (), paraphrases: int = 0
) -> Environment:
    async with serving(script) as provider:
        model = resolve("openai/good", base_url=provider.url)
        async with closing(model):
            penned = Penned(Writer(model, Terms(rounds=2)), architectures, paraphrases)
            recipe = Recipe(0, 10, 1, penned=penned)
            return await synthesize_environment(WORLD, recipe, planner(), Unwatched())


async def test_a_written_architecture_is_gated_as_any_other() -> None:
    prose = "a triage lead with two reviewers"
    found = await made(Scribe(WORLD), (prose, prose))
    written = [b for b in found.blueprints if b.topology == "written by openai/good"]
    assert [b.name for b in written] == ["triage", "triage 2"]
    assert {(b.gated_by, b.pass_rate) for b in written} == {("planner", 1.0)}


async def test_an_architecture_that_does_not_hold_is_refused_with_the_reason() -> None:
    with pytest.raises(InputError, match=r"drew no architecture that holds: .*"):
        await made(lambda asked: Scribe(WORLD)({**asked, "model": "hostile"}), ("a lead",))


async def test_paraphrases_go_into_the_environment_and_say_whose_they_are(tmp_path: Path) -> None:
    found = await made(Scribe(WORLD), paraphrases=5)
    plain = await made(Scribe(WORLD))
    folder = write_environment(found, tmp_path)
    again = read_environment(folder, proofs=True)
    worded = [task for task in again.tasks if "worded by openai/good" in task.voice]
    assert len(worded) >= 5
    assert {proof.solver for proof in again.proofs} == {"", "openai/good"}
    assert "tasks in other words" in again.card.made_with["paraphrases"]
    assert [task.goal for task in again.tasks] == [task.goal for task in plain.tasks]
    assert [b.pass_rate for b in again.blueprints] == [b.pass_rate for b in plain.blueprints]
    assert found.name != plain.name
    first = [task.instruction for task in in_first_words(again)]
    assert first == [task.instruction for task in plain.tasks]


async def test_an_environment_in_other_words_is_checked_by_its_first_ones(tmp_path: Path) -> None:
    folder = write_environment(await made(Scribe(WORLD), paraphrases=5), tmp_path)
    checked = await check_environment(folder, planner(), Unwatched())
    assert checked.holds
    assert checked.environment is not None
    assert checked.environment.name == folder.name


async def test_the_same_replies_make_the_same_environment() -> None:
    first, second = [await made(Scribe(WORLD), ("a lead",), 3) for _ in range(2)]
    assert first.digest == second.digest
