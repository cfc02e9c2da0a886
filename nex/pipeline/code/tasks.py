"""Bugs as tasks: what agents get of the repository, what is asked, how it must end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nex.data.jsons import bytes_digest
from nex.data.streams import Stream
from nex.data.task import Complexity, Goal, PlannedCall, Task
from nex.grounding.code.judging import Orders, Variant, run_variants, tables_of
from nex.grounding.docker.daemon import Daemon
from nex.grounding.docker.workspace import packed
from nex.pipeline.code.screening import AT_ONCE, Bug
from nex.pipeline.grounded import Real
from nex.scoring.complexity import solution_bits
from nex.synthesis.code.hiding import hidden_functions
from nex.synthesis.code.issue import VOICES, Failure, write_issue
from nex.synthesis.code.project import Project
from nex.synthesis.code.suite import function_of, spoilt, top_level, without
from nex.worlds.tables import Tables, diff_tables

Known = tuple[Project, Orders, Tables]
"""A project, how it is judged, and the tables of it as a whole."""
USUAL_CALLS = 8
"""List, run, find out where, read, try, mend, run, finish."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A task that nobody has solved yet."""

    task: Task
    bug: Bug
    archive: bytes
    """What agents get: the broken program, without the tests that are held out."""
    cure: tuple[PlannedCall, ...]


async def draft_tasks(
    daemon: Daemon, known: Known, real: Real, bugs: Sequence[Bug], stream: Stream
) -> list[Draft]:
    """A task of each bug whose sources the judge lets run."""
    starts = await _starts(daemon, known, bugs)
    drafts: list[Draft] = []
    for bug, start in zip(bugs, starts, strict=True):
        if not start["source"]:
            drafts.append(_draft(known, real, (bug, start, len(drafts) + 1), stream))
    return drafts


async def _starts(daemon: Daemon, known: Known, bugs: Sequence[Bug]) -> list[Tables]:
    """The tables that each broken program starts with."""
    project, orders, _ = known
    controls, found = spoilt(project), list[Tables]()
    for at in range(0, len(bugs), AT_ONCE // 2):
        variants: list[Variant] = []
        for bug in bugs[at : at + AT_ONCE // 2]:
            texts, paths = bug.mutant.texts(project), bug.mutant.paths
            variants.append(Variant("test", {**texts}, paths))
            variants.append(Variant("control", {**texts, **controls}, paths))
        told = await run_variants(daemon, project.files, orders, variants)
        pairs = zip(told[::2], told[1::2], strict=True)
        found += [tables_of(test, control, orders) for test, control in pairs]
    return found


def _draft(known: Known, real: Real, about: tuple[Bug, Tables, int], stream: Stream) -> Draft:
    project, orders, whole = known
    bug, start, number = about
    hidden = hidden_functions(orders.tests, bug.failing, top_level(project), stream)
    texts = {path: text.encode() for path, text in bug.mutant.texts(project).items()}
    archive = packed({**project.files, **without(project, hidden), **texts})
    seen = [_failure(bug, id) for id in bug.failing if function_of(id) not in hidden]
    voice, places = VOICES[number % len(VOICES)], len(bug.mutant.slips)
    task = Task(
        id=f"{project.name}-{number:03}",
        world=real.world.digest,
        kind="do",
        instruction=write_issue(project.name, seen, places, voice, stream),
        workspace=bytes_digest(archive),
        goal=Goal(changes=diff_tables(start, whole)),
        complexity=_complexity(project, real, places),
        voice=voice,
        signature=f"do mend: {', '.join(bug.mutant.kinds)}",
    )
    return Draft(task, bug, archive, _cure(project, bug))


def _failure(bug: Bug, id: str) -> Failure:
    said = bug.told.outcomes[id]
    return Failure(id, said.error, said.said, said.statement)


def _complexity(project: Project, real: Real, places: int) -> Complexity:
    lines = sum(project.text(path).count("\n") for path in project.sources)
    tools = sum(len(ground.shown) for ground in real.grounds)
    calls = USUAL_CALLS + 4 * (places - 1)
    bits = round(solution_bits(calls, tools, places, lines), 2)
    return Complexity(bits=bits, calls=calls, actions=places, depth=calls, shortest=False)


def _cure(project: Project, bug: Bug) -> tuple[PlannedCall, ...]:
    """The calls that take the slips back, whole lines at a time, from the last to the first."""
    texts: Mapping[str, str] = bug.mutant.texts(project)
    calls: list[PlannedCall] = []
    for slip in reversed(bug.mutant.cure(project)):
        text, edit = texts[slip.path], slip.edit
        start = text.rfind("\n", 0, edit.start) + 1
        end = text.find("\n", edit.end) + 1 or len(text)
        old = text[start:end]
        new = text[start : edit.start] + edit.after + text[edit.end : end]
        arguments = {
            "path": slip.path,
            "old": old,
            "new": new,
            "line": text.count("\n", 0, start) + 1,
        }
        calls.append(PlannedCall(tool="replace_text", arguments={**arguments}))
    return tuple(calls)
