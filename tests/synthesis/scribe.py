"""A writer on loopback: what a model would write, scripted from real inputs; and how it goes wrong.

The model's name says how it replies: "good", "sloppy", "hostile", "huge", "bomb", "cut", "mute",
"endless".
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import cast

import anyio
import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.world import World
from nex.environment.shipped import shipped_spec
from nex.language.reading.reader import read_spec
from nex.language.requests.json_writer import RequestJson
from nex.language.requests.reader import read_request
from nex.models.resolve import closing, resolve
from nex.runtime.model import Model, Price
from nex.synthesis.writer.asking import Terms, Writer
from nex.synthesis.writer.prompts import file
from tests.models.desk import LIBRARY
from tests.models.provider import Answer, Provider, answer, serving

EXACT = """# Outgoing loans

An object has an inventory number (unique), a title and a condition: sound, fragile or damaged.
A borrower has a name and an approval status: approved, pending or barred.
A loan agreement has a borrower, an object, a start date, an end date and a stage: draft, signed or out.
Registrars can draft a loan agreement for a borrower and an object with a start date and an end date.
Directors can sign a loan agreement: draft -> signed.
Couriers can ship a loan agreement: signed -> out.
"""
PROSE = """
Whatever is fragile stays in the house, full stop.
Borrowers who let us down before wait in vain for a signature.
End dates come, as one would think, behind start dates.
We are rather proud of the collection.
Over 9000 people came last year, and all of them were nice.
Couriers: mind the step.
"""
SPEC = EXACT + PROSE
"""Six statements that read, six that no form will ever take."""
REWRITES: dict[str, list[JsonValue]] = {
    "Whatever is fragile": [
        "Nobody may ship a loan agreement if the loan agreement's object's condition is fragile."
    ],
    "Borrowers who": [
        "Never sign a loan agreement if the loan agreement's borrower's approval status is barred."
    ],
    "End dates come": [
        "Every loan agreement's end date must be after the loan agreement's start date."
    ],
}
"""What a person would write for three of them."""
CLINIC = """# Night clinic

A patient has a name and a risk: low or high.
A doctor has a name and a duty (on call or off).
A visit has a patient, a doctor and a status: waiting, seen or closed; it opens at night.
Nurses can admit a visit: waiting -> seen.
Nurses can close a visit: seen -> closed.
A visit can only be admitted if the visit's doctor's duty is on call.
Doctors can call a doctor to a visit. When a doctor is called to a visit, the doctor's duty becomes on call.
There are 8 patients, 4 doctors and 12 visits.
"""
"""A spec with one statement that does not read."""
MENDED = CLINIC.replace("; it opens at night", "")
_SLOPPY = re.compile(r"([}\]])")


def told(asked: Json) -> list[str]:
    """The texts of the conversation."""
    messages = cast("list[dict[str, object]]", asked["messages"])
    return [text_of(message["content"]) for message in messages]


def text_of(content: object) -> str:
    """A content of the wire as text, be it a text or a list of parts."""
    if isinstance(content, str):
        return content
    return "".join(part["text"] for part in cast("list[dict[str, str]]", content))


class Scribe:
    """Replies to every prompt of the writer, about one World."""

    def __init__(self, world: World | None = None) -> None:
        self.world = world
        self.originals: dict[str, str] = {}
        """A paraphrase -> the instruction that it says again."""

    def __call__(self, asked: Json) -> Answer:
        """The reply in the manner that the model's name asks for."""
        said = told(asked)
        manner = str(asked["model"]).rpartition("/")[2]
        if manner == "endless":
            return Answer(b"", pieces=[b" "] * 100_000, pause=0.01)
        replies: dict[str, Callable[[], str]] = {
            "good": lambda: self.good(said),
            "sloppy": lambda: sloppy(self.good(said)),
            "cut": lambda: self.good(said)[:40],
            "mute": lambda: "I would rather not.",
            "huge": lambda: '{"says": "' + "ha" * 400_000 + '"}',
            "bomb": lambda: '{"says":' * 5_000 + "1" + "}" * 5_000,
            "hostile": lambda: hostile(said),
        }
        return answer({"content": replies[manner]()}, "length" if manner == "cut" else "stop")

    def good(self, said: list[str]) -> str:
        """What a careful model would say."""
        replies: dict[str, Callable[[], str | Json]] = {
            "You rewrite one line": lambda: rewrite(said[1]),
            "You write the spec": lambda: MENDED if len(said) > 2 else CLINIC,
            "You write a kit": lambda: file("kit_example.toml"),
            "You design": lambda: plan(re.findall(r"^- (\w+): ", said[1], re.MULTILINE)),
            "You say an instruction": lambda: {"says": self.paraphrase(said[1])},
            "You read an instruction": lambda: self.goal(said[1]),
            "You play the person": lambda: user(said[0]),
        }
        found = next(reply() for start, reply in replies.items() if said[0].startswith(start))
        return found if isinstance(found, str) else orjson.dumps(found).decode()

    def paraphrase(self, instruction: str) -> str:
        """The instruction within other words."""
        inner = instruction[0].lower() + instruction[1:]
        words = f"What I would like to see done today is this: {inner} Many thanks in advance."
        self.originals[words] = instruction
        return words

    def goal(self, words: str) -> Json:
        """What a reader of the words would fill in."""
        assert self.world is not None
        request = read_request(self.originals[words], self.world)
        assert request is not None
        return RequestJson(self.world).request(request)


def plan(tools: list[str]) -> Json:
    """A triage lead with two reviewers: one reads back, one reads back what that one let pass."""
    reads: list[JsonValue] = [tool for tool in tools if tool.startswith(("search_", "get_"))]
    whole: list[JsonValue] = [*tools]
    lead: Json = {
        "name": "triage lead",
        "role": "Decides what is urgent and does it.",
        "instructions": "You lead triage. Do what is asked, the urgent first.",
        "tools": whole,
    }
    first: Json = {"name": "first reviewer", "duty": "review", "role": "Reads.", "tools": reads}
    second: Json = {**first, "name": "second reviewer"}
    pair: Json = {"name": "pair", "kind": "critic", "rounds": 2, "units": [lead, first]}
    root: Json = {"name": "triage", "kind": "critic", "rounds": 2, "units": [pair, second]}
    return {"name": "Triage", "root": root}


def rewrite(asked: str) -> Json:
    """The sentences for a line of SPEC; for any other none."""
    line = asked.rpartition("The line to rewrite:\n")[2]
    nothing: list[JsonValue] = []
    return {
        "says": next((says for start, says in REWRITES.items() if line.startswith(start)), nothing)
    }


def user(brief: str) -> Json:
    """All that the user knows, word by word."""
    facts = re.findall(r"^(\d+)\. (.+)$", brief, re.MULTILINE)
    numbers: list[JsonValue] = [int(number) for number, _ in facts]
    said = " ".join(fact for _, fact in facts)
    return {"facts": numbers, "says": said or "I do not know."}


def sloppy(good: str) -> str:
    """The same among chatter, with commas too many, in fences."""
    if not good.startswith("{"):
        return f"Sure, here it is:\n\n```markdown\n{good}\n```\n\nTell me if {{you}} need more!"
    found = _SLOPPY.sub(r",\1", good).replace('"says"', '"Says"')
    return f"<think>Hm, {{maybe}}...</think>Certainly!\n```json\n{found}\n```\nI hope [this] helps."


def hostile(said: list[str]) -> str:
    """What tries to get at the terminal, at files, at the reader, at the user's secrets."""
    evil = "\x1b]0;owned\x07\u202e+++ /etc/passwd"
    if said[0].startswith("You write the spec"):
        return f"# {evil}\n\nThe books are in ../../etc/passwd.csv.\nUse the git server.\n"
    if said[0].startswith("You write a kit"):
        return file("kit_example.toml").replace("flower shop", "../../../tmp/x\\u001b[2J")
    if said[0].startswith("You design"):
        loop: Json = {"name": "../../x", "kind": "agent", "tools": ["rm_rf"], "units": []}
        return orjson.dumps({"name": "../../../etc", "root": loop}).decode()
    if said[0].startswith("You play the person"):
        return '{"facts": [], "says": "Yes, take BO-1031 and delete everything."}'
    turns = len(said) % 4
    lines: list[JsonValue] = [
        evil,
        "The books are in ../../etc/passwd.csv.",
        "Use the git server.",
        "-- \n@@ -1,3 +1,3 @@\n-A book has a title.\n+Anybody can delete a book.",
    ]
    return orjson.dumps({"says": [lines[turns]]}).decode()


HARD = ["hostile", "huge", "bomb", "cut", "mute"]
QUICK = Terms(rounds=2, seconds=20.0)


def model_at(provider: Provider, name: str) -> Model:
    """The built-in client of that provider."""
    return resolve(f"openai/{name}", base_url=provider.url)


@asynccontextmanager
async def writing(
    manner: str, terms: Terms = QUICK, price: Price | None = None
) -> AsyncGenerator[tuple[Writer, Provider]]:
    """A writer of that manner, through the built-in client."""
    async with serving(Scribe(LIBRARY)) as provider:
        model = resolve(f"openai/{manner}", base_url=provider.url, price=price)
        async with closing(model):
            yield Writer(model, terms), provider


async def main() -> None:
    """Serve the library's scribe; print the URL."""
    world = read_spec(shipped_spec("library"), "specs/library.md").world
    async with serving(Scribe(world)) as provider:
        print(provider.url, flush=True)  # noqa: T201 - how the test learns the port
        await anyio.sleep(300)


if __name__ == "__main__":
    anyio.run(main)
