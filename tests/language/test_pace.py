"""Form 16: what takes time, what is up to whom, what others do meanwhile."""

from __future__ import annotations

import pytest

from nex.data.pace import Happening
from nex.data.streams import Stream
from nex.errors import InputError
from nex.language.reading.pace import read_span, span_words
from nex.language.reading.reader import inspect_spec, read_spec
from nex.language.sampling.pace import paced_world
from nex.language.sampling.worlds import random_world
from nex.language.sentences.facts import unmarked
from nex.language.writing.writer import write_spec

HEAD = """# desk

A member has a unique name.
A report has a unique title and a state: draft or ready.
Members can export a report to a member.
When a report is exported, it becomes ready.
"""


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("Exporting a report to a member takes 5 minutes.", 300),
        ("Exporting a report takes two hours.", 7200),
        ("It takes an hour to export a report.", 3600),
        ("Exporting a report takes 30 seconds.", 30),
    ],
)
def test_a_sentence_says_how_long_an_action_takes(said: str, seconds: int) -> None:
    reading = read_spec(f"{HEAD}\n{said}\n", "desk.md")
    assert reading.statements[-1].kind == "exact"
    assert reading.world.actions[0].seconds == seconds


@pytest.mark.parametrize(
    "said",
    [
        "Exporting a report is up to the member.",
        "Exporting a report is left to a member.",
        "Exporting a report is done by the member in person.",
    ],
)
def test_a_sentence_says_whose_own_hands_do_it(said: str) -> None:
    reading = read_spec(f"{HEAD}\n{said}\n", "desk.md")
    assert reading.statements[-1].kind == "exact"
    assert reading.world.actions[0].in_person


@pytest.mark.parametrize(
    ("said", "caller"),
    [
        ("Every 2 minutes another member exports a report.", "member"),
        ("Every 2 minutes somebody exports a report.", ""),
        ("Every 2 minutes a member exports a report to a member.", "member"),
    ],
)
def test_a_sentence_says_what_others_do_meanwhile(said: str, caller: str) -> None:
    reading = read_spec(f"{HEAD}\n{said}\n", "desk.md")
    assert reading.statements[-1].kind == "exact"
    happening = Happening(action="export report", caller=caller, seconds=120)
    assert reading.world.others == (happening,)


@pytest.mark.parametrize(
    "said",
    [
        "Exporting a report takes a while.",
        "Exporting a report takes 5 minutes on Mondays.",
        "Every now and then another member exports a report.",
    ],
)
def test_a_vague_pace_is_no_exact_statement(said: str) -> None:
    assert read_spec(f"{HEAD}\n{said}\n", "desk.md").statements[-1].kind != "exact"


@pytest.mark.parametrize("seconds", [1, 30, 60, 90, 3600, 7200, 86400, 604800])
def test_spans_read_back(seconds: int) -> None:
    assert read_span(span_words(seconds)) == seconds


@pytest.mark.parametrize("seed", range(60))
def test_a_paced_world_reads_back_from_any_wording(seed: int) -> None:
    stream = Stream("pace", seed)
    world = paced_world(random_world(stream), stream)
    for wording in (None, Stream("wording", seed)):
        again = inspect_spec(write_spec(world, wording), "again.md").world
        assert unmarked(again).meaning() == world.meaning()


def test_two_different_times_for_one_action_contradict() -> None:
    said = "Exporting a report takes 5 minutes.\n\nIt takes an hour to export a report.\n"
    with pytest.raises(InputError, match="takes another time than was stated before"):
        read_spec(f"{HEAD}\n{said}", "desk.md")
