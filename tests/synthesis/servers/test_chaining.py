"""Drawing chains against a small server, and the wrong chains that a proof tries."""

from __future__ import annotations

import pytest

from nex.data.chain import Argument, Chain, Hop, Link, Taken
from nex.data.jsons import JsonValue
from nex.data.messages import Signature
from nex.data.streams import Stream
from nex.data.task import PlannedCall
from nex.language.chains.reader import read_chain
from nex.language.chains.writer import write_chain
from nex.models.solvers.server import solve
from nex.synthesis.servers.chaining import depth, draw_chain, needs, planned, without
from nex.synthesis.servers.facts import Facts
from nex.synthesis.servers.learning import Learned
from nex.synthesis.servers.mutating import mutants

SHOP = {"lamp": 12, "desk": 80, "rug": 45}
TOOLS = (
    Signature("names", "List what is sold", {"properties": {}}),
    Signature(
        "price", "Tell the price of something", {"properties": {"item": {}}, "required": ["item"]}
    ),
    Signature("note", "Keep a note", {"properties": {"text": {}}, "required": ["text"]}),
)
LEARNED = Learned(
    TOOLS,
    {("price", "item"): ("word",), ("note", "text"): ("text",)},
    ("names", "price", "note"),
    frozenset({"note"}),
    frozenset(),
    {("price", "item"): frozenset({("names", "item:*")})},
)
FACTS = Facts(words=tuple(SHOP))


class Shop:
    """A server of three tools."""

    def __init__(self) -> None:
        self.notes: list[JsonValue] = []

    def call(self, call: PlannedCall) -> str:
        match call.tool:
            case "names":
                return '["lamp", "desk", "rug"]'
            case "price":
                return f"It costs {SHOP[str(call.arguments['item'])]}"
            case _:
                self.notes.append(call.arguments["text"])
                return "Kept."


def drawn(seed: int) -> Chain | None:
    shop, drawing = Shop(), draw_chain(LEARNED, FACTS, Stream("chain", seed))
    try:
        call = next(drawing)
        while True:
            call = drawing.send((shop.call(call), True))
    except StopIteration as end:
        return end.value


def solved(text: str) -> tuple[JsonValue, list[JsonValue]]:
    shop, work = Shop(), solve(text, TOOLS)
    try:
        call = next(work)
        while True:
            call = work.send(shop.call(call))
    except StopIteration as end:
        return end.value.answer, shop.notes


CHAINS = [chain for seed in range(60) if (chain := drawn(seed)) is not None]


def test_chains_ask_or_write_and_differ() -> None:
    assert len({str(chain) for chain in CHAINS}) > 20
    for chain in CHAINS:
        assert chain.answer is not None or any(link.tool == "note" for link in chain.links)
    assert max(depth(chain) for chain in CHAINS) > 1


def test_no_call_is_in_vain() -> None:
    for chain in CHAINS:
        fed = set[int]().union(*(needs(link) for link in chain.links))
        for step, link in enumerate(chain.links):
            asked = chain.answer is not None and chain.answer.step == step
            assert link.tool == "note" or asked or step in fed


def test_a_solver_does_from_the_text_what_the_chain_says() -> None:
    for number, chain in enumerate(CHAINS):
        text = write_chain(chain, TOOLS, Stream("words", number))
        assert read_chain(text, TOOLS) == chain
        shop, replies = Shop(), list[str]()
        for link in chain.links:
            replies.append(shop.call(planned(link, replies)))
        answer, notes = solved(text)
        assert notes == shop.notes
        assert (answer is None) == (chain.answer is None)


def test_a_solver_says_what_it_does_not_understand() -> None:
    with pytest.raises(StopIteration) as end:
        next(solve("Make everything well.", TOOLS))
    assert end.value.value.status == "refused"


def test_a_wrong_chain_differs_in_one_stated_argument() -> None:
    for number, chain in enumerate(CHAINS):
        for wrong in mutants(chain, LEARNED, FACTS, Stream("wrong", number)):
            changed = [
                (one, two)
                for left, right in zip(chain.links, wrong.links, strict=True)
                for one, two in zip(left.arguments, right.arguments, strict=True)
                if one != two
            ]
            assert len(changed) == 1
            assert changed[0][0].taken is None


def test_a_chain_without_one_call_loses_those_that_need_it() -> None:
    first = Link("names")
    second = Link("price", (Argument("item", "{}", Taken(0, (Hop("item", 1),))),))
    last = Link("note", (Argument("text", "done"),))
    chain = Chain((first, second, last), Taken(1))
    assert without(chain, 0) == Chain((last,))
    assert without(chain, 2) == Chain((first, second), Taken(1))
    assert without(Chain((first,)), 0) is None
