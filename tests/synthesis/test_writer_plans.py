"""Architectures from prose: a typed blueprint that holds, or the reason why not."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace

import orjson
import pytest

from nex.data.jsons import JsonValue
from nex.errors import BudgetExceeded, InputError
from nex.models.resolve import closing
from nex.runtime.model import Price
from nex.synthesis.blueprints import draw_blueprints
from nex.synthesis.blueprints_checks import check_blueprint
from nex.synthesis.writer.asking import Writer
from nex.synthesis.writer.plans import of_duties, propose_blueprint
from nex.worlds.surface import signatures
from tests.models.desk import LIBRARY
from tests.models.provider import answer, serving
from tests.synthesis.scribe import HARD, QUICK, model_at, writing

pytestmark = pytest.mark.anyio
TOOLS = signatures(LIBRARY)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@asynccontextmanager
async def saying(text: str) -> AsyncGenerator[Writer]:
    """A writer that says the same to everything."""
    script = [answer({"content": text})]
    async with serving(script) as provider, closing(model_at(provider, "m")) as model:
        yield Writer(model, QUICK)


@pytest.mark.parametrize("manner", ["good", "sloppy"])
async def test_prose_becomes_an_architecture(manner: str) -> None:
    async with writing(manner) as (writer, _):
        plan = await propose_blueprint("a triage lead with two reviewers", TOOLS, writer)
    assert check_blueprint(plan, TOOLS) == ()
    assert [unit.duty for unit in plan.root.units] == ["work", "review"]
    assert plan.topology == f"written by openai/{manner}"


@pytest.mark.parametrize(
    ("root", "why"),
    [
        ({"name": "a", "tools": ["rm"]}, "tool 'rm' is unknown"),
        ({"name": "a", "kind": "swarm"}, "'swarm' is unknown; known: agent"),
        ({"name": "a", "duty": "rule"}, "'rule' is unknown; known: work"),
        ({"name": "a", "kind": "vote", "units": [{"name": "b"}] * 2}, "must propose or review"),
        ({"name": "a", "duty": "split"}, "at the top must work"),
        ({"name": "a", "rounds": 10**9}, "from 1 to 20"),
        ({"name": "a", "rounds": True}, "from 1 to 20"),
        ({"name": "a", "units": "b"}, '"units" is a list'),
        ({"name": "a", "units": ["b"]}, "every unit is an object"),
        ({"name": "a", "tools": [1]}, "names of tools"),
        ({"name": "a", "instructions": "x" * 3000}, "at most 2000"),
        ({"name": "a", "role": "x\ny"}, "one line of plain text"),
        ({"kind": "agent"}, 'needs "name"'),
        ({"name": "finish", "tools": [t.name for t in TOOLS]}, "named like a tool"),
    ],
)
async def test_an_architecture_that_does_not_hold_is_refused(root: JsonValue, why: str) -> None:
    text = orjson.dumps({"name": "x", "root": root}).decode()
    async with saying(text) as writer:
        with pytest.raises(InputError) as caught:
            await propose_blueprint("a lead", TOOLS, writer)
    assert why in str(caught.value)


async def test_units_do_not_nest_without_end() -> None:
    unit: JsonValue = {"name": "x"}
    for _ in range(12):
        unit = {"name": "x", "units": [unit]}
    text = orjson.dumps({"root": unit}).decode()
    async with saying(text) as writer:
        with pytest.raises(InputError, match="deeper than"):
            await propose_blueprint("a lead", TOOLS, writer)


@pytest.mark.parametrize("manner", HARD)
async def test_no_architecture_comes_of_a_bad_writer(manner: str) -> None:
    async with writing(manner) as (writer, _):
        with pytest.raises(InputError, match="drew no architecture that holds"):
            await propose_blueprint("a triage lead", TOOLS, writer)


async def test_nothing_is_asked_once_the_money_is_spent() -> None:
    async with writing("good", replace(QUICK, max_cost=0.001), Price(1000, 1000)) as (writer, _):
        await propose_blueprint("a lead", TOOLS, writer)
        with pytest.raises(BudgetExceeded):
            await propose_blueprint("another lead", TOOLS, writer)
        assert writer.asked == 1


def test_what_the_grammar_draws_has_the_duties_that_its_workflows_need() -> None:
    for blueprint in draw_blueprints(LIBRARY, TOOLS, 0, 100):
        assert list(of_duties(blueprint.root)) == []
