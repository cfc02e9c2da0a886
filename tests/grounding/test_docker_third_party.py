"""Servers that no one here wrote, from PyPI and npm, in the same hardened containers."""

from __future__ import annotations

import pytest

from nex.data.jsons import Json
from nex.grounding.docker.container import Program
from nex.grounding.docker.daemon import open_daemon
from nex.grounding.docker.image import ensure_image
from nex.grounding.docker.image_spec import read_image_spec
from nex.grounding.docker.server import open_server
from nex.grounding.docker.servers import SERVERS
from nex.runtime.budget import Limits
from nex.runtime.scope import Scope

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.docker,
    pytest.mark.consumers,
    pytest.mark.timeout(400),
]
ENTITY: Json = {"name": "Dune", "entityType": "book", "observations": ["lent"]}
CALLS: list[tuple[str, str, Json, str]] = [
    ("time", "convert_time", {"source_timezone": "UTC", "time": "12:00", "target_timezone": "Asia/Tokyo"}, "21:00"),
    ("git", "git_status", {"repo_path": "/workspace"}, ""),
    ("sqlite", "write_query", {"query": "CREATE TABLE t (a)"}, "affected_rows"),
    ("everything", "echo", {"message": "hello"}, "Echo: hello"),
    ("memory", "create_entities", {"entities": [ENTITY]}, "Dune"),
]  # fmt: skip


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.parametrize(("name", "tool", "arguments", "expected"), CALLS)
async def test_a_third_party_server_answers(
    name: str, tool: str, arguments: Json, expected: str
) -> None:
    spec = read_image_spec(SERVERS / name)
    async with open_daemon() as daemon:
        image = await ensure_image(daemon, spec)
        async with open_server(daemon, Program(image.id, spec.entrypoint)) as served:
            unit = next(unit for unit in served.tools if unit.signature.name == tool)
            result = await Scope(lambda _: None).call(unit, arguments, Limits(seconds=30))
    assert expected in result.text
    assert name == "git" or result.status == "ok"
