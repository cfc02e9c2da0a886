"""A World whose clock runs: jobs take their time, others act, hours pass."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from nex.data.jsons import Json, JsonValue
from nex.data.pace import Happening
from nex.data.task import Change, Fact, Happened, Meanwhile, Start
from nex.data.world import Value, World
from nex.errors import InputError
from nex.language.reading.reader import read_spec
from nex.worlds.populate import Template, populate
from nex.worlds.session import Session

HELPDESK = Path(__file__).parents[1] / "data" / "worlds" / "helpdesk.json"
STOCK = """# stock

A product has a unique name and a quantity.
An order has a unique number, a product and a state: open or packed.
There are 5 products and 9 orders.
Anybody can sell a product.
Anybody can pack an order.
Selling a product reduces the product's quantity by 3.
When an order is packed, it becomes packed.
An order can only be packed if it is open.
Packing an order takes 2 hours.
The desk is open from Monday to Friday between 8:00 and 18:00.
Every 10 minutes somebody sells a product.
"""


@cache
def helpdesk() -> Template:
    return populate(World.model_validate_json(HELPDESK.read_text("utf-8")), 1)


@cache
def stock() -> Template:
    return populate(read_spec(STOCK, "stock.md").world, 1)


def row(template: Template, entity: str, **traits: Value) -> str:
    """The id of the first row with these values."""
    rows = template.clone().rows(entity)
    return next(str(r["id"]) for r in rows if traits.items() <= r.items())


def value(session: Session, tool: str, **arguments: str | int) -> Json:
    """What a call brings; {} where it is refused."""
    found = session.call(tool, dict(arguments)).value
    return found if isinstance(found, dict) else {}


def started(others: tuple[Meanwhile, ...] = ()) -> tuple[Session, str]:
    """A session in which the compiling of a draft report has begun, and the report."""
    report = row(helpdesk(), "report", state="draft")
    session = Session(helpdesk(), Start(others=others))
    session.call("compile_report", {"report": report})
    return session, report


def test_a_description_says_how_long_it_takes_and_how_to_go_on() -> None:
    session = Session(helpdesk())
    said = {s.name: s.description for s in session.signatures}
    assert "Takes: 5 minutes. It answers with a job" in said["compile_report"]
    assert [*said][-3:] == ["poll_job", "fetch_job", "wait"]


def test_a_job_is_pending_until_its_time_and_changes_nothing_before() -> None:
    session, report = started()
    assert value(session, "poll_job", job="job-1")["status"] == "pending"
    assert session.call("fetch_job", {"job": "job-1"}).code == "not_ready"
    assert value(session, "get_report", id=report)["state"] == "draft"
    assert session.evidence().changes == ()


def test_a_job_that_is_done_brings_what_the_action_answers() -> None:
    session, report = started()
    assert value(session, "wait", minutes=5) == {"waited": 5}
    assert value(session, "poll_job", job="job-1") == {
        "job": "job-1",
        "status": "done",
        "seconds_left": 0,
    }
    fetched = value(session, "fetch_job", job="job-1")
    assert [*fetched] == ["changed", "created", "deleted"]
    assert session.evidence().changes == (
        Change(
            kind="updated",
            entity="report",
            row=report,
            before={"state": "draft"},
            after={"state": "ready"},
        ),
    )


def test_what_is_forbidden_starts_no_job() -> None:
    session = Session(helpdesk())
    report = row(helpdesk(), "report", state="sent")
    result = session.call("compile_report", {"report": report})
    assert (result.status, result.code) == ("error", "precondition_failed")
    assert session.call("poll_job", {"job": "job-1"}).code == "not_found"


def test_a_job_that_somebody_overtakes_fails_with_the_rules_sentence() -> None:
    report = row(helpdesk(), "report", state="draft")
    other = Meanwhile(seconds=60, action="compile report", bindings={"report": report})
    session, _ = started((other,))
    session.call("wait", {"minutes": 6})
    assert value(session, "poll_job", job="job-1")["status"] == "failed"
    result = session.call("fetch_job", {"job": "job-1"})
    assert result.text == "Not done: the report's state must be draft. It is ready now."
    [rejection] = session.evidence().rejections
    assert rejection.sentence == "the report's state must be draft"
    assert session.evidence().changes == ()


def test_what_others_wrote_has_to_be_read_again() -> None:
    report = row(helpdesk(), "report", state="draft")
    other = Meanwhile(seconds=5, action="compile report", bindings={"report": report})
    session = Session(helpdesk(), Start(others=(other,)))
    session.call("get_report", {"id": report})
    fact = Fact(entity="report", row=report)
    assert fact in session.evidence().observed
    session.call("search_devices", {})
    assert fact not in session.evidence().observed
    assert value(session, "get_report", id=report)["state"] == "ready"
    assert fact in session.evidence().observed


def test_the_evidence_says_what_others_did_and_during_which_call() -> None:
    report = row(helpdesk(), "report", state="draft")
    deeds = tuple(
        Meanwhile(seconds=at, action="compile report", bindings={"report": report})
        for at in (5, 70)
    )
    session = Session(helpdesk(), Start(others=deeds))
    for name, arguments in (
        ("search_devices", {}),
        ("search_devices", {}),
        ("wait", {"minutes": 2}),
    ):
        session.call(name, arguments)
    assert session.evidence().meanwhile == (
        Happened(deed=deeds[0], done=True, tool="search_devices", call=2),
        Happened(deed=deeds[1], done=False, tool="wait", call=1),
    )


def test_what_others_add_to_a_number_is_not_the_agents_share() -> None:
    product = row(stock(), "product")
    other = Meanwhile(seconds=5, action="sell product", bindings={"product": product})
    session = Session(stock(), Start(others=(other,)))
    start = value(session, "get_product", id=product)["quantity"]
    session.call("sell_product", {"product": product})
    assert isinstance(start, int)
    assert value(session, "get_product", id=product)["quantity"] == start - 6
    [change] = session.evidence().changes
    assert (change.before, change.after) == ({"quantity": start - 3}, {"quantity": start - 6})


def test_the_clock_of_the_state_runs_and_is_nobodys_doing() -> None:
    session = Session(stock())
    clock = value(session, "search_clocks")["rows"]
    assert isinstance(clock, list)
    told = value(session, "wait", minutes=25 * 60)
    [before] = clock
    assert isinstance(before, dict)
    assert (told["weekday"], before["weekday"]) == ("tuesday", "monday")
    assert str(told["date"]) > str(before["date"])
    assert session.evidence().changes == ()


def test_a_job_that_ends_after_hours_fails() -> None:
    session = Session(stock())
    session.call("wait", {"minutes": 7 * 60})
    order = row(stock(), "order", state="open")
    assert value(session, "pack_order", order=order)["status"] == "pending"
    session.call("wait", {"minutes": 120})
    result = session.call("fetch_job", {"job": "job-1"})
    assert "18:00" in result.text
    assert result.status == "error"


@pytest.mark.parametrize("minutes", [0, -1, 10_081, "5", None, True])
def test_a_wait_is_bounded(minutes: JsonValue) -> None:
    assert Session(helpdesk()).call("wait", {"minutes": minutes}).code == "validation_error"


def test_others_can_only_do_what_the_world_knows() -> None:
    world = helpdesk().world
    broken = world.model_copy(update={"others": (Happening(action="fly device", seconds=60),)})
    with pytest.raises(InputError, match="somebody else shall 'fly device', which nobody can"):
        populate(broken, 1)
    other = Meanwhile(seconds=5, action="fly device", bindings={})
    with pytest.raises(InputError, match="which nobody can"):
        Session(helpdesk(), Start(others=(other,)))


def test_others_act_at_the_same_moments_whoever_calls_what() -> None:
    report = row(helpdesk(), "report", state="draft")
    other = Meanwhile(seconds=30, action="compile report", bindings={"report": report})
    ends: set[str] = set()
    for tools in (["search_devices"] * 8, ["search_tickets", "search_reports"] * 4):
        session = Session(helpdesk(), Start(others=(other,)))
        for tool in tools:
            session.call(tool, {})
        ends.add(session.state.digest())
    assert len(ends) == 1
