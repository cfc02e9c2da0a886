"""A World: the typed model of a workplace that a Spec compiles to.

Names are the spec's own words in lower case ("due date", "on loan"); `identifier` makes the form
that tools and columns use. Money is an integer of hundredths, a number an integer of thousandths,
a date "YYYY-MM-DD", a time "HH:MM". Paths are dotted names that start at a parameter of the
action, at "caller", or, in an invariant, at the entity itself: `reservation.guest.tier`. A path
may always start at an entity of which there is exactly one row, such as the clock: `clock.date`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field

from nex.data.example import Example
from nex.data.frozen import Filed, Frozen
from nex.data.jsons import JsonValue, digest
from nex.data.ordering import ordered
from nex.data.pace import MOST_SECONDS, Happening
from nex.data.surroundings import Mount, Table

AttributeType = Literal[
    "text", "integer", "number", "money", "yes_no", "date", "time", "one_of", "reference"
]
Value = bool | int | str | None
Operator = Literal["=", "!=", "<", "<=", ">", ">="]

MONEY_SCALE = 100
NUMBER_SCALE = 1000


@lru_cache(maxsize=4096)
def identifier(name: str) -> str:
    """The form of a name that tools, arguments and columns use: `due date` -> `due_date`.

    Letters and digits of any script are kept, everything else becomes one underscore.
    """
    return re.sub(r"[\W_]+", "_", name.casefold()).strip("_") or "x"


class Attribute(Frozen):
    """One typed fact about each row of an entity."""

    name: str
    type: AttributeType
    values: tuple[str, ...] = ()
    """one_of: its values, in the order of the spec."""
    entity: str | None = None
    """reference: the entity that it points to."""
    optional: bool = False
    unique: bool = False
    minimum: int | None = None
    """integer, number, money: the least allowed value, in the attribute's own scale."""
    maximum: int | None = None
    initial: Value = None
    """What a new row starts with when its creation sets nothing; None: nothing."""


class Entity(Frozen):
    """One kind of thing: its names, its attributes, how many rows a fresh state has."""

    name: str
    plural: str
    attributes: tuple[Attribute, ...] = ()
    count: int | None = None
    """None: the spec does not say; populating chooses."""
    single: bool = False
    """There is exactly one row, for good; any path may start at its name."""

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of that name; None when there is none."""
        return next((a for a in self.attributes if a.name == name), None)


class Path(Frozen):
    """A dotted path as a value: what stands there when it is read."""

    path: tuple[str, ...]
    days: int = 0
    """A date: so many days later; below zero, earlier."""


Operand = Path | Value
"""A literal, or whatever stands at a path (a parameter is a path of one name)."""


class Filter(Frozen):
    """Rows of an entity whose attribute is one of the operands, or compares with the only one."""

    attribute: str
    among: tuple[Operand, ...]
    operator: Operator = "="
    """"=": one of them; "!=": set, and none of them; the others compare, unset compares false."""


class In(Frozen):
    """The value at the path is one of `values`."""

    kind: Literal["in"] = "in"
    path: tuple[str, ...]
    values: tuple[Value, ...]
    when: Condition | None = None
    """Demanded only where this holds, and this one's own `when`, and so on: all of them."""


class NotIn(Frozen):
    """The value at the path is none of `values`."""

    kind: Literal["not_in"] = "not_in"
    path: tuple[str, ...]
    values: tuple[Value, ...]
    when: Condition | None = None


class IsSet(Frozen):
    """There is a value at the path, or, negated, there is none."""

    kind: Literal["is_set"] = "is_set"
    path: tuple[str, ...]
    negated: bool = False
    when: Condition | None = None


class Compare(Frozen):
    """The value at the path compares with another value or path; unset compares false."""

    kind: Literal["compare"] = "compare"
    path: tuple[str, ...]
    operator: Operator
    to: Operand
    when: Condition | None = None


class CountAtMost(Frozen):
    """At most `most` rows of `entity` match every filter, or their `total` is at most that."""

    kind: Literal["count_at_most"] = "count_at_most"
    entity: str
    where: tuple[Filter, ...]
    most: int
    total: str | None = None
    """A number of the rows whose sum is bounded, in its own scale; None: the rows are counted."""
    when: Condition | None = None


class Exists(Frozen):
    """Some row of `entity` (at least `least`) matches every filter, or, negated, none (fewer)."""

    kind: Literal["exists"] = "exists"
    entity: str
    where: tuple[Filter, ...]
    negated: bool = False
    least: int = 1
    when: Condition | None = None


Condition = Annotated[
    In | NotIn | IsSet | Compare | CountAtMost | Exists, Field(discriminator="kind")
]


class SetValue(Frozen):
    """The attribute at the path becomes the operand; None clears it."""

    kind: Literal["set"] = "set"
    path: tuple[str, ...]
    to: Operand


class AddValue(Frozen):
    """The number at the path grows (sign 1) or shrinks (sign -1) by the operand."""

    kind: Literal["add"] = "add"
    path: tuple[str, ...]
    amount: Operand
    sign: Literal[1, -1] = 1


class CreateRow(Frozen):
    """A new row of the entity; attributes that are not set start at their initial value."""

    kind: Literal["create"] = "create"
    entity: str
    values: tuple[tuple[str, Operand], ...]


class DeleteRows(Frozen):
    """Rows go: every row of `entity` that matches all filters.

    The attribute "id" names the row itself: `where=(Filter("id", (Path("loan"),)),)`.
    """

    kind: Literal["delete"] = "delete"
    entity: str
    where: tuple[Filter, ...]


Effect = Annotated[SetValue | AddValue | CreateRow | DeleteRows, Field(discriminator="kind")]


class Parameter(Frozen):
    """One argument of an action: a row (`entity` set) or a value typed like an attribute."""

    name: str
    preposition: str = ""
    """The word before it in the action's phrase ("to a member"); "" for the direct object."""
    type: AttributeType = "reference"
    entity: str | None = None
    values: tuple[str, ...] = ()
    optional: bool = False


class Action(Frozen):
    """Something that can be done: who may, what it needs, what it changes."""

    verb: str
    """The verb as the spec says it, with its particle: "check out", "mark"."""
    object: str
    """The entity that the verb acts on; for an action that creates, the entity created."""
    complement: str = ""
    """Words of the verb that follow the object: "as lost" in "mark a book as lost"."""
    parameters: tuple[Parameter, ...] = ()
    callers: tuple[str, ...] = ()
    """Roles, or entities whose rows may call; empty: anybody."""
    requires: tuple[Condition, ...] = ()
    effects: tuple[Effect, ...] = ()
    inferred: tuple[str, ...] = ()
    """Canonical sentences among the above that the spec did not say outright."""
    seconds: int = Field(default=0, ge=0, le=MOST_SECONDS)
    """How long it takes on the World's clock; 0: it is done at once, else it is a job."""
    section: str = ""
    """The part of the workplace whose work it is; "": the whole."""
    in_person: bool = False
    """The caller's own hands do it: agents have no tool for it and ask the user."""

    @property
    def name(self) -> str:
        """The action's key: `check out book`, `mark book as lost`; unique in a World."""
        return f"{self.verb} {self.object} {self.complement}".rstrip()


class Rule(Frozen):
    """Something that must hold: before an action (a guard), or after every action (an invariant)."""

    condition: Condition
    action: str | None = None
    """The guarded action's name; None makes it an invariant."""
    entity: str | None = None
    """An invariant's subject: it holds for every row; paths start at this name."""


class World(Filed):
    """Entities, actions and rules of a workplace. Equality and digest ignore the spec's layout."""

    schema_version: Literal["nex.world/1"] = "nex.world/1"
    name: str
    entities: tuple[Entity, ...] = ()
    roles: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    rules: tuple[Rule, ...] = ()
    examples: tuple[Example, ...] = ()
    notes: tuple[str, ...] = ()
    """Prose that is not enforced; agents read it as unverified policy."""
    tables: tuple[Table, ...] = ()
    mounts: tuple[Mount, ...] = ()
    others: tuple[Happening, ...] = ()
    """What other people do meanwhile."""
    origin: str = ""
    """Digest of the World that this one was edited from, whose dice it keeps; "": it has its own."""

    def entity(self, name: str) -> Entity:
        """The entity of that name; KeyError when there is none."""
        for entity in self.entities:
            if entity.name == name:
                return entity
        raise KeyError(name)

    def action(self, name: str) -> Action:
        """The action of that name; KeyError when there is none."""
        for action in self.actions:
            if action.name == name:
                return action
        raise KeyError(name)

    def meaning(self) -> JsonValue:
        """The World as JSON in an order of its own: what equality and digest are about."""
        return ordered(self.model_dump(mode="json"))

    @property
    def digest(self) -> str:
        """The World's identity."""
        return digest(self.meaning())


for _model in (In, NotIn, IsSet, Compare, CountAtMost, Exists):
    _model.model_rebuild()
