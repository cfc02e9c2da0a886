"""A provider that does not know us ends a batch early, with one clear error (fault M13)."""

from __future__ import annotations

from pathlib import Path

import pytest

from nex.batch.execute import Terms
from nex.batch.log import read_run
from nex.batch.plan import missing
from nex.errors import ModelError
from nex.models.resolve import resolve
from nex.pipeline.running import Batched, manifest_of, plan_rollouts, run_batch
from nex.pipeline.watch import Unwatched
from nex.rollout.rollout import Actor
from tests.models.provider import refusal, serving
from tests.plant import live

pytestmark = pytest.mark.anyio
CONCURRENCY = 6


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_the_batch_stops_after_the_first_and_can_be_resumed(
    tmp_path: Path, status: int
) -> None:
    office = live("direct")
    async with serving([refusal(status, "we do not know you")]) as provider:
        actor = Actor(resolve("openai/m", base_url=provider.url), "openai/m", "model")
        plan = plan_rollouts([office], "openai/m", 5)
        manifest = manifest_of("r", [office], actor, plan, {})
        lives = {office.environment.name: office}
        batched = Batched(lives, actor, Terms(CONCURRENCY), Unwatched())
        with pytest.raises(ModelError, match="we do not know you") as caught:
            await run_batch(tmp_path / "run", manifest, plan, batched)
        assert len(provider.asked) <= CONCURRENCY
    assert f"nex run --resume {tmp_path / 'run'}" in str(caught.value)
    log = read_run(tmp_path / "run")
    assert {rollout.status for rollout in log.rollouts.values()} == {"infra_error"}
    assert missing(log) == plan
