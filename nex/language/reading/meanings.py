"""What one statement means: the pieces from which a World is put together."""

from __future__ import annotations

from dataclasses import dataclass

from nex.data.pace import Happening
from nex.data.world import (
    Attribute,
    Condition,
    Effect,
    Example,
    Mount,
    Parameter,
    Rule,
    Value,
)


@dataclass(frozen=True, slots=True)
class Declares:
    """An entity and some of its attributes; references are not resolved yet."""

    entity: str
    plural: str
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows an entity starts with."""

    entity: str
    count: int


@dataclass(frozen=True, slots=True)
class Starts:
    """What an attribute of a new row starts as."""

    entity: str
    attribute: str
    value: Value


@dataclass(frozen=True, slots=True)
class Chain:
    """The order in which an attribute takes its values, and where it starts."""

    entity: str
    attribute: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Allows:
    """An action, who may do it, and what its sentence demands or changes beside."""

    verb: str
    object: str
    complement: str = ""
    parameters: tuple[Parameter, ...] = ()
    callers: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    """Those of the callers that are no entities."""
    only: bool = False
    """Whether nobody else may, whatever other sentences say."""
    requires: tuple[Condition, ...] = ()
    effects: tuple[Effect, ...] = ()

    @property
    def action(self) -> str:
        """The action's name."""
        return f"{self.verb} {self.object} {self.complement}".rstrip()


@dataclass(frozen=True, slots=True)
class Requires:
    """What must hold before an action."""

    action: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Causes:
    """What an action changes."""

    action: str
    effects: tuple[Effect, ...]
    requires: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """A guard or an invariant, or several that one sentence says."""

    rule: Rule
    more: tuple[Rule, ...] = ()

    @property
    def all(self) -> tuple[Rule, ...]:
        """Every rule that the sentence says."""
        return (self.rule, *self.more)


@dataclass(frozen=True, slots=True)
class Shows:
    """An example."""

    example: Example


@dataclass(frozen=True, slots=True)
class Opens:
    """When work is done at all: nobody may do anything while one of these does not hold."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Lists:
    """The rows that an entity starts with stand in a file."""

    entity: str
    file: str


@dataclass(frozen=True, slots=True)
class Mounts:
    """A real server that stands beside the World's own tools."""

    mount: Mount


@dataclass(frozen=True, slots=True)
class Paces:
    """How long an action takes, or whose own hands do it, or which part of the place."""

    action: str
    seconds: int = 0
    in_person: tuple[str, ...] = ()
    """Who does it in person; (): anybody's agent."""
    section: str = ""
    """Whose work it is."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Rows of an entity are the same in the World of another spec."""

    entity: str
    file: str


@dataclass(frozen=True, slots=True)
class Happens:
    """What somebody else does again and again."""

    happening: Happening


Meaning = (
    Declares
    | Counts
    | Starts
    | Chain
    | Allows
    | Requires
    | Causes
    | Rules
    | Shows
    | Opens
    | Lists
    | Mounts
    | Paces
    | Happens
    | Shares
)
