"""Instructions in other words: kept where the goal is reached from them alone, counted where not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import cast

import orjson
import pytest

from nex.data.jsons import Json
from nex.environment.shipped import shipped_spec
from nex.language.reading.reader import read_spec
from nex.models.resolve import closing, resolve
from nex.runtime.model import Model
from nex.synthesis.synthesize import Drawn, synthesize
from nex.synthesis.writer.asking import Misfit, Terms, Writer
from nex.synthesis.writer.instructions import (
    NOT_FILLED,
    NOT_REACHED,
    NOT_SAID,
    Reworded,
    reword,
)
from nex.synthesis.writer.literals import demand_same_literals, literals
from nex.worlds.populate import populate
from tests.models.provider import Answer, Provider, answer, serving
from tests.synthesis.scribe import Scribe, told

pytestmark = pytest.mark.anyio
WORLD = read_spec(shipped_spec("library"), "specs/library.md").world
TEMPLATE = populate(WORLD, 0)
DRAWN = synthesize(TEMPLATE, 40, seed=0)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def reworded(
    script: Callable[[Json], Answer], name: str = "good", most: int = 40
) -> Reworded:
    async with serving(script) as provider, closing(at(provider, name)) as model:
        made = (DRAWN.tasks, DRAWN.proofs)
        return await reword(TEMPLATE, made, most, Writer(model, Terms(rounds=2)))


def at(provider: Provider, name: str) -> Model:
    """The built-in client of that provider."""
    return resolve(f"openai/{name}", base_url=provider.url)


def unchanged(found: Reworded, drawn: Drawn = DRAWN) -> bool:
    return list(found.tasks) == drawn.tasks and list(found.proofs) == drawn.proofs


@pytest.mark.parametrize("manner", ["good", "sloppy"])
async def test_other_words_replace_an_instruction_whose_goal_they_reach(manner: str) -> None:
    found = await reworded(Scribe(WORLD), manner)
    assert found.refused == Counter()
    pairs = list(zip(DRAWN.tasks[:40], found.tasks, strict=False))
    assert all(after.instruction != before.instruction for before, after in pairs)
    for before, after in pairs:
        voice = f"{before.voice}, worded by openai/{manner}"
        same = before.model_copy(update={"instruction": after.instruction, "voice": voice})
        assert after == same
    originals = {task.id: task.instruction for task in DRAWN.tasks}
    kept = [proof for proof in found.proofs if proof.solver]
    assert len(kept) == found.kept >= 40
    assert {proof.solver for proof in kept} == {f"openai/{manner}"}
    assert all(proof.original == originals[proof.task] for proof in kept)


async def test_twins_keep_the_same_words() -> None:
    found = await reworded(Scribe(WORLD))
    words = {task.id: task.instruction for task in found.tasks}
    twins = [task for task in found.tasks if task.twin]
    assert twins
    assert all(words[task.id] == words[task.twin] for task in twins)


@pytest.mark.parametrize("manner", ["hostile", "huge", "bomb", "cut", "mute"])
async def test_without_usable_words_everything_stays(manner: str) -> None:
    found = await reworded(Scribe(WORLD), manner, 4)
    assert unchanged(found)
    assert set(found.refused) <= {NOT_SAID, NOT_FILLED}


class Misreader(Scribe):
    """Paraphrases well and then reads something else out of it."""

    def goal(self, words: str) -> Json:
        right = super().goal(words)
        book: Json = {"thing": "book", "where": {"title": "No Such Book"}}
        return {**right, "items": [{"do": "return book", "with": {"book": book}}]}


class Babbler(Scribe):
    """Paraphrases well and fills in what no World has a word for."""

    def goal(self, words: str) -> Json:
        return {"items": [{"do": "launch rocket"}]}


class Forger(Scribe):
    """Leaves names out, or brings some of its own."""

    def paraphrase(self, instruction: str) -> str:
        return super().paraphrase(instruction) + " Do the same for Marcus Weber and BO-1031."


@pytest.mark.parametrize(
    ("scribe", "reason"),
    [(Misreader, NOT_REACHED), (Babbler, NOT_FILLED), (Forger, NOT_SAID)],
)
async def test_words_from_which_the_goal_is_not_reached_are_counted_by_reason(
    scribe: type[Scribe], reason: str
) -> None:
    found = await reworded(scribe(WORLD), most=6)
    assert unchanged(found)
    assert set(found.refused) == {reason}
    assert found.refused[reason] >= 6


async def test_the_goal_is_read_from_the_paraphrase_alone() -> None:
    seen: list[str] = []

    def script(asked: Json) -> Answer:
        said = told(asked)
        if said[0].startswith("You read an instruction"):
            seen.append("\n".join(said))
            return answer({"content": "{}"})
        return answer({"content": orjson.dumps({"says": scribe.paraphrase(said[1])}).decode()})

    scribe = Scribe(WORLD)
    await reworded(script, most=1)
    [original] = scribe.originals.values()
    assert all(original not in text for text in seen)
    schema = cast("Json", orjson.loads(seen[0].partition("The JSON Schema:\n")[2].split("\n")[0]))
    assert schema["required"] == ["items"]


@pytest.mark.parametrize(
    ("original", "other", "why"),
    [
        ('Return "Dune".', 'Bring "Done" back.', "'Dune' letter by letter"),
        ('Return "Dune".', "Bring Dune back.", ""),
        ("Check out 3 books.", "Lend some books out.", "'3' letter by letter"),
        ('Return "Dune".', 'Bring "Dune" back by 2026-01-01.', "2026-01-01"),
        ('Return "Dune".', 'Bring "Dune" back with return_book.', "return_book"),
        ('Return "Dune".', "return dune", "the same text"),
        ("I am Mia Cole. Return it.", "It is Mia Cole here, bring it back.", ""),
    ],
)
def test_every_literal_stays_and_none_is_added(original: str, other: str, why: str) -> None:
    if not why:
        demand_same_literals(original, other)
        return
    with pytest.raises(Misfit, match=why):
        demand_same_literals(original, other)


def test_literals_are_found_in_every_instruction() -> None:
    for task, proof in zip(DRAWN.tasks, DRAWN.proofs, strict=True):
        assert task.id == proof.task
        for call in proof.solution:
            for value in call.arguments.values():
                if isinstance(value, str) and f'"{value}"' in task.instruction:
                    assert value in literals(task.instruction)
