"""An honest store holds every probe; the more its replies are invented, the fewer hold."""

from __future__ import annotations

import pytest

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result, Signature, refused, text_part
from nex.data.streams import Stream
from nex.scoring.invented import Invented
from nex.scoring.probe_reads import probe_reads, probe_refusals
from nex.scoring.probes import ProbeReport, examine, merged, score_probes
from nex.scoring.servers import ToolCaller, shelves

GENRES: list[JsonValue] = ["novel", "essay", "poem"]
FIND_BOOK: Json = {
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        "genre": {"enum": GENRES},
        "author": {"type": "string"},
        "page": {"type": "integer"},
    },
}
FIND_AUTHOR: Json = {"type": "object", "properties": {"name": {"type": "string"}}}


def one(name: str) -> Json:
    return {"type": "object", "properties": {name: {"type": "string"}}, "required": [name]}


SIGNATURES = [
    Signature("search_authors", "", FIND_AUTHOR),
    Signature("get_author", "", one("author")),
    Signature("search_books", "", FIND_BOOK),
    Signature("get_book", "", one("book")),
    Signature("burn_book", "Burn a book.", one("book")),
]
AUTHORS: list[Json] = [{"id": f"AU-{i}", "name": f"Author {i}"} for i in range(4)]
BOOKS: list[Json] = [
    {"id": f"BO-{i}", "title": f"Title {i % 7}", "genre": GENRES[i % 3], "author": f"AU-{i % 4}"}
    for i in range(18)
]
TABLES = {"authors": AUTHORS, "author": AUTHORS, "books": BOOKS, "book": BOOKS}


def ok(value: JsonValue) -> Result:
    return Result([text_part(str(value))], value=value)


def honest(name: str, arguments: Json) -> Result:
    """A store that answers from its tables."""
    verb, _, noun = name.partition("_")
    rows = TABLES[noun]
    schema = next(s.input for s in SIGNATURES if s.name == name)
    if verb == "search":
        return _search(rows, arguments)
    if noun not in arguments or "properties" not in schema:
        return refused("validation_error", f"{noun} is missing")
    found = [row for row in rows if row["id"] == arguments[noun]]
    return ok(found[0]) if found else refused("not_found", "There is no such row.")


def _search(rows: list[Json], arguments: Json) -> Result:
    where = {name: value for name, value in arguments.items() if name != "page"}
    if where.get("genre", "novel") not in GENRES:
        return refused("validation_error", "genre is one of novel, essay, poem")
    found = [row for row in rows if all(row[name] == value for name, value in where.items())]
    page = arguments.get("page", 1)
    start = 5 * (page - 1) if isinstance(page, int) else 0
    pages = max(1, -(-len(found) // 5))
    held: list[JsonValue] = [*found[start : start + 5]]
    return ok({"rows": held, "total": len(found), "page": page, "pages": pages})


def probed(call: ToolCaller) -> ProbeReport:
    return examine(call, SIGNATURES, [probe_reads, probe_refusals])


def test_searches_are_paired_with_their_gets() -> None:
    assert [(s.search.name, s.get.name, s.id) for s in shelves(SIGNATURES)] == [
        ("search_authors", "get_author", "author"),
        ("search_books", "get_book", "book"),
    ]


def test_an_honest_store_holds_every_probe() -> None:
    report = probed(honest)
    assert [p for p in report.probes if p.held < p.tried] == []
    assert (report.mean, report.worst) == (1.0, 1.0)
    assert len(report.probes) == 10


def test_the_figure_falls_as_replies_are_invented() -> None:
    means = [probed(Invented(honest, share, Stream("i"))).mean for share in (0, 0.1, 0.3, 1.0)]
    assert means == sorted(means, reverse=True)
    assert means[1] < 0.95
    assert means[2] < 0.85
    assert means[3] < 0.5


def test_passing_faults_are_not_held_against_a_server() -> None:
    stream = Stream("faults")

    def faulty(name: str, arguments: Json) -> Result:
        if stream.chance(0.1):
            return refused("rate_limited", "Too many calls; wait.")
        return honest(name, arguments)

    assert probed(faulty).mean == 1.0


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("get returns what search found", "get_book"),
        ("search repeats", "search_books"),
    ],
)
def test_a_drifting_store_is_named(name: str, broken: str) -> None:
    count = iter(range(10**6))

    def drifting(tool: str, arguments: Json) -> Result:
        result = honest(tool, arguments)
        if tool != broken or not isinstance(result.value, dict):
            return result
        return ok({**result.value, "rows": [{"id": f"BO-{next(count)}"}]})

    failed = {p.name for p in probed(drifting).probes if p.held < p.tried}
    assert name in failed


def test_reports_of_servers_are_merged_by_their_counts() -> None:
    report = probed(honest)
    both = merged([report, report])
    assert [p.tried for p in both.probes] == [2 * p.tried for p in report.probes]
    assert score_probes(both)[0].value == 1.0
    assert score_probes(ProbeReport(())) == []
