"""One error that crossed a task group, as itself."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import cast


@asynccontextmanager
async def unwrapped() -> AsyncGenerator[None]:
    """Raise what a block raised without the groups around it, where it is one error only."""
    try:
        yield
    except BaseExceptionGroup as group:
        alone = _only(group)
        if alone is None:
            raise
        raise alone from alone.__cause__


def _only(error: BaseException) -> BaseException | None:
    if not isinstance(error, BaseExceptionGroup):
        return error
    inner = cast("BaseExceptionGroup[BaseException]", error).exceptions
    return _only(inner[0]) if len(inner) == 1 else None
