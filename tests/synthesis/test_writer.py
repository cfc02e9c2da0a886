"""A writer behind a real server: what it writes well is kept, what it writes ill changes nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from nex.data.jsons import Json, JsonValue
from nex.data.streams import Stream
from nex.errors import InputError, ModelError
from nex.language.reading.reader import inspect_spec
from nex.language.sampling.worlds import random_world
from nex.language.sentences.facts import facts
from nex.language.writing.writer import write_spec
from nex.models.resolve import closing
from nex.runtime.model import Price
from nex.synthesis.kits.shelf import parse_kit
from nex.synthesis.writer.asking import Misfit, Terms, Writer
from nex.synthesis.writer.kits import propose_kit
from nex.synthesis.writer.lines import rewrite_lines
from nex.synthesis.writer.memory import Memory
from nex.synthesis.writer.prompts import message
from nex.synthesis.writer.specs import propose_spec
from nex.worlds.surface import signatures
from tests.models.desk import LIBRARY
from tests.models.provider import Answer, answer, refusal, serving
from tests.synthesis.scribe import EXACT, HARD, QUICK, REWRITES, SPEC, model_at, told, writing

pytestmark = pytest.mark.anyio
TOOLS = signatures(LIBRARY)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.parametrize("manner", ["good", "sloppy"])
async def test_prose_that_can_be_said_exactly_is(manner: str) -> None:
    async with writing(manner) as (writer, _):
        found = await rewrite_lines(SPEC, "loans.md", writer)
    assert [one.statement.text.split(" ", 1)[0] for one in found.kept] == [
        "Whatever",
        "Borrowers",
        "End",
    ]
    assert found.reading.counts == {"exact": 9, "guess": 0, "note": 3}
    assert {one.reason for one in found.refused} == {"the writer leaves it as prose"}
    added = [line for line in found.diff.splitlines() if line.startswith("+") and line[1] != "+"]
    assert added == ["+" + str(says[0]) for says in REWRITES.values()]


@pytest.mark.parametrize("manner", HARD)
async def test_what_a_bad_writer_says_leaves_the_spec_as_it_is(manner: str) -> None:
    async with writing(manner) as (writer, _):
        found = await rewrite_lines(SPEC, "loans.md", writer)
    assert found.text == SPEC
    assert found.diff == ""
    assert len(found.refused) == 6
    assert all(one.reason.replace("\n", " ").isprintable() for one in found.refused)


async def test_a_second_run_asks_nothing(tmp_path: Path) -> None:
    remembering = replace(QUICK, memory=Memory(tmp_path))
    async with writing("good", remembering) as (writer, provider):
        first = await rewrite_lines(SPEC, "loans.md", writer)
        again = Writer(writer.model, remembering)
        second = await rewrite_lines(SPEC, "loans.md", again)
        assert len(provider.asked) == writer.asked == 6
    assert first.text == second.text
    assert (again.asked, again.remembered) == (0, 6)


def damage(folder: Path) -> None:
    """Tear every file."""
    for path in folder.rglob("*.json"):
        path.write_bytes(b'{"schema_version":')


async def test_a_damaged_memory_is_asked_again(tmp_path: Path) -> None:
    memory = Memory(tmp_path)
    async with writing("good", replace(QUICK, memory=memory)) as (writer, _):
        await rewrite_lines(SPEC, "loans.md", writer)
        damage(tmp_path)
        await rewrite_lines(SPEC, "loans.md", writer)
        assert (writer.asked, writer.remembered) == (12, 0)


async def test_the_limit_on_cost_stops_the_asking() -> None:
    dear = replace(QUICK, max_cost=0.05)
    async with writing("good", dear, Price(1000, 1000)) as (writer, provider):
        found = await rewrite_lines(SPEC, "loans.md", writer)
        assert len(provider.asked) < 6
    assert any("cost limit" in one.reason for one in found.refused)
    assert inspect_spec(found.text, "loans.md").count("exact") >= 6


@pytest.mark.parametrize(
    ("line", "says", "why"),
    [
        ("Over 9000 people", ["A loan agreement has a colour."], "shares no word"),
        ("Whatever is fragile", ["Objects are rather fragile."], "reads as a note"),
        ("Whatever is fragile", ["Whatever is fragile stays."], "reads as a note"),
        ("Couriers: mind", ["Couriers can ship a loan agreement."], "says nothing"),
        ("Over 9000 people", ["There are 9001 objects."], "shares no word"),
        ("Couriers: mind", ["There are 7 objects."], "says 7"),
        ("Whatever is fragile", ["Use the git server."], "file, a path or a server"),
        ("Whatever is fragile", ["The objects are in x.csv."], "file, a path or a server"),
        ("Whatever is fragile", ["# Objects"], "no plain sentence"),
        ("Whatever is fragile", ["a\nb"], "one line of plain text"),
        ("Whatever is fragile", ["x" * 400], "300 at most"),
        ("Whatever is fragile", ["A. B. C."] * 9, "4 at most"),
        (
            "Whatever is fragile",
            ["Shipping a fragile loan agreement makes it draft."],
            "reads as",
        ),
    ],
)
async def test_a_rewrite_that_says_something_else_is_refused(
    line: str, says: list[JsonValue], why: str
) -> None:
    def script(asked: Json) -> Answer:
        wanted = line in told(asked)[1].rpartition("The line to rewrite")[2]
        return answer({"content": orjson.dumps({"says": says if wanted else []}).decode()})

    async with serving(script) as provider, closing(model_at(provider, "m")) as model:
        found = await rewrite_lines(SPEC, "m.md", Writer(model, replace(QUICK, rounds=1)))
    assert found.text == SPEC
    [reason] = [one.reason for one in found.refused if line in one.statement.text]
    assert why in reason


async def test_a_contradiction_is_refused() -> None:
    """The exact lines say that shipping makes it out."""

    def script(asked: Json) -> Answer:
        ours = "Couriers: mind" in told(asked)[1].rpartition("The line to rewrite")[2]
        says: list[JsonValue] = ["Shipping a loan agreement makes it draft."] if ours else []
        return answer({"content": orjson.dumps({"says": says}).decode()})

    spec = EXACT + "\nCouriers: mind the step when shipping.\n"
    async with serving(script) as provider, closing(model_at(provider, "m")) as model:
        found = await rewrite_lines(spec, "m.md", Writer(model, replace(QUICK, rounds=1)))
    assert found.text == spec
    [refused] = found.refused
    assert "contradicts" in refused.reason or "no longer means" in refused.reason


async def test_what_the_exact_lines_say_never_changes() -> None:
    """A rewrite that would widen a list of values, or take an echo away, is refused."""
    spec = "A book has a status: available or lost.\nStaff can find a book.\nSome books are torn.\n"

    def script(_: Json) -> Answer:
        return answer({"content": '{"says": ["A book has a status: available, lost or torn."]}'})

    async with serving(script) as provider, closing(model_at(provider, "m")) as model:
        found = await rewrite_lines(spec, "m.md", Writer(model, replace(QUICK, rounds=1)))
    assert found.text == spec
    assert ["no longer means" in one.reason or "changes" in one.reason for one in found.refused]


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_a_stranger_offers_no_exact_fact_changes(seed: int) -> None:
    """Sentences of quite another world, and of this one with other values."""
    world = random_world(Stream("stranger", seed))
    own = [line.replace("signed", "out").replace("fragile", "sound") for line in EXACT.split("\n")]
    offered = [line for line in [*write_spec(world).split("\n"), *own] if line.endswith(".")]
    stream = Stream("offers", seed)

    def script(_: Json) -> Answer:
        return answer({"content": orjson.dumps({"says": [stream.choice(offered)]}).decode()})

    before = facts(inspect_spec(SPEC, "x").world)
    async with serving(script) as provider, closing(model_at(provider, "m")) as model:
        found = await rewrite_lines(SPEC, "m.md", Writer(model, replace(QUICK, rounds=4)))
    assert before <= facts(found.reading.world)
    assert not found.reading.world.mounts


async def test_an_endless_reply_ends() -> None:
    async with writing("endless", Terms(rounds=1, seconds=0.3)) as (writer, _):
        with pytest.raises(Misfit, match="no reply came within"):
            await writer.ask("lines", [message("user", "x")])


async def test_a_provider_that_refuses_the_key_ends_the_work() -> None:
    deaf = [refusal(401, "bad key")]
    async with serving(deaf) as provider, closing(model_at(provider, "m")) as model:
        with pytest.raises(ModelError) as caught:
            await rewrite_lines(SPEC, "m.md", Writer(model, QUICK))
    assert caught.value.code == "auth"


@pytest.mark.parametrize("manner", ["good", "sloppy"])
async def test_a_line_becomes_a_spec_of_which_every_line_reads(manner: str) -> None:
    async with writing(manner) as (writer, _):
        found = await propose_spec("a night clinic", writer)
        assert writer.asked == 2, "the first reply had a line that does not read"
    reading = inspect_spec(found.spec, "x.md")
    assert {statement.kind for statement in reading.statements} == {"exact"}
    assert [action.name for action in found.world.actions] == [
        "admit visit",
        "close visit",
        "call doctor",
    ]
    assert (found.world.name, found.left_out) == ("night clinic", ())


async def test_what_stays_unread_is_left_out_and_said() -> None:
    async with writing("good", replace(QUICK, rounds=1)) as (writer, _):
        found = await propose_spec("a night clinic", writer)
    assert found.left_out == ("it opens at night.",)


@pytest.mark.parametrize("manner", HARD)
async def test_no_spec_comes_of_a_bad_writer(manner: str) -> None:
    async with writing(manner) as (writer, _):
        with pytest.raises(InputError, match="wrote no spec that compiles") as caught:
            await propose_spec("a night clinic", writer)
    assert str(caught.value).replace("\n", " ").isprintable()


@pytest.mark.parametrize("manner", ["good", "sloppy"])
async def test_a_line_becomes_a_kit(manner: str) -> None:
    async with writing(manner) as (writer, _):
        kit, text = await propose_kit("a flower shop", writer)
    assert parse_kit(text, "kit") == kit
    assert kit.name == "flower shop"


@pytest.mark.parametrize("manner", HARD)
async def test_no_kit_comes_of_a_bad_writer(manner: str) -> None:
    async with writing(manner) as (writer, _):
        with pytest.raises(InputError, match="wrote no kit that stands"):
            await propose_kit("a flower shop", writer)
