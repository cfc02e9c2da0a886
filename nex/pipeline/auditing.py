"""Auditing a run: its lines, its manifest, its trajectories, its verdicts made once more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from nex.batch.damage import damages
from nex.batch.log import RolloutLog, RunLog, read_manifest, read_run
from nex.batch.plan import missing
from nex.batch.records import trajectory_of
from nex.batch.storage import Folder
from nex.data.jsons import digest
from nex.data.manifest import Manifest
from nex.errors import NexError, StoreError
from nex.pipeline.watch import Watch
from nex.rollout.rollout import outcome_of
from nex.runtime.looping import loop_flag


@dataclass(slots=True)
class Audit:
    """What an audit found; `holds` says whether every part of the run is what it says."""

    folder: Path
    faults: list[str] = field(default_factory=list[str])
    log: RunLog | None = None
    """None: it cannot be read."""
    lines: int = 0
    missing: int = 0
    """Rollouts of the plan that resuming would make."""
    statuses: Counter[str] = field(default_factory=Counter[str])
    replayed: int | None = None
    """Rollouts made again byte by byte, verdict included; None: the environments are not at hand."""
    alike: int = 0
    """Rollouts on real servers that answered otherwise, with the same end."""
    apart: int = 0
    """Rollouts on real servers that ended otherwise; their verdicts follow from the record."""
    left_out: int = 0
    """Rollouts that a clock or an interrupt ended, so that they cannot be made again."""

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


def audit_run(folder: Path, watch: Watch) -> Audit:
    """Read a run as an auditor: name every damaged line, and every record that does not add up.

    Raises StoreError where there is no manifest to begin with.
    """
    storage = Folder(folder)
    manifest, _ = read_manifest(storage)
    audit = Audit(folder)
    watch.begins("chain")
    audit.faults += (f"{folder}/{damage}" for damage in damages(storage))
    audit.lines = sum(storage.read(f"log/{name}").count(b"\n") for name in storage.names("log"))
    watch.ends(f"{audit.lines} lines, {len(audit.faults) or 'none'} damaged")
    audit.faults += _of_plan(manifest)
    if audit.faults:
        return audit
    watch.begins("fold", len(manifest.plan))
    try:
        audit.log = read_run(folder)
    except StoreError as e:
        audit.faults.append(str(e))
        return audit
    _fold(audit, audit.log, watch)
    return audit


def _of_plan(manifest: Manifest) -> Iterator[str]:
    """A rollout's id is the digest of what decides it: who edits a plan changes the ids."""
    for place, item in enumerate(manifest.plan, 1):
        parts = [item.environment, item.task, item.blueprint, item.model, item.rollout]
        if digest(parts)[: len(item.id)] != item.id:
            yield f"manifest.json: item {place} of the plan is not what its id {item.id!r} says"
    twice = Counter(item.id for item in manifest.plan)
    yield from (f"manifest.json: {id!r} is planned {n} times" for id, n in twice.items() if n > 1)


def _fold(audit: Audit, log: RunLog, watch: Watch) -> None:
    planned = {item.id for item in log.manifest.plan}
    for place, rollout in enumerate(log.rollouts.values(), 1):
        if rollout.id not in planned:
            audit.faults.append(f"rollout {rollout.id}: not in the plan")
        audit.faults += (f"rollout {rollout.id}: {text}" for text in _of_rollout(rollout))
        audit.statuses[rollout.status or "unfinished"] += 1
        watch.moves(place)
    audit.missing = len(missing(log))
    told = ", ".join(f"{n} {status}" for status, n in audit.statuses.most_common())
    watch.ends(f"{len(log.rollouts)} trajectories   ({told})")


def _of_rollout(rollout: RolloutLog) -> Iterator[str]:
    """What of a rollout's ending does not follow from its events."""
    try:
        trajectory = trajectory_of(rollout)
        if trajectory is None or trajectory.status == "infra_error":
            return
        if outcome_of(trajectory.root.result) != trajectory.outcome:
            yield "its outcome is not what its events end with"
        flags = loop_flag(trajectory.root)
        if any(trajectory.extra.get(name) != value for name, value in flags.items()):
            yield "it loops, and its record does not say so"
        passed = trajectory.verdict is not None and trajectory.verdict.passed
        if passed and trajectory.outcome is None:
            yield "it passed without an end"
    except (NexError, ValidationError, KeyError, TypeError, ValueError) as e:
        yield f"its events are no trajectory: {' '.join(str(e).split())[:200]}"
