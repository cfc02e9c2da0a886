"""Whether a recorded verdict follows from the recorded end: for servers that answer otherwise each time."""

from __future__ import annotations

from nex.batch.records import Ending
from nex.data.jsons import Json
from nex.data.task import Evidence, Goal, Task
from nex.worlds.verify import verify


def is_founded(task: Task, finish: Json) -> bool:
    """Whether the finish record's verdict is the one that its changes and its outcome give.

    True, too, where more than these decides: what was read, what was asked, what forbade it.
    """
    ending = Ending.model_validate(finish)
    if ending.verdict is None or ending.outcome is None or not _by_changes(task.goal):
        return True
    evidence = Evidence(changes=ending.changes, observed=(), rejections=())
    return verify(task, evidence, ending.outcome) == ending.verdict


def _by_changes(goal: Goal) -> bool:
    return goal.status == "done" and not goal.observed and not goal.asked
