"""The recordings that ship: of the catalogue's own servers, small, and what the score is named after."""

from __future__ import annotations

import re
from statistics import fmean

import pytest

from nex.data.messages import said
from nex.grounding.catalogue.entry import tools_digest
from nex.grounding.catalogue.shelf import servers_named
from nex.grounding.recordings.agreement import Stranger, agreement, hold_out
from nex.grounding.recordings.reference import NAME, pooled, recorded_profile
from nex.grounding.recordings.shelf import CORPUS, shipped_recordings
from nex.grounding.recordings.twin import Replay, Twin
from nex.scoring.measures import FLOORS
from nex.scoring.traffic import fit, profile

RECORDED = shipped_recordings()
PRIVATE = re.compile(r"/root/|/home/[a-z]|/Users/|172\.17\.|BEGIN [A-Z ]*PRIVATE KEY")


def test_at_least_ten_servers_ship_in_less_than_300_kilobytes() -> None:
    assert len(RECORDED) >= 10
    assert sum(path.stat().st_size for path in CORPUS.iterdir() if path.is_file()) < 300_000


@pytest.mark.parametrize("name", RECORDED)
def test_each_was_recorded_in_a_container_from_the_tools_that_are_pinned(name: str) -> None:
    recording, [server] = RECORDED[name], servers_named([name])
    assert recording.sandbox == "docker"
    assert recording.packages == server.image.packages
    assert tools_digest([tool.signature for tool in recording.tools]) == server.entry.tools


@pytest.mark.parametrize("name", RECORDED)
def test_each_is_replayed_as_it_was(name: str) -> None:
    recording = RECORDED[name]
    replay, twin = Replay(recording), Twin(recording)
    for call in recording.calls:
        assert replay.call(call.tool, call.arguments) == call.result
        assert twin.answer(call.tool, call.arguments).how == "recorded"


def test_no_recording_holds_a_trace_of_the_machine_it_was_made_on() -> None:
    found = [
        (name, call.tool, trace[0])
        for name, recording in RECORDED.items()
        for call in recording.calls
        if (trace := PRIVATE.search(call.text))
    ]
    assert found == []


def test_the_reference_of_the_fidelity_score_is_made_of_them() -> None:
    profile = recorded_profile()
    assert profile == pooled(RECORDED.values(), NAME)
    assert profile.reference == "recorded/2026-11"
    assert fit(profile, profile) == 1.0


def test_twins_agree_with_their_servers_better_than_strangers_do() -> None:
    pairs = [hold_out(recording) for recording in RECORDED.values()]
    ours = [agreement(known, held) for known, held in pairs if held]
    theirs = [agreement(known, held, Stranger) for known, held in pairs if held]
    for share in ("exact", "shape", "kind"):
        ahead = [getattr(a, share) - getattr(b, share) for a, b in zip(ours, theirs, strict=True)]
        assert fmean(ahead) > 0.05, share


def test_invented_replies_fall_below_the_floor() -> None:
    reference = recorded_profile()
    invented = profile([said("Done.")] * 100, "")
    told = [call.result for call in RECORDED["memory"].calls]
    assert fit(invented, reference) < FLOORS["traffic"] < fit(profile(told, ""), reference)
