"""What is in the user's own hands: no tool does it; asked in words, by name, the user does."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from nex.data.task import Caller, Rejection, Start
from nex.data.world import World
from nex.language.requests.asking import DID
from nex.worlds.hands import hands_text
from nex.worlds.populate import Template, populate
from nex.worlds.session import Session
from nex.worlds.state import Row

GOLD = Path(__file__).parents[1] / "data" / "worlds" / "helpdesk.json"


@cache
def template() -> Template:
    return populate(World.model_validate_json(GOLD.read_text("utf-8")), 1)


def device(power: str) -> Row:
    """A device with that power."""
    return next(row for row in template().clone().rows("device") if row["power"] == power)


def session(owner: object) -> Session:
    """A session whose user is that customer."""
    return Session(template(), Start(caller=Caller(role="customer", row=str(owner))))


def test_agents_have_no_tool_for_it() -> None:
    names = [signature.name for signature in Session(template()).signatures]
    assert "switch_off_device" not in names
    told = hands_text(template().schema)
    assert "- switch_off_device: Switch off a device." in told
    assert "Requires: the device's power must be on." in told


@pytest.mark.parametrize(
    "question",
    [
        'Please switch off the device "{0}".',
        'Could you switch off the device "{0}"?',
        'The ticket cannot be fixed yet. Please switch off the device "{0}".',
    ],
)
def test_the_user_does_what_is_asked_for_in_words(question: str) -> None:
    row = device("on")
    made = session(row["owner"])
    says = made.by_hand(question.format(row["name"]))
    assert says is not None
    assert says.startswith(DID)
    assert f'The device "{row["name"]}" now: power off.' in says
    [change] = made.evidence().changes
    assert (change.row, change.after) == (row["id"], {"power": "off"})


def test_the_user_knows_names_and_no_ids() -> None:
    row = device("on")
    made, id = session(row["owner"]), row["id"]
    says = made.by_hand(f'Please switch off the device with the id "{id}".')
    assert says == "I do not know any ids. What is the device called?"
    assert made.evidence().changes == ()


def test_the_user_cannot_do_what_the_rules_forbid_and_says_so() -> None:
    row = device("off")
    made = session(row["owner"])
    says = made.by_hand(f'Please switch off the device "{row["name"]}".')
    sentence = "the device's power must be on"
    assert says == f"I could not do it. Not done: {sentence}. It is off now."
    [rejection] = made.evidence().rejections
    assert rejection == Rejection(tool="ask_user", code="precondition_failed", sentence=sentence)


def test_a_stranger_cannot_do_it_either() -> None:
    row = device("on")
    others = [str(one["id"]) for one in template().clone().rows("customer")]
    stranger = next(id for id in others if id != row["owner"])
    says = session(stranger).by_hand(f'Please switch off the device "{row["name"]}".')
    assert says is not None
    assert "does not equal the caller" in says


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ('Please switch off the device "nowhere".', "I do not know which device you mean"),
        ("Switch it off, the device, please!", "I can switch off a device."),
    ],
)
def test_the_user_asks_back_where_it_is_unclear(question: str, says: str) -> None:
    made = session(device("on")["owner"])
    answer = made.by_hand(question)
    assert answer is not None
    assert answer.startswith(says)
    assert made.evidence().changes == ()


@pytest.mark.parametrize(
    "question",
    ["Which ticket do you mean?", 'Please fix the ticket "Water leak".', "", "?" * 5000],
)
def test_other_questions_are_not_for_the_hands(question: str) -> None:
    assert session(device("on")["owner"]).by_hand(question) is None
