"""What a watch counts as a loop that stands still."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

import anyio
import pytest

from nex.grounding.containment.watching import DELAY, watched

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def compute() -> None:
    ends = time.thread_time() + 0.3
    while time.thread_time() < ends:
        pass


@pytest.mark.parametrize("block", [compute, lambda: time.sleep(0.3)], ids=["computes", "waits"])
async def test_a_loop_that_computes_or_waits_for_a_file_stands_still(
    block: Callable[[], None],
) -> None:
    async with watched() as watch:
        await anyio.sleep(0.05)
        block()
        await anyio.sleep(0.05)
    assert watch.stall >= 0.25


@contextmanager
def one_processor_for_four() -> Generator[None]:
    """Share a single processor with three processes that want it whole."""
    processors = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(processors)})
    crowd = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(3)]
    try:
        yield
    finally:
        os.sched_setaffinity(0, processors)
        for one in crowd:
            one.kill()
            one.wait()


@pytest.mark.skipif(not DELAY.exists(), reason="this system does not tell who waits")
async def test_a_loop_that_is_given_no_processor_does_not() -> None:
    with one_processor_for_four():
        async with watched() as watch:
            began = time.monotonic()
            compute()
            took = time.monotonic() - began
    assert took > 0.5, "the crowd took no time"
    assert watch.stall < took - 0.1
