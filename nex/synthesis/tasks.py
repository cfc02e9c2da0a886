"""From a Draft to a Task: execute, diff, phrase, measure."""

from __future__ import annotations

from nex.data.streams import Stream
from nex.data.task import Complexity, Goal, Hidden, Task
from nex.data.world import Parameter
from nex.language.requests.answers import Told, write_answer
from nex.language.requests.phrases import INDIFFERENT
from nex.language.requests.request import Request
from nex.language.requests.voices import draw_voice
from nex.language.requests.writer import write_mention, write_request
from nex.scoring.complexity import solution_bits
from nex.synthesis.callers import speaker
from nex.synthesis.drafts import Draft, item_shape, shape_of
from nex.synthesis.measures import depth, least_actions
from nex.synthesis.proving import Solved
from nex.synthesis.scene import Scene
from nex.worlds.actions import execute

UNKNOWN = Complexity(bits=0, calls=0, actions=0, depth=0, shortest=False)


def task_of(scene: Scene, draft: Draft, id: str, stream: Stream) -> Task:
    """The Task that a draft describes; its complexity is not yet known."""
    asker = speaker(draft.caller, scene.now, scene.describing)
    voice = draw_voice(stream)
    return Task(
        id=id,
        world=scene.template.schema.digest,
        kind=draft.kind,
        instruction=write_request(Request(draft.items, asker), scene.words, stream, voice),
        caller=draft.caller,
        start=draft.patches,
        others=(draft.rival,) if draft.rival is not None else (),
        voice=voice.name,
        goal=_goal(scene, draft),
        user=_answers(scene, draft, stream),
        hidden=tuple(_hidden(scene, one, stream) for one in draft.hidden),
        complexity=UNKNOWN,
        signature=signature(draft),
    )


def _answers(scene: Scene, draft: Draft, stream: Stream) -> tuple[str, ...]:
    if draft.indifferent:
        return (stream.choice(INDIFFERENT),)
    return tuple(write_mention(row, scene.words, stream) for row in draft.user)


def _hidden(scene: Scene, unsaid: tuple[Parameter, Told], stream: Stream) -> Hidden:
    parameter, told = unsaid
    topics = dict.fromkeys(filter(None, (parameter.name, parameter.entity)))
    return Hidden(about=tuple(topics), says=write_answer(parameter, told, scene.words, stream))


def twin_of(scene: Scene, task: Task, draft: Draft) -> Task:
    """The task that says the same of another start, which is the scene's."""
    return task.model_copy(
        update={
            "id": f"{draft.kind}-{task.id.rpartition('-')[2]}-twin",
            "kind": draft.kind,
            "start": draft.patches,
            "goal": _goal(scene, draft),
            "twin": task.id,
            "signature": signature(draft),
        }
    )


def signature(draft: Draft) -> str:
    """The goal's shape without its objects: what is done, reached, asked or forbidden."""
    shapes = " > ".join(item_shape(item) for item in draft.items)
    head = f"{draft.kind} {shape_of(draft)}".rstrip()
    return f"{head}: {shapes}{''.join(f' | {rule}' for rule in draft.rules[:1])}"


def measured(scene: Scene, task: Task, draft: Draft, solved: Solved) -> Task:
    """The task with its complexity: the calls of the solver, who met no faults."""
    planned = draft.kind == "goal" and len(draft.items) == 1 and solved.shortest
    actions = 0 if task.goal.status == "refused" else len(draft.steps)
    objects = sum(len(rows) for rows in scene.now.tables.values())
    complexity = Complexity(
        bits=round(solution_bits(solved.calls, scene.tools, actions, objects), 3),
        calls=solved.calls,
        actions=actions,
        depth=depth(draft),
        shortest=planned or actions <= _least(scene, task),
    )
    return task.model_copy(update={"complexity": complexity})


def _least(scene: Scene, task: Task) -> int:
    if task.goal.conditions:
        return 1
    return least_actions(scene.world, task.goal.changes)


def _goal(scene: Scene, draft: Draft) -> Goal:
    if draft.kind == "refuse":
        return Goal(status="refused", rules=draft.rules, observed=draft.observed)
    with scene.trial() as state:
        for step in draft.steps:
            execute(state, step.action.name, step.bindings, draft.caller)
        changes = scene.changes(state) if draft.steps else ()
    return Goal(
        changes=() if draft.conditions else changes,
        conditions=draft.conditions,
        answer=draft.answer,
        observed=draft.observed,
        asked=draft.kind == "clarify",
    )
