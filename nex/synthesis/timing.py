"""Whether a task stands whatever others do meanwhile: for who is quick, and for who comes late."""

from __future__ import annotations

from nex.data.task import Task
from nex.language.dialects.waiting import WAIT, minutes_of
from nex.language.sentences.clock import keeps_time
from nex.synthesis.desk import Desk, Solver
from nex.synthesis.scene import Scene
from nex.worlds.pace import runs
from nex.worlds.person import Person
from nex.worlds.session import Session
from nex.worlds.verify import verify

_ROOM = 900
"""Seconds that somebody may be late, in a World whose days pass."""


def let_pass(session: Session, seconds: int) -> None:
    """Let so many seconds pass before anybody begins."""
    session.call(WAIT.name, {"minutes": minutes_of(seconds)})


def unmoved(scene: Scene, task: Task, solver: Solver) -> bool:
    """Whether a solver who begins at once ends right, and one who begins after all the others."""
    last = max((one.seconds for one in task.others), default=0)
    return all(_solved(scene, task, solver, seconds) for seconds in (0, last))


def hurried(scene: Scene, task: Task, solver: Solver) -> bool:
    """Whether the time of the day, where it passes, leaves no room for who is slow."""
    world = scene.world
    return runs(world) and keeps_time(world) and not _solved(scene, task, solver, _ROOM)


def _solved(scene: Scene, task: Task, solver: Solver, seconds: int) -> bool:
    with scene.session(task) as session:
        if seconds:
            let_pass(session, seconds)
        desk = Desk(session, Person(task.user, task.hidden))
        outcome = solver(task.instruction, desk)
        evidence = desk.evidence()
    return verify(task, evidence, outcome).passed
