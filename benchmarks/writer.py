"""What a writer model can add: the ceiling that a perfect one would reach, and what checking costs.

    python benchmarks/writer.py [--quick] [--json]

No model is asked. The perfect writer knows the gold world that a person wrote for each spec in free
English (tests/data) and offers its sentences for the lines that do not read, the likeliest first, as
often as a model is asked again. So the figures say what the forms and the checks let through, not
how well any model writes.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import anyio
import orjson
from figures import Figure, show

from nex.data.messages import Message, Settings, Signature, text_of
from nex.data.streams import Stream
from nex.data.world import World
from nex.errors import InputError
from nex.language.reading.reader import inspect_spec, read_spec
from nex.language.requests.json_writer import RequestJson
from nex.language.requests.reader import read_request
from nex.language.sampling.worlds import random_world
from nex.language.sentences.facts import facts
from nex.language.writing.writer import write_spec
from nex.runtime.model import FunctionModel
from nex.synthesis.synthesize import synthesize
from nex.synthesis.writer.asking import Terms, Writer
from nex.synthesis.writer.instructions import reword
from nex.synthesis.writer.lines import Rewriting, rewrite_lines
from nex.worlds.populate import populate

ROOT = Path(__file__).resolve().parent.parent
SPECS = (
    *("bakery", "bikes", "bloodbank", "theatre", "parking", "enrolment", "workshop", "hives"),
    *("museum", "foodbank", "filmkit", "ferry", "library", "hotel", "clinic", "incident"),
    *("warehouse", "expenses"),
)
ROUNDS = 6
"""Sentences that the perfect writer offers for a line, at most."""
_WORD = re.compile(r"[a-z]+")


def measure(quick: bool) -> list[Figure]:
    """Every figure of the writer."""
    return [
        *anyio.run(ceiling, SPECS[:6] if quick else SPECS),
        anyio.run(strangers, 3 if quick else 20),
        anyio.run(words, 40 if quick else 200),
    ]


async def ceiling(names: Sequence[str]) -> list[Figure]:
    """Recall of the gold facts without a writer and with a perfect one."""
    before = after = known = added = wrong = asked = 0
    start = time.process_time()
    for name in names:
        path = ROOT / "tests/data/specs" / f"{name}.md"
        gold_file = ROOT / "tests/data/worlds" / f"{name}.original.json"
        gold = World.model_validate_json(gold_file.read_text())
        writer = Writer(FunctionModel("perfect", Perfect(gold)), Terms(rounds=ROUNDS))
        try:
            found = await rewrite_lines(path.read_text(), str(path), writer)
        except InputError:
            known += len(facts(gold))
            continue
        first = facts(inspect_spec(found.before, str(path)).world)
        last = facts(found.reading.world)
        known += len(facts(gold))
        before += len(first & facts(gold))
        after += len(last & facts(gold))
        added += len(last - first)
        wrong += len(last - first - facts(gold))
        asked += writer.asked
    seconds = time.process_time() - start
    return [
        Figure("recall of facts without a writer", before / known, "share"),
        Figure("recall with a perfect writer: the ceiling", after / known, "share"),
        Figure("added facts that are not gold", wrong / max(1, added), "share", better="lower"),
        Figure("proposals checked per CPU second", asked / seconds, "1/CPU s"),
    ]


class Perfect:
    """Offers, for each line, the sentences of a gold world that share most words with it."""

    def __init__(self, gold: World) -> None:
        self._sentences = list(dict.fromkeys(_sentences(gold)))

    async def __call__(
        self, messages: Sequence[Message], _tools: Sequence[Signature], _settings: Settings
    ) -> str:
        line = text_of(messages[1]["content"]).rpartition("The line to rewrite:\n")[2]
        ranked = sorted(self._sentences, key=lambda one: -_shared(line, one))
        turn = self._turn(messages)
        says = [ranked[turn]] if turn < len(ranked) and _shared(line, ranked[turn]) else []
        return orjson.dumps({"says": says}).decode()

    def _turn(self, messages: Sequence[Message]) -> int:
        """How many sentences were offered for the line before: the one after the last."""
        if len(messages) < 3:
            return 0
        last = orjson.loads(text_of(messages[2]["content"]))["says"][0]
        line = text_of(messages[1]["content"]).rpartition("The line to rewrite:\n")[2]
        ranked = sorted(self._sentences, key=lambda one: -_shared(line, one))
        return ranked.index(last) + 1


def _sentences(gold: World) -> Iterator[str]:
    """Everything that a World says, as sentences of its own; attributes one by one as well."""
    bare = gold.model_copy(update={"notes": (), "tables": (), "mounts": ()})
    for statement in inspect_spec(write_spec(bare), "gold").statements:
        yield " ".join(statement.text.split()).rstrip(".") + "."
    for entity in gold.entities or ():
        for attribute in entity.attributes:
            if entity.single:
                continue
            alone = entity.model_copy(update={"attributes": (attribute,), "count": None})
            try:
                text = write_spec(World(name="x", entities=(alone,)))
            except InputError:
                continue
            yield text.splitlines()[-1].strip()


def _shared(line: str, sentence: str) -> float:
    own, other = ({w[:5] for w in _WORD.findall(t.lower()) if len(w) > 3} for t in (line, sentence))
    return len(own & other) / (1 + len(other))


async def strangers(count: int) -> Figure:
    """Writers that offer sentences of quite another world: facts of the exact lines that were lost."""
    lost = total = 0
    text = (ROOT / "tests/data/specs" / "museum.md").read_text()
    own = facts(inspect_spec(text, "museum.md").world)
    for seed in range(count):
        other = Perfect(random_world(Stream("strange writer", seed)))
        found: Rewriting = await rewrite_lines(
            text, "museum.md", Writer(FunctionModel("stranger", other), Terms(rounds=ROUNDS))
        )
        lost += len(own - facts(found.reading.world))
        total += len(own)
    name = "facts of exact lines lost to a stranger"
    return Figure(name, lost / total, "share", bar=0.0, better="lower")


async def words(count: int) -> Figure:
    """Tasks whose other words were proved, per CPU second, the model's own time aside."""
    world = read_spec((ROOT / "specs/library.md").read_text(), "library.md").world
    template = populate(world, 0)
    drawn = synthesize(template, count, seed=1)
    originals: dict[str, str] = {}

    async def ask(
        messages: Sequence[Message], _tools: Sequence[Signature], _settings: Settings
    ) -> str:
        first, said = (text_of(message["content"]) for message in messages[:2])
        if first.startswith("You say"):
            other = f"Let me put it in words of mine: {said}"
            originals[other] = said
            return orjson.dumps({"says": other}).decode()
        request = read_request(originals[said], world)
        assert request is not None
        return orjson.dumps(RequestJson(world).request(request)).decode()

    start = time.process_time()
    found = await reword(
        template, (drawn.tasks, drawn.proofs), count, Writer(FunctionModel("m", ask))
    )
    return Figure(
        "paraphrases proved per CPU second", found.kept / (time.process_time() - start), "1/CPU s"
    )


if __name__ == "__main__":
    show(__doc__, measure)
