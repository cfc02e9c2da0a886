"""Chains of calls in English: what is written is read back, whatever the values are."""

from __future__ import annotations

from typing import cast

import pytest
from hypothesis import given, settings, strategies as st

from nex.data.chain import Argument, Chain, Hop, Link, Taken, filled
from nex.data.jsons import Json, JsonValue
from nex.data.messages import Signature
from nex.data.streams import Stream
from nex.errors import InputError
from nex.language.chains.naming import tool_phrases
from nex.language.chains.places import places, read_reply, value_at
from nex.language.chains.reader import read_chain
from nex.language.chains.writer import write_chain


def tool(name: str, description: str, *parameters: str) -> Signature:
    return Signature(name, description, {"properties": {name: {} for name in parameters}})


TOOLS = (
    tool("convert_time", "Convert time between timezones", "source_timezone", "time"),
    tool("git_status", "Shows the working tree status", "repo_path"),
    tool("read_query", "Execute a SELECT query. Returns rows.", "query", "queryLimit"),
    tool("twin_a", "Does the same thing", "a", "at"),
    tool("twin_b", "Does the same thing", "b"),
    tool("bare", ""),
)
texts = st.text(max_size=30).filter(lambda text: "{}" not in text)
scalars = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts
values: st.SearchStrategy[JsonValue] = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3)
)
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
hops = (
    st.builds(Hop, st.just("key"), names)
    | st.builds(Hop, st.just("after"), names)
    | st.builds(Hop, st.sampled_from(["item", "line", "number"]), st.integers(1, 99))
    | st.builds(Hop, st.sampled_from(["count", "lines", "clock"]))
)


@st.composite
def chains(draw: st.DrawFn) -> Chain:
    links: list[Link] = []
    for step in range(draw(st.integers(1, 4))):
        takens = st.builds(Taken, st.integers(0, max(step - 1, 0)), st.tuples(hops, hops))
        signature = draw(st.sampled_from(TOOLS))
        arguments: list[Argument] = []
        for name in cast("Json", signature.input["properties"]):
            if step and draw(st.booleans()):
                form = draw(st.sampled_from(["{}", "SELECT {} AS x"]))
                arguments.append(Argument(name, form, draw(takens)))
            else:
                arguments.append(Argument(name, draw(values)))
        links.append(Link(signature.name, tuple(arguments)))
    answers = st.builds(Taken, st.integers(0, len(links) - 1), st.tuples(hops) | st.just(()))
    return Chain(tuple(links), draw(st.none() | answers))


@settings(max_examples=150, deadline=None)
@given(chains(), st.integers(0, 1000))
def test_a_chain_is_read_back_as_it_was_written(chain: Chain, seed: int) -> None:
    text = write_chain(chain, TOOLS, Stream("words", seed))
    assert read_chain(text, TOOLS) == chain


def test_tools_are_asked_for_in_the_words_of_their_descriptions() -> None:
    phrases = tool_phrases(TOOLS)
    assert phrases["git_status"] == "show the working tree status"
    assert phrases["read_query"] == "execute a SELECT query"
    assert (phrases["twin_a"], phrases["bare"]) == ("call twin_a", "call bare")


@pytest.mark.parametrize("text", ["", "Do something.", "Call bare with x 3.", "Call bare"])
def test_other_english_is_not_understood(text: str) -> None:
    with pytest.raises(InputError):
        read_chain(text, TOOLS)


@pytest.mark.parametrize(
    ("reply", "place", "value"),
    [
        ('{"a": [{"b": 3}]}', (Hop("key", "a"), Hop("item", 1), Hop("key", "b")), 3),
        ("[{'n': 'x'}, {'n': None}]", (Hop("count"),), 2),
        ("The sum of 2 and 3 is 5.", (Hop("number", 3),), 5),
        ("Commit: 'ab12'\nAuthor: Ada", (Hop("after", "Author: "),), "Ada"),
        ("[FILE] a.txt\n[DIR] box", (Hop("line", 2), Hop("after", "[DIR] ")), "box"),
        ('{"at": "2026-11-21T21:00:00+09:00"}', (Hop("key", "at"), Hop("clock")), "21:00"),
    ],
)
def test_a_place_is_listed_and_holds_its_value(
    reply: str, place: tuple[Hop, ...], value: JsonValue
) -> None:
    assert (place, value) in places(read_reply(reply))
    assert value_at(read_reply(reply), place) == value


@given(st.text(max_size=300))
def test_every_place_that_is_listed_can_be_found_again(text: str) -> None:
    reply = read_reply(text)
    for place, value in places(reply):
        assert value_at(reply, place) == value


def test_a_hole_is_filled_with_the_value_or_within_a_text() -> None:
    argument = Argument("rows", [{"name": "{}", "note": "was {} before"}], Taken(0))
    assert filled(argument, 3) == [{"name": 3, "note": "was 3 before"}]
