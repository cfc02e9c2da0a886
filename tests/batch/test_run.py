"""Writing and reading a run: what goes in comes out, and what is on disk can be trusted."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import anyio
import pytest

from nex.batch.execute import Batch, One
from nex.batch.log import read_run
from nex.batch.plan import missing
from nex.batch.records import ending_of, infra_error, trajectory_of
from nex.batch.run import open_run
from nex.batch.storage import Folder
from nex.data.events import CallEvent, EndEvent, Event
from nex.data.manifest import Manifest, PlanItem
from nex.data.trajectory import Trajectory
from nex.errors import StoreError

pytestmark = pytest.mark.anyio
Manifests = Callable[..., Manifest]
Events = Callable[..., list[Event]]
Trajectories = Callable[[PlanItem, list[Event]], Trajectory]


async def test_a_trajectory_comes_back_as_it_went_in(
    tmp_path: Path, make_manifest: Manifests, make_events: Events, make_trajectory: Trajectories
) -> None:
    manifest = make_manifest(1)
    item = manifest.plan[0]
    events = make_events(item)
    trajectory = make_trajectory(item, events)
    async with open_run(tmp_path / "run", manifest) as run:
        with run.rollout(item) as writer:
            for event in events:
                writer.emit(event)
            await writer.finish(ending_of(trajectory))
        assert run.acknowledged == {item.id: "completed"}
    log = read_run(tmp_path / "run")
    assert trajectory_of(log.rollouts[item.id]) == trajectory
    assert (log.manifest, log.sealed, log.torn) == (manifest, True, None)


async def test_many_rollouts_share_one_log(
    tmp_path: Path, make_manifest: Manifests, one: One
) -> None:
    manifest = make_manifest(40)
    async with open_run(tmp_path, manifest) as run:
        tally = await Batch(run, one).execute(manifest.plan)
    log = read_run(tmp_path)
    assert (tally.done, tally.passed, tally.exit_code) == (40, 40, 0)
    assert [r.status for r in log.rollouts.values()] == ["completed"] * 40
    assert missing(log) == ()


async def test_a_record_does_not_depend_on_what_ran_beside_it(
    tmp_path: Path, make_manifest: Manifests, one: One
) -> None:
    digests: list[dict[str, str]] = []
    for concurrency in (1, 7):
        manifest = make_manifest(8)
        path = tmp_path / str(concurrency)
        async with open_run(path, manifest) as run:
            plan = manifest.plan if concurrency == 1 else manifest.plan[::-1]
            await Batch(run, one).execute(plan)
        log = read_run(path)
        digests.append({id: log.rollouts[id].digest for id in sorted(log.rollouts)})
    assert digests[0] == digests[1]


async def test_events_are_on_file_before_a_model_is_asked_again(
    tmp_path: Path, make_manifest: Manifests, make_events: Events
) -> None:
    manifest = make_manifest(1)
    item = manifest.plan[0]
    async with open_run(tmp_path, manifest) as run:
        with run.rollout(item) as writer:
            for event in make_events(item)[:4]:
                writer.emit(event)
            seen = read_run(tmp_path).rollouts[item.id]
    assert [event["type"] for event in seen.events] == ["call", "step", "call", "end"]
    assert seen.status is None


async def test_an_event_is_kept_as_it_was_when_emitted(
    tmp_path: Path, make_manifest: Manifests
) -> None:
    manifest = make_manifest(1)
    event = CallEvent(type="call", id=[], unit="u", kind="tool", arguments={"n": 1})
    async with open_run(tmp_path, manifest) as run:
        with run.rollout(manifest.plan[0]) as writer:
            writer.emit(event)
            event["arguments"]["n"] = 2
            writer.flush()
    [stored] = read_run(tmp_path).rollouts[manifest.plan[0].id].events
    assert stored == {"type": "call", "id": [], "unit": "u", "kind": "tool", "arguments": {"n": 1}}


@pytest.mark.parametrize("text", ["x" * 3_000_000, '{"$blob": "no"}', "\x00\u2028é\U0001f600\r\n"])
async def test_any_text_is_stored_whole(
    tmp_path: Path, make_manifest: Manifests, text: str
) -> None:
    manifest = make_manifest(1)
    event = EndEvent(type="end", id=[], result={"text": text, "value": {"$blob": text}})
    async with open_run(tmp_path, manifest) as run:
        with run.rollout(manifest.plan[0]) as writer:
            writer.emit(event)
            writer.emit(event)
            await writer.finish(infra_error(manifest.plan[0], text[:9]))
    assert read_run(tmp_path).rollouts[manifest.plan[0].id].events == (event, event)
    assert len(Folder(tmp_path).names("blobs")) == 1


async def test_a_second_writer_is_refused_with_the_pid_of_the_first(
    tmp_path: Path, make_manifest: Manifests
) -> None:
    manifest = make_manifest(1)
    async with open_run(tmp_path, manifest):
        with pytest.raises(StoreError, match=rf"process {os.getpid()} is writing"):
            async with open_run(tmp_path, manifest):
                pass
    async with open_run(tmp_path, manifest) as run:
        assert run.acknowledged == {}


async def test_a_folder_with_another_plan_is_refused(
    tmp_path: Path, make_manifest: Manifests
) -> None:
    async with open_run(tmp_path, make_manifest(1)):
        pass
    with pytest.raises(StoreError, match="another plan"):
        async with open_run(tmp_path, make_manifest(2)):
            pass


async def test_what_ended_is_not_made_again(
    tmp_path: Path, make_manifest: Manifests, one: One
) -> None:
    manifest = make_manifest(1)
    async with open_run(tmp_path, manifest) as run:
        await Batch(run, one).execute(manifest.plan)
        with (
            pytest.raises(StoreError, match="ended before: completed"),
            run.rollout(manifest.plan[0]),
        ):
            pass


async def test_resuming_makes_again_only_what_infrastructure_ended(
    tmp_path: Path, make_manifest: Manifests, one: One
) -> None:
    manifest = make_manifest(5)
    broken, absent = manifest.plan[1], manifest.plan[3]
    async with open_run(tmp_path, manifest) as run:
        with run.rollout(broken) as writer:
            await writer.finish(infra_error(broken, "server died"))
        await Batch(run, one).execute([i for i in manifest.plan if i not in (broken, absent)])
    redo = missing(read_run(tmp_path))
    assert redo == (broken, absent)
    async with open_run(tmp_path, manifest) as run:
        await Batch(run, one).execute(redo)
    log = read_run(tmp_path)
    assert missing(log) == ()
    assert [len(r.events) for r in log.rollouts.values()] == [8] * 5


async def test_an_error_in_the_body_reaches_the_caller_unwrapped(
    tmp_path: Path, make_manifest: Manifests
) -> None:
    with pytest.raises(FileNotFoundError):
        async with open_run(tmp_path, make_manifest(1)):
            raise FileNotFoundError
    assert not read_run(tmp_path).sealed


async def test_a_cancelled_run_can_be_gone_on_with(
    tmp_path: Path, make_manifest: Manifests, one: One
) -> None:
    manifest = make_manifest(2)
    with anyio.move_on_after(0.05):
        async with open_run(tmp_path, manifest) as run:
            await Batch(run, one).execute(manifest.plan[:1])
            await anyio.sleep_forever()
    async with open_run(tmp_path, manifest) as run:
        assert list(run.acknowledged.values()) == ["completed"]
