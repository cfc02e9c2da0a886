"""Tasks as they were asked for: measured difficulty, length, and one line where there are none."""

from __future__ import annotations

import pytest

from nex.environment.shipped import shipped_spec
from nex.errors import InputError
from nex.language.reading.reader import read_spec
from nex.pipeline.drawing import Aim, Draw, Span, doublings, draw_tasks, read_span
from nex.pipeline.watch import Unwatched
from nex.worlds.populate import populate
from nex.worlds.surface import PLAIN

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def drawing(name: str, tasks: int, aim: Aim) -> Draw:
    world = read_spec(shipped_spec(name), f"{name}.md").world
    return Draw(populate(world, 3), 3, tasks, PLAIN, aim)


async def test_difficulty_is_measured_and_kept_within_the_span() -> None:
    wanted = Span(0.3, 0.7)
    draw = drawing("library", 8, Aim(difficulty=wanted))
    drawn = await draw_tasks(draw, Unwatched())
    assert len(drawn.tasks) >= 8
    assert all(task.difficulty is not None and task.difficulty in wanted for task in drawn.tasks)
    assert drawn.dropped["not as difficult as asked for"]
    again = await draw_tasks(draw, Unwatched())
    assert [task.id for task in again.tasks] == [task.id for task in drawn.tasks]


async def test_harder_tasks_are_longer() -> None:
    easy = await draw_tasks(drawing("hotel", 8, Aim(difficulty=Span(0, 0.25))), Unwatched())
    hard = await draw_tasks(drawing("hotel", 8, Aim(difficulty=Span(0.5, 1))), Unwatched())
    calls = [[task.complexity.calls for task in one.tasks] for one in (easy, hard)]
    assert sum(calls[0]) / len(calls[0]) < sum(calls[1]) / len(calls[1])


async def test_a_world_without_long_chains_says_so() -> None:
    with pytest.raises(InputError, match="no chain of 64 dependent calls"):
        await draw_tasks(drawing("library", 2, Aim(length=Span(64, 64))), Unwatched())


def test_a_span_is_doubled() -> None:
    assert doublings(Span(4, 256)) == (4, 8, 16, 32, 64, 128, 256)
    assert doublings(Span(100, 100)) == (100,)


@pytest.mark.parametrize("text", ["", "x", "0.7..0.3", "-1", "2", "0.3.."])
def test_a_bad_span_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(InputError, match="--difficulty"):
        read_span("--difficulty", text, 1)
