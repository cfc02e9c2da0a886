"""Every test of the runtime runs on asyncio and on trio."""

from __future__ import annotations

import pytest

from nex.data.events import Event


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def events() -> list[Event]:
    return []
