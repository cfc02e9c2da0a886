"""The typed goal as JSON: what is written reads back; what fits no World is refused in one line."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from nex.data.jsons import Json
from nex.data.streams import Stream
from nex.data.world import World
from nex.errors import InputError
from nex.language.reading.reader import read_spec
from nex.language.requests.json_reader import read_request_json
from nex.language.requests.json_writer import RequestJson
from nex.language.requests.sampling import random_request
from nex.language.requests.schema import request_schema
from nex.language.sampling.worlds import random_world
from nex.runtime.schema import checker

SPECS = Path(__file__).parents[2] / "specs"
LIBRARY = read_spec((SPECS / "library.md").read_text(), "library.md").world


def worlds() -> list[World]:
    shipped = [read_spec(path.read_text(), path.name).world for path in sorted(SPECS.glob("*.md"))]
    return [*shipped, *(random_world(Stream("request json", nth)) for nth in range(20))]


def test_every_request_reads_back_and_fits_its_schema() -> None:
    for nth, world in enumerate(worlds()):
        defects = checker(request_schema(world))
        for turn in range(20):
            request = random_request(world, Stream("request json", nth, turn))
            said: Json = orjson.loads(orjson.dumps(RequestJson(world).request(request)))
            assert defects(said, "goal") == []
            assert read_request_json(said, world) == request


def test_names_are_compared_as_tools_write_them() -> None:
    said: Json = {
        "items": [
            {
                "do": "Check_out_Book",
                "with": {"Book": {"thing": "books", "where": {"Status": "ON_LOAN"}}},
            }
        ]
    }
    found = RequestJson(LIBRARY).request(read_request_json(said, LIBRARY))
    book: Json = {"thing": "book", "where": {"status": "on loan"}}
    assert found["items"] == [{"do": "check out book", "with": {"book": book}}]


@pytest.mark.parametrize(
    ("item", "why"),
    [
        ({}, "do: 'None' is unknown"),
        ("check out", "item: an object is wanted"),
        ({"do": "burn book"}, "'burn book' is unknown; known: check_out_book"),
        ({"do": "return book", "with": {"member": 1}}, "argument of 'return book'"),
        ({"do": "return book", "with": {"book": "Dune"}}, "a mention is wanted"),
        ({"ask": "count", "rows": {"thing": "rocket"}}, "thing: 'rocket' is unknown"),
        ({"ask": "guess", "rows": {"thing": "book"}}, "ask: 'guess' is unknown"),
        ({"ask": "value", "rows": {"thing": "book"}, "attribute": "x"}, "attribute of 'book'"),
        ({"reach": {"thing": "book"}, "attribute": "status", "value": "burnt"}, "status: 'burnt'"),
        ({"many": {"do": "return book"}, "ways": {}, "times": 10**9}, "from 1 to 256"),
        ({"many": {"do": "return book"}, "ways": {"book": "every"}}, "ways: 'book' is unknown"),
        ({"if": {"ask": "sum", "rows": {"thing": "book"}, "attribute": "title"}, "is": "="}, "if"),
        ({"try": {"reach": {"thing": "book"}, "attribute": "status", "value": "lost"}}, "deed"),
    ],
)
def test_what_fits_nothing_is_refused(item: Json, why: str) -> None:
    with pytest.raises(InputError, match=why.replace("(", r"\(")):
        read_request_json({"items": [item]}, LIBRARY)


def test_mentions_do_not_nest_without_end() -> None:
    row: Json = {"thing": "loan"}
    for _ in range(50):
        row = {"thing": "loan", "of": {"attribute": "book", "row": row}}
    with pytest.raises(InputError, match="deeper"):
        read_request_json({"items": [{"ask": "count", "rows": row}]}, LIBRARY)
