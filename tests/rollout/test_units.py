"""From a Blueprint to units: who gets which tools, how they end, what callers read of them."""

from __future__ import annotations

import pytest

from nex.data.blueprint import UnitPlan
from nex.errors import InputError
from nex.grounding.direct import DirectTool
from nex.models.scripted import asks, scripted
from nex.models.teacher.offers import offers
from nex.rollout.ending import AskUser
from nex.rollout.reporting import REPORT, Report
from nex.rollout.units import build_unit
from nex.runtime.agent import Agent
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit
from nex.worlds.session import Session
from tests.models.desk import LIBRARY, blueprints, template


def _tools() -> list[DirectTool]:
    session = Session(template())
    return [DirectTool(signature, session) for signature in session.signatures]


def _built(plan: UnitPlan) -> Unit:
    return build_unit(plan, _tools(), AskUser(()), LIBRARY)


def test_only_the_root_asks_the_user_and_everybody_finishes() -> None:
    manager = next(b for b in blueprints() if b.topology == "manager")
    root = _built(manager.root)
    assert isinstance(root, Agent)
    assert [u.signature.name for u in root.tools][-2:] == ["finish", "ask_user"]
    for unit in root.tools:
        if isinstance(unit, Agent):
            assert unit.tools[-1].signature == REPORT


def test_a_description_lists_every_tool_below_so_that_it_can_be_read_back() -> None:
    router = next(b for b in blueprints() if b.topology == "router")
    root = _built(router.root)
    assert isinstance(root, Agent)
    listed = offers([unit.signature for unit in root.tools], "")
    given = {tool.signature.name: tool.signature for tool in _tools()}
    below = [offer for offer in listed if offer.seat]
    assert {offer.name for offer in below} == set(given)
    for offer in below:
        assert "\n".join(offer.lines) == given[offer.name].description
        assert offer.properties == given[offer.name].input["properties"]


def test_a_missing_tool_is_named() -> None:
    with pytest.raises(InputError, match="'clerk' needs the tool 'fly'; known: search_books"):
        _built(UnitPlan(name="clerk", tools=("fly",)))


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_a_report_that_does_not_fit_is_an_observation() -> None:
    scope = Scope(lambda _: None, scripted(asks(("finish", {}))))
    report = Report()
    assert (await report({"status": "perhaps"}, scope)).code == "validation_error"
    assert (await report({"status": "unclear", "question": 3}, scope)).code == "validation_error"
    good = await report({"status": "unclear", "question": "Which?", "answer": None}, scope)
    assert good.value == {"status": "unclear", "question": "Which?"}
