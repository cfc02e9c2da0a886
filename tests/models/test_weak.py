"""Policies that must fail."""

from __future__ import annotations

import pytest

from nex.language.requests.request import Question, Trait, mention
from nex.models.weak import weak
from tests.models.desk import Case, borrower, check_out, row, said, work

pytestmark = pytest.mark.anyio
NAMES = ("null", "echo", "constant", "random")


@pytest.fixture
def anyio_backend() -> str:
    """Above the runtime one backend is enough."""
    return "asyncio"


@pytest.mark.parametrize("name", NAMES)
async def test_controls_finish_without_doing_the_work(name: str) -> None:
    model = weak(name)
    assert model is not None
    for seed in range(5):
        case = Case(said(check_out(row("book", status="available"), borrower(few=True))), seed=seed)
        done = await work(model, case)
        assert not {"book", "loan"} <= {change.entity for change in done.evidence.changes}


async def test_the_echo_says_the_request_back() -> None:
    model = weak("echo")
    assert model is not None
    request = said(Question("count", mention("book", Trait("status", "on loan"))))
    assert (await work(model, Case(request))).outcome.answer == request


def test_other_names_are_no_controls() -> None:
    assert weak("teacher") is None
