"""A small run, and storages that fail or lose power."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from nex.batch.execute import One
from nex.batch.plan import cross
from nex.batch.run import Writer
from nex.batch.storage import Storage
from nex.data.blueprint import Blueprint, UnitPlan
from nex.data.events import CallEvent, EndEvent, Event, StepEvent
from nex.data.fold import fold
from nex.data.manifest import Manifest, PlanItem
from nex.data.task import Verdict
from nex.data.trajectory import Provenance, Trajectory

SOLO = Blueprint(name="solo", topology="solo", root=UnitPlan(name="clerk"))


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def manifest_of(tasks: int, rollouts: int = 1) -> Manifest:
    names = [f"task-{n}" for n in range(tasks)]
    return Manifest(id="run-1", plan=cross("library-7f3a91", names, [SOLO], ["teacher"], rollouts))


def events_of(item: PlanItem, steps: int = 2, text: str = "Dune", cost: float = 0.0) -> list[Event]:
    """A small talk: `steps` calls of a tool."""
    events: list[Event] = [
        CallEvent(type="call", id=[], unit="clerk", kind="agent", arguments={"request": item.task})
    ]
    for n in range(steps):
        events += [
            StepEvent(
                type="step",
                id=[],
                head=-1,
                reply={
                    "message": {"role": "assistant", "content": [{"type": "text", "text": text}]},
                    "usage": (10, 5, cost),
                    "finish": "tool_calls",
                },
            ),
            CallEvent(
                type="call", id=[n], unit="search_books", kind="tool", arguments={"title": text}
            ),
            EndEvent(type="end", id=[n], result={"text": "found"}),
        ]
    return [*events, EndEvent(type="end", id=[], result={"text": "done"})]


def trajectory_from(item: PlanItem, events: list[Event]) -> Trajectory:
    return Trajectory(
        id=item.id,
        environment=item.environment,
        world="w",
        task=item.task,
        kind="do",
        instruction="Lend Dune.",
        blueprint=item.blueprint,
        architecture=item.architecture,
        policy="planner",
        language="template",
        root=fold(events),
        status="completed",
        stop_reason="finish",
        outcome=None,
        verdict=Verdict(passed=True, progress=1),
        provenance=Provenance(wall_seconds=0.5),
    )


async def talk(item: PlanItem, writer: Writer) -> Trajectory:
    events = events_of(item)
    for event in events:
        writer.emit(event)
    return trajectory_from(item, events)


@pytest.fixture
def make_manifest() -> Callable[..., Manifest]:
    return manifest_of


@pytest.fixture
def make_events() -> Callable[..., list[Event]]:
    return events_of


@pytest.fixture
def make_trajectory() -> Callable[[PlanItem, list[Event]], Trajectory]:
    return trajectory_from


@pytest.fixture
def one() -> One:
    """Makes a rollout of two steps that verifies."""
    return talk


class Failing:
    """Storage whose n-th operation that changes the disk fails; a write leaves its first half."""

    def __init__(self, inner: Storage, nth: int, code: int) -> None:
        self.inner = inner
        self.root = inner.root
        self.left = nth
        self.code = code
        self.failed = ""
        self.read, self.names = inner.read, inner.names
        self.lock, self.close = inner.lock, inner.close

    def append(self, name: str, data: bytes) -> None:
        if self._fails("append"):
            self.inner.append(name, data[: len(data) // 2])
            raise self._error(name)
        self.inner.append(name, data)

    def sync(self, name: str) -> None:
        if self._fails("sync"):
            raise self._error(name)
        self.inner.sync(name)

    def put(self, name: str, data: bytes) -> None:
        if self._fails("put"):
            raise self._error(name)
        self.inner.put(name, data)

    def _fails(self, operation: str) -> bool:
        self.left -= 1
        if self.left == 0:
            self.failed = operation
        return self.left == 0

    def _error(self, name: str) -> OSError:
        return OSError(self.code, "injected", name)


@dataclass
class Disk:
    """What a disk holds, and what it would hold after a power loss."""

    files: dict[str, bytes] = field(default_factory=dict[str, bytes])
    durable: dict[str, bytes] = field(default_factory=dict[str, bytes])


class Volatile:
    """Storage in memory that forgets on `lose_power` whatever was not synced."""

    def __init__(self, disk: Disk) -> None:
        self.root = Path("disk")
        self.disk = disk

    def append(self, name: str, data: bytes) -> None:
        self.disk.files[name] = self.disk.files.get(name, b"") + data

    def sync(self, name: str) -> None:
        self.disk.durable[name] = self.disk.files[name]

    def put(self, name: str, data: bytes) -> None:
        self.disk.files[name] = data

    def read(self, name: str) -> bytes:
        try:
            return self.disk.files[name]
        except KeyError as e:
            raise FileNotFoundError(name) from e

    def names(self, folder: str) -> list[str]:
        found = (Path(name) for name in self.disk.files)
        return sorted(path.name for path in found if str(path.parent) == folder)

    def lock(self) -> None:
        """One process, one writer."""

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def failing() -> Callable[[Storage, int, int], Failing]:
    return Failing


@pytest.fixture
def volatile() -> Callable[[], Volatile]:
    return lambda: Volatile(Disk())
