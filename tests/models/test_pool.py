"""Pool: questions go where there is least to do."""

from __future__ import annotations

import anyio
import pytest

from nex.data.messages import UNSET, Reply
from nex.errors import InputError, ModelError
from nex.models.pool import Pool
from nex.models.resolve import closing, resolve
from nex.models.scripted import says
from tests.models.provider import answer, refusal, serving
from tests.models.voices import HELLO, Voice

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_members_in_turn_where_all_are_idle() -> None:
    members = [Voice(), Voice(), Voice()]
    pool = Pool(members)
    for _ in range(6):
        await pool.complete(HELLO, (), UNSET)
    assert [len(member.asked) for member in members] == [2, 2, 2]


async def test_the_slow_member_gets_less() -> None:
    async def slow(nth: int) -> Reply:
        await anyio.sleep(0.2)
        return says(str(nth))

    members = [Voice(slow), Voice()]
    pool = Pool(members)
    async with anyio.create_task_group() as group:
        for _ in range(10):
            group.start_soon(pool.complete, HELLO, (), UNSET)
            await anyio.sleep(0.001)
    assert [len(member.asked) for member in members] == [1, 9]


async def test_a_member_that_fails_is_avoided_until_it_answers() -> None:
    async def broken(_nth: int) -> Reply:
        raise ModelError("busy", "unavailable", transient=True)

    members = [Voice(broken), Voice()]
    pool = Pool(members)
    with pytest.raises(ModelError):
        await pool.complete(HELLO, (), UNSET)
    for _ in range(5):
        await pool.complete(HELLO, (), UNSET)
    assert [len(member.asked) for member in members] == [1, 5]


async def test_members_are_closed_and_must_be_of_one_name() -> None:
    members = [Voice(), Voice()]
    async with closing(Pool(members)):
        pass
    assert [member.closed for member in members] == [1, 1]
    with pytest.raises(InputError, match="one model"):
        Pool([Voice(name="a"), Voice(name="b")])


async def test_several_addresses_are_one_model_and_a_broken_one_costs_nothing() -> None:
    async with serving([refusal(503, "down")]) as down, serving([answer({"content": "Hi."})]) as up:
        url = f"{down.url},{up.url}"
        async with closing(resolve("openai/m", base_url=url)) as model:
            for _ in range(4):
                reply = await model.complete(HELLO, (), UNSET)
                assert reply.message["content"][0].get("text") == "Hi."
        assert (len(down.asked), len(up.asked)) == (1, 4)
