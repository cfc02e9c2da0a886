"""Tests marked `docker` need an engine: without one they skip, or fail where one is demanded."""

from __future__ import annotations

import os
from functools import cache
from typing import cast

import anyio
import pytest

from nex.errors import InputError, SandboxError
from nex.grounding.docker.address import address_from_environment
from nex.grounding.docker.daemon import spoken_version

DEMANDED = "NEX_REQUIRE_DOCKER"


@cache
def missing_engine() -> str:
    """Why there is no engine, and how to get one; "" where there is one."""
    try:
        anyio.run(spoken_version, address_from_environment())
    except (SandboxError, InputError) as e:
        return str(e)
    return ""


@pytest.fixture(autouse=True)
def engine(request: pytest.FixtureRequest) -> None:
    """Lets a test that is marked `docker` run only where an engine answers."""
    node = cast("pytest.Item", request.node)  # pyright: ignore[reportUnknownMemberType]
    if node.get_closest_marker("docker") and missing_engine():
        if os.environ.get(DEMANDED) == "1":
            pytest.fail(missing_engine())
        pytest.skip(missing_engine())
