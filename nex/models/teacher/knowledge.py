"""What the tools say about the World: entities, actions, who has which tool."""

from __future__ import annotations

from dataclasses import dataclass

from nex.data.world import Action, Attribute, Condition, Entity, World
from nex.language.dialects.tongue import Tongue
from nex.language.requests.lexicon import Lexicon

ID = "id"
"""The attribute by which agents name rows to each other; no entity declares it."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool's name, and the colleague who has it; None: it is one's own."""

    name: str
    seat: str | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """A requirement or rule of an action: its sentence and what it was understood as."""

    sentence: str
    condition: Condition | None
    """None: not understood; only the World can tell."""
    subject: str | None = None
    """The entity whose rows must all meet it after the action; None: it must hold before."""


@dataclass(frozen=True, slots=True)
class Skill:
    """An action, the tool that does it, and what it demands."""

    action: Action
    tool: Tool
    demands: tuple[Demand, ...]
    only: str = ""
    """The sentence that says who may; "" where anybody may."""
    about_caller: bool = False
    """Whether what it demands or changes depends on the row of who asks."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything that one agent can know before its first call."""

    world: World
    """Partial: what the tools mention."""
    lexicon: Lexicon
    entities: dict[str, Entity]
    skills: dict[str, Skill]
    """By the action's name."""
    searches: dict[str, str]
    """Entity -> the agent's own search tool."""
    reads: dict[str, str]
    """Entity -> the agent's own tool that reads one row."""
    lookups: dict[str, tuple[str, ...]]
    """Colleague -> the entities that it can search."""
    asks: bool
    """Whether the user can be asked."""
    statuses: tuple[str, ...]
    """What `finish` may end with."""
    tongue: Tongue
    """How the agent's own tools are called, where that is not in plain words."""

    def attribute(self, entity: str, name: str) -> Attribute | None:
        """The attribute of an entity; None where either is unknown."""
        found = self.entities.get(entity)
        return found.attribute(name) if found else None
