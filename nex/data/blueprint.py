"""A Blueprint: the plan of one agent architecture, as data."""

from __future__ import annotations

from typing import Literal

from nex.data.frozen import Filed, Frozen
from nex.data.jsons import digest

UnitForm = Literal[
    "agent",
    "sequence",
    "parallel",
    "vote",
    "debate",
    "critic",
    "loop",
    "each",
    "route",
    "auction",
    "blackboard",
    "hand-off",
]
"""An agent, or what a workflow does with its units.

sequence: one after another; parallel: all at once; vote: what most of them say; debate: in turn,
until two say the same; critic, loop: worker and reviewer; each: a splitter, then who works on each
part; route: a chooser, then those it may choose; auction: who bids first; blackboard: whoever can,
again and again; hand-off: passed on until one ends it.
"""
UnitDuty = Literal["work", "review", "split", "find", "propose", "choose"]
"""What a unit is there for within its workflow."""


StoreKey = Literal["findings", "log"]
"""What agents of one run note for each other: which rows are meant, and what was done."""


class SkillPlan(Frozen):
    """Something that an agent can read up when it needs it, and not before."""

    name: str
    about: str
    """One line: what it is for; all that is known of it beforehand."""
    text: str


class UnitPlan(Frozen):
    """One unit of the tree: an agent with tools and units of its own, or a workflow of units."""

    name: str
    kind: UnitForm = "agent"
    duty: UnitDuty = "work"
    role: str = ""
    """One line: what it is for; its callers read it as the unit's description."""
    instructions: str = ""
    """The agent's prompt; a template over the World's name, its notes and the role."""
    tools: tuple[str, ...] = ()
    """Names of World tools it may call itself."""
    units: tuple[UnitPlan, ...] = ()
    rounds: int = 1
    """critic, loop, debate, blackboard, hand-off: how often at most."""
    format: str = "structured"
    """agent: the convention in which it names units: see `nex.runtime.formats`."""
    voice: str = "plain"
    """agent: the voice of its prompt, for who counts them."""
    skills: tuple[SkillPlan, ...] = ()
    """agent: what its tool `read_skill` gives it to read."""
    store: tuple[StoreKey, ...] = ()
    """agent: the keys of the run's store that it reads and writes."""
    approvals: int = 1
    """critic, loop: reviews in a row that must find nothing wrong."""


class Blueprint(Filed):
    """A named architecture; `gated_by` says whose success let it make data."""

    schema_version: Literal["nex.blueprint/1"] = "nex.blueprint/1"
    name: str
    topology: str
    root: UnitPlan
    gated_by: str | None = None
    """None: not gated yet; "planner", or a model's name."""
    pass_rate: float | None = None
    """Share of the gate's tasks that passed; None where not gated."""

    @property
    def digest(self) -> str:
        """The architecture's identity: its tree, not its name or its gate.

        What is left at its default does not count, so that a later field changes no identity.
        """
        return digest(self.root.model_dump(mode="json", exclude_defaults=True))


def depth(plan: UnitPlan) -> int:
    """Levels of units under and with this one; a solo agent is 1."""
    return 1 + max((depth(unit) for unit in plan.units), default=0)


UnitPlan.model_rebuild()
