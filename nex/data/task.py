"""A Task: an instruction, a start state, a goal over the end state, a frame of what may change."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from nex.data.frozen import Frozen
from nex.data.jsons import JsonValue
from nex.data.world import Value

TaskKind = Literal["do", "goal", "question", "refuse", "clarify"]
KINDS: tuple[TaskKind, ...] = ("do", "goal", "question", "refuse", "clarify")


class Caller(Frozen):
    """Who asks: a role, or a row of an entity (`role` is then the entity's name)."""

    role: str | None = None
    row: str | None = None
    """The row's id; None for a plain role."""


class Change(Frozen):
    """One row that differs between two states.

    A created row's id is a mask made from its content, so that two ends that differ only in
    fresh ids are equal; references to created rows carry the mask too.
    """

    kind: Literal["created", "deleted", "updated"]
    entity: str
    row: str
    before: dict[str, Value] = Field(default_factory=dict)
    """deleted: every column; updated: the columns that changed, as they were."""
    after: dict[str, Value] = Field(default_factory=dict)
    """created: every column; updated: the columns that changed, as they are."""


class Patch(Frozen):
    """One column of the environment's state that this task starts with."""

    entity: str
    row: str
    attribute: str
    value: Value


class Fact(Frozen):
    """Something that must have been seen: a row, in an answer of a tool."""

    entity: str
    row: str


class Pattern(Frozen):
    """Changes of one kind to rows of one entity."""

    kind: Literal["created", "deleted", "updated"]
    entity: str
    rows: tuple[str, ...] = ()
    """updated, deleted: the rows that it may be; empty: whichever."""
    after: tuple[tuple[str, tuple[Value, ...]], ...] = ()
    """updated: the columns that changed, created: those that count, each with what may stand there."""


class Tally(Frozen):
    """A condition over the end state: so many of the changes from the start fit the pattern."""

    pattern: Pattern
    least: int = 1
    most: int = 1
    different: tuple[str, ...] = ()
    """Columns in which no two of these changes end alike."""


class Frame(Frozen):
    """What may differ beside the goal: columns as "entity.attribute"."""

    exempt: tuple[str, ...] = ()
    tolerant: tuple[tuple[str, int], ...] = ()
    """Columns and the distance, in the attribute's own scale, that still counts as equal."""


class Goal(Frozen):
    """What verifies: the end state, the status, the answer, what must have been seen."""

    status: Literal["done", "refused"] = "done"
    changes: tuple[Change, ...] = ()
    """The exact multiset of changes, within the frame."""
    conditions: tuple[Tally, ...] = ()
    """Where many ends are right: what must be true of the changes that `changes` does not list."""
    may_change: tuple[Pattern, ...] = ()
    """Further changes that are nobody's business."""
    frame: Frame = Frame()
    answer: JsonValue = None
    """question: the value asked for; None: no answer is demanded."""
    rules: tuple[str, ...] = ()
    """refused: the canonical sentences that block; the reason must name one of them."""
    observed: tuple[Fact, ...] = ()
    """Rows that must have been read (for a refusal, a rejected attempt does as well)."""
    asked: bool = False
    """clarify: the user must have been asked."""


class Hidden(Frozen):
    """A fact that the instruction leaves out and the user tells when asked about it."""

    about: tuple[str, ...]
    """Words of a question that it answers."""
    says: str


class Complexity(Frozen):
    """How much the reference solution takes, in bits and in counts."""

    bits: float
    """calls x log2(tools) + actions x log2(objects)."""
    calls: int
    actions: int
    depth: int
    """The longest chain of calls in which each needs what the one before brought."""
    shortest: bool
    """Whether `actions` is proved minimal; otherwise it is an upper bound."""


class Meanwhile(Frozen):
    """Something that somebody else does while the agent works."""

    seconds: int
    """When, on the World's clock."""
    action: str
    bindings: dict[str, Value]
    """Parameter name -> a row's id, or a value in its own scale."""
    caller: Caller = Caller()


class Start(Frozen):
    """All that a tool server may know of a task: never its goal, its text or its proof."""

    task: str = ""
    """The task's id; it names the world streams (faults, latency)."""
    caller: Caller = Caller()
    patches: tuple[Patch, ...] = ()
    workspace: str = ""
    """Digest of the archive that real servers start with; "": an empty workspace."""
    others: tuple[Meanwhile, ...] = ()
    """What others do, in a World whose clock runs."""


class Task(Frozen):
    """One piece of work in an environment, decided by code."""

    schema_version: Literal["nex.task/1"] = "nex.task/1"
    id: str
    world: str
    """The World's digest."""
    kind: TaskKind
    instruction: str
    caller: Caller = Caller()
    start: tuple[Patch, ...] = ()
    workspace: str = ""
    """Digest of the archive of files that its real servers start with."""
    others: tuple[Meanwhile, ...] = ()
    """What other people do meanwhile, in the order of time."""
    goal: Goal
    user: tuple[str, ...] = ()
    """What the user answers when asked, in order; after that, that there is no more to say."""
    hidden: tuple[Hidden, ...] = ()
    """What the user tells when asked about it."""
    complexity: Complexity
    voice: str = ""
    """How the user talks: register, directness, persona."""
    twin: str = ""
    """The task that asks for the same of a start that differs in one fact; "": there is none."""
    difficulty: float | None = None
    """Share of weakened policies' rollouts that fail; None: not measured."""
    signature: str
    """The goal's shape without its objects: what diversity counts."""

    @property
    def opening(self) -> Start:
        """What a tool server is told of it."""
        return Start(
            task=self.id,
            caller=self.caller,
            patches=self.start,
            workspace=self.workspace,
            others=self.others,
        )


class PlannedCall(Frozen):
    """One call of a reference solution."""

    tool: str
    arguments: dict[str, JsonValue]


class Proof(Frozen):
    """Why a task may ship. Never where an agent's tools can read."""

    schema_version: Literal["nex.proof/1"] = "nex.proof/1"
    task: str
    solution: tuple[PlannedCall, ...]
    """Actions only, in order."""
    end: str
    """Digest of the end state after the solution."""
    checks: dict[str, bool]
    """The eight parts by name; all true."""
    spare: tuple[Fact, ...] = ()
    """Rows that stand for one another: acting on another of them is as right."""
    solver: str = ""
    """Who solved it from the text alone: "": the reader that shares the text's grammar; else a model."""
    original: str = ""
    """The instruction as the grammar worded it, where a model said it in other words; else ""."""
    rival: Meanwhile | None = None
    """Who of the task's others makes what was asked for first impossible."""
    overtaken: tuple[PlannedCall, ...] = ()
    """What would be right without the rival."""


class Outcome(Frozen):
    """What the root agent ends with: the arguments of `finish`."""

    status: Literal["done", "refused"] = "done"
    answer: JsonValue = None
    reason: str | None = None
    """refused: the rule that forbids it."""


class Rejection(Frozen):
    """A call that the World turned down, as its server saw it."""

    tool: str
    code: str
    sentence: str
    """The canonical sentence of what was not met; "" where no rule was."""


class Happened(Frozen):
    """What somebody else did, or could not do any more, and during which call."""

    deed: Meanwhile
    done: bool
    """Whether it changed anything."""
    tool: str
    """The tool whose call was the next to be answered, as the agent calls it."""
    call: int
    """Which call of that tool it was, from 1."""


class Evidence(Frozen):
    """What the World's own side saw of a rollout; no unit can reach or write it."""

    changes: tuple[Change, ...]
    observed: tuple[Fact, ...]
    rejections: tuple[Rejection, ...]
    asked: int = 0
    """How often the user was asked."""
    calls: int = 0
    meanwhile: tuple[Happened, ...] = ()
    """What others did, in order."""


class Verdict(Frozen):
    """Did it end as the Task demands?"""

    passed: bool
    progress: Annotated[float, Field(ge=0, le=1)]
    """Share of the goal's conditions that hold."""
    unmet: tuple[str, ...] = ()
    side_effects: tuple[str, ...] = ()
