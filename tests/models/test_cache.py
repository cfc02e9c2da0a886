"""Cache: a question is asked once."""

from __future__ import annotations

from pathlib import Path

import anyio
import pytest

from nex.data.messages import FREE, UNSET, Reply, Settings, Signature, Usage
from nex.errors import ModelError, StoreError
from nex.models.cache import Cache
from nex.models.resolve import closing
from nex.models.scripted import says
from tests.models.voices import HELLO, Voice

pytestmark = pytest.mark.anyio
LOOK = Signature("look", "Looks.", {"type": "object"})


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_what_was_said_once_is_said_again_by_another_process(tmp_path: Path) -> None:
    async def answer(_nth: int) -> Reply:
        message = says("Hi.").message
        return Reply(message, Usage(3, 2, 0.5), "stop", "m", {"logprobs": [1]}, attempts=2)

    said: list[Reply] = []
    for expected in (1, 0):
        voice = Voice(answer)
        async with closing(Cache(voice, tmp_path / "deep" / "cache.sqlite")) as model:
            said += [await model.complete(HELLO, (LOOK,), UNSET) for _ in range(2)]
        assert (len(voice.asked), voice.closed) == (expected, 1)
    assert said == [await answer(1)] * 4


async def test_whatever_a_reply_may_depend_on_makes_another_question(tmp_path: Path) -> None:
    voice, other = Voice(), Voice(name="other")
    path = tmp_path / "cache.sqlite"
    async with closing(Cache(voice, path)) as model:
        await model.complete(HELLO, (), UNSET)
        await model.complete(HELLO, (LOOK,), UNSET)
        await model.complete(HELLO * 2, (), UNSET)
        for seed in (1, 2):
            await model.complete(HELLO, (), Settings(seed=seed))
        await model.complete(HELLO, (), Settings(temperature=0.5))
    assert len(voice.asked) == 6
    for endpoint in ("a", "b"):
        async with closing(Cache(other, path, endpoint)) as model:
            await model.complete(HELLO, (), UNSET)
    assert len(other.asked) == 2


async def test_the_same_question_at_once_is_asked_once(tmp_path: Path) -> None:
    async def slow(nth: int) -> Reply:
        await anyio.sleep(0.02)
        if nth == 1:
            raise ModelError("busy", "unavailable", transient=True)
        return says(str(nth))

    voice, said = Voice(slow), list[str]()
    async with closing(Cache(voice, tmp_path / "c")) as model:

        async def ask() -> None:
            try:
                reply = await model.complete(HELLO, (), UNSET)
                said.append(reply.message["content"][0].get("text", ""))
            except ModelError as e:
                said.append(e.code)

        async with anyio.create_task_group() as group:
            for _ in range(20):
                group.start_soon(ask)
    assert sorted(said) == ["2"] * 19 + ["unavailable"]
    assert len(voice.asked) == 2


async def test_free_replies_stay_free(tmp_path: Path) -> None:
    async with closing(Cache(Voice(), tmp_path / "c")) as model:
        for _ in range(2):
            assert (await model.complete(HELLO, (), UNSET)).usage == FREE


def test_a_file_that_is_no_cache_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("dear diary, " * 200)
    with pytest.raises(StoreError, match="no cache"):
        Cache(Voice(), path)
    with pytest.raises(StoreError, match="no cache"):
        Cache(Voice(), tmp_path)
