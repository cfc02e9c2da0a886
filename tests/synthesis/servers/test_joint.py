"""Chains over a World and a small server beside it: each needs both."""

from __future__ import annotations

import pytest

from nex.data.chain import Chain
from nex.data.jsons import Json, JsonValue
from nex.data.messages import Signature
from nex.data.streams import Stream
from nex.data.task import PlannedCall
from nex.language.chains.reader import read_chain
from nex.language.chains.writer import write_chain
from nex.language.reading.reader import read_spec
from nex.synthesis.servers.facts import Facts
from nex.synthesis.servers.joint import Both, both, draw_joint, records_of, searches_of
from nex.synthesis.servers.learning import Learned
from nex.worlds.populate import Template, populate
from nex.worlds.session import Session
from nex.worlds.surface import signatures

SPEC = """# Library
A book has a unique title, a shelf and a status: available or lost.
There are 12 books.
Staff can mark a book as lost: available -> lost.
Notes are files.
"""
PATH: Json = {"type": "string"}
BESIDE = (
    Signature("read_note", "Read a note", {"properties": {"path": PATH}, "required": ["path"]}),
    Signature(
        "write_note",
        "Write a note",
        {"properties": {"path": PATH, "text": PATH}, "required": ["path", "text"]},
    ),
)
LEARNED = Learned(
    BESIDE,
    {
        ("read_note", "path"): ("file",),
        ("write_note", "path"): ("file",),
        ("write_note", "text"): ("text",),
    },
    ("read_note", "write_note"),
    frozenset({"write_note"}),
    frozenset(),
    {},
)


@pytest.fixture(scope="module")
def template() -> Template:
    return populate(read_spec(SPEC, "library.md").world, 0)


class Desk:
    """The World's tools and the server's, and what was done."""

    def __init__(self, template: Template, notes: dict[str, str]) -> None:
        self.session, self.notes, self.made = Session(template), notes, list[str]()

    def call(self, call: PlannedCall) -> tuple[str, bool]:
        self.made.append(call.tool)
        match call.tool:
            case "read_note":
                return self.notes[str(call.arguments["path"])], True
            case "write_note":
                self.notes[str(call.arguments["path"])] = str(call.arguments["text"])
                return "Kept.", True
            case _:
                answer = self.session.call(call.tool, call.arguments)
                return answer.text, answer.status == "ok"


def place_of(template: Template) -> tuple[Both, dict[str, str]]:
    tools = signatures(template.world)
    searches = searches_of(template, tools)
    records = records_of(searches, 3, Stream("records", 0))
    notes = {f"/workspace/{n}.txt": record.line for n, record in enumerate(records)}
    facts = Facts(files=tuple(notes), names=searches[0].labels)
    learned = both(searches, LEARNED, tools)
    return Both(searches, learned, LEARNED.usable, facts, facts), notes


def drawn(template: Template, seed: int) -> Chain | None:
    place, notes = place_of(template)
    desk, drawing = Desk(template, notes), draw_joint(place, Stream("joint", seed))
    try:
        call = next(drawing)
        while True:
            call = drawing.send(desk.call(call))
    except StopIteration as end:
        return end.value


def tools_of(chain: Chain) -> set[JsonValue]:
    return {link.tool for link in chain.links}


def test_rows_that_one_word_names_can_be_spoken_of(template: Template) -> None:
    [search] = searches_of(template, signatures(template.world))
    assert (search.entity, search.tool, search.parameter) == ("book", "search_books", "title")
    assert len(search.labels) == 12
    assert search.actions == (("mark_book_as_lost", "book"),)


def test_every_chain_needs_the_world_and_the_server(template: Template) -> None:
    chains = [chain for seed in range(40) if (chain := drawn(template, seed)) is not None]
    assert len(chains) > 20
    for chain in chains:
        assert tools_of(chain) & {"read_note", "write_note"}
        assert tools_of(chain) - {"read_note", "write_note"}
        assert any(one.taken for link in chain.links for one in link.arguments)
    assert any("mark_book_as_lost" in tools_of(chain) for chain in chains)
    assert any("write_note" in tools_of(chain) for chain in chains)
    assert any(chain.answer is not None for chain in chains)


def test_its_words_read_back_among_all_the_tools(template: Template) -> None:
    place, _ = place_of(template)
    for seed in range(40):
        chain = drawn(template, seed)
        if chain is not None:
            text = write_chain(chain, place.learned.signatures, Stream("words", seed))
            assert read_chain(text, place.learned.signatures) == chain
