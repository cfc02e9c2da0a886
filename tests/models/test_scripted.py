"""scripted: given replies, by conversation, without state."""

from __future__ import annotations

from pathlib import Path

import pytest

from nex import Agent, run
from nex.errors import InputError, ModelError
from nex.models.resolve import resolve
from nex.models.scripted import read_script, scripted

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_a_file_scripts_each_conversation(tmp_path: Path) -> None:
    path = tmp_path / "script.jsonl"
    path.write_text(
        '{"text": "whatever", "usage": [3, 4]}\n\n'
        '{"when": "boss", "calls": [["clerk", {"request": "x"}]]}\n'
        '{"when": "boss", "text": "done", "reasoning": "it is done"}\n'
    )
    clerk = Agent("clerk", "You are the clerk.")
    boss = Agent("desk", "You are the boss.", (clerk,))
    result = await run(boss, "go", model=resolve(f"scripted:{path}"))
    assert result.value == "done"
    assert result.usage.tokens == 7
    assert result.trajectory.steps[0].calls[0].result is not None
    assert result.trajectory.steps[0].calls[0].result.text == "whatever"
    assert result.trajectory.messages[-1].get("reasoning") == "it is done"


async def test_a_script_that_ends_ends_the_run() -> None:
    result = await run(Agent("a", ""), "go", model=scripted())
    assert (result.status, result.stop_reason) == ("infra_error", "script_ended")
    assert isinstance(result.error, ModelError)


@pytest.mark.parametrize(
    ("line", "where"),
    [("{", r":2: .*JSON"), ('{"say": 1}', ":2: say"), ('{"text": 1}', ":2: text"), ("[]", ":2: ")],
)
def test_a_bad_line_is_bad_input_with_its_place(tmp_path: Path, line: str, where: str) -> None:
    path = tmp_path / "script.jsonl"
    path.write_text(f'{{"text": "fine"}}\n{line}\n')
    with pytest.raises(InputError, match=where):
        read_script(path)


def test_a_missing_file_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        resolve(f"scripted:{tmp_path}/none")


def test_an_unknown_name_is_bad_input() -> None:
    with pytest.raises(InputError, match="known: teacher"):
        resolve("gpt")
