"""Learning from recorded probes of a real server (the catalogue's `sqlite`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from nex.data.chain import Taken
from nex.data.jsons import Json
from nex.data.messages import Signature
from nex.data.streams import Stream
from nex.synthesis.servers.drafting import drafted, leaves
from nex.synthesis.servers.facts import Facts
from nex.synthesis.servers.kinds import Known, draw, kinds_for
from nex.synthesis.servers.learning import (
    NONSENSE,
    Trial,
    drafts,
    fleeting,
    flows_of,
    learn,
    trials,
)
from nex.synthesis.servers.probes import Flow, Probe, Probes, Spot, done
from nex.synthesis.servers.seeds import seeded

RECORDED = Path(__file__).parents[2] / "data" / "probes" / "sqlite.json"


@pytest.fixture(scope="module")
def probes() -> Probes:
    return Probes.model_validate_json(RECORDED.read_bytes())


def test_only_kinds_that_were_accepted_are_kept(probes: Probes) -> None:
    learned = learn(probes)
    assert set(learned.kinds["create_table", "query"]) == {"sql_make"}
    assert set(learned.kinds["describe_table", "table_name"]) == {"table"}
    assert "word" not in learned.kinds["read_query", "query"]


def test_who_writes_is_told_by_what_was_left_behind(probes: Probes) -> None:
    learned = learn(probes)
    assert learned.writers == {"write_query", "create_table"}
    assert set(learned.usable) == {tool.name for tool in probes.tools}


def test_a_list_feeds_who_takes_its_names(probes: Probes) -> None:
    sources = learn(probes).flows["describe_table", "table_name"]
    assert ("list_tables", "item:*/key:name") in sources


def test_what_always_stands_there_is_known(probes: Probes) -> None:
    fixed = learn(probes).fixed
    assert ("append_insight", "") in fixed
    assert ("read_query", "item:*/key:answer") not in fixed


def test_trials_put_what_others_told_in_place_of_one_value(probes: Probes) -> None:
    [tool] = [s for s in probes.signatures if s.name == "describe_table"]
    [group] = trials(probes.probes, tool, Stream("trials", 0))
    assert group[0].call == {"table_name": NONSENSE}
    assert {trial.leaf.path for trial in group} == {"table_name"}


def test_a_value_feeds_where_it_does_what_nonsense_does_not(probes: Probes) -> None:
    [tool] = [s for s in probes.signatures if s.name == "describe_table"]
    [leaf] = leaves(tool)
    group = [Trial({"table_name": name}, leaf, name and "list_tables") for name in ("", "a", "b")]
    replies = [Probe(tool=tool.name, text=text) for text in ("[]", "[1]", "[]")]
    assert [*flows_of(group, replies)] == [
        Flow(source="list_tables", shape="", tool="describe_table", path="table_name")
    ]


def test_what_mostly_differs_elsewhere_is_fleeting() -> None:
    def probe(text: str) -> Probe:
        return Probe(tool="now", text=text)

    pairs = [(probe('{"at": 1, "zone": "UTC"}'), probe('{"at": 2, "zone": "UTC"}'))]
    assert [*fleeting(pairs)] == [Spot(tool="now", shape="key:at")]


@pytest.mark.parametrize(
    ("status", "text", "well"),
    [
        ("ok", "[{'name': 'products'}]", True),
        ("error", "anything", False),
        ("ok", "Document x.docx does not exist", False),
        ("ok", '{"success": false, "data": []}', False),
        ("ok", '{"success": true, "note": "no error"}', True),
    ],
)
def test_an_error_in_ordinary_words_is_one(status: str, text: str, well: bool) -> None:
    assert done(status, text) is well


def test_drafts_follow_the_schema_and_differ() -> None:
    schema: Json = {
        "properties": {
            "path": {"type": "string"},
            "edits": {"type": "array", "items": {"$ref": "#/$defs/Edit"}},
            "head": {"anyOf": [{"type": "null"}, {"type": "integer", "minimum": 2, "maximum": 3}]},
        },
        "required": ["path", "edits", "head"],
        "$defs": {"Edit": {"properties": {"new": {"enum": ["a", "b"]}}, "required": ["new"]}},
    }
    tool = Signature("edit", "Edits a file", schema)
    assert [leaf.path for leaf in leaves(tool)] == ["path", "edits[].new", "head"]
    found = drafts(tool, seeded(["notes"], 0).facts, Stream("drafts", 0))
    assert len({str(probe.arguments) for probe in found}) == len(found) > 3
    for probe in found:
        assert probe.arguments["head"] in (2, 3)
        assert probe.arguments["edits"] in ([{"new": "a"}], [{"new": "b"}])


def test_optional_properties_stay_away_unless_wanted() -> None:
    tool = Signature("t", "", {"properties": {"a": {"type": "boolean"}}})
    assert drafted(tool, lambda _: True, lambda _: False) == {}
    assert drafted(tool, lambda _: True, lambda _: True) == {"a": True}


def test_a_reply_may_stand_in_a_query() -> None:
    tool = Signature("read", "Run SQL", {"properties": {"query": {"description": "SELECT SQL"}}})
    [leaf] = leaves(tool)
    facts = seeded(["statements"], 0).facts
    taken = Taken(0)
    known = Known(facts, [(taken, "lamp")])
    drawn = [draw("sql_read", leaf, known, Stream("q", n)) for n in range(20)]
    assert kinds_for(leaf)[0] == "sql_read"
    assert any(one and one.taken == taken and "'{}'" in str(one.value) for one in drawn)
    assert draw("sql_read", leaf, Known(Facts()), Stream("q", 0)) is None
