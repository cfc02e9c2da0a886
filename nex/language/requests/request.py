"""What an instruction asks for, as typed values: rows are mentioned in words, never by id.

`writer` turns a Request into English, `reader` turns that English back. Both need
only vocabulary: entities with their attributes, and each action's verb, object, complement and
parameters; so a World that was rebuilt from tool signatures serves as well as the real one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nex.data.world import Attribute, Entity, Value, identifier

Asked = Literal["value", "count", "list", "sum", "highest", "lowest"]
ASKED: tuple[Asked, ...] = ("value", "count", "list", "sum", "highest", "lowest")
Order = Literal["highest", "lowest", "most", "fewest"]
Operator = Literal["=", ">=", "<"]
ORDERS: tuple[Order, ...] = ("highest", "lowest", "most", "fewest")


@dataclass(frozen=True, slots=True)
class Trait:
    """One fact about the rows that are meant: the attribute has this value.

    A reference's value is the Mention of the row that it points to; None: the attribute is unset.
    Values are in the attribute's own scale, as in a World's state. The attribute "id" names a row
    by its id: agents do so among themselves, tasks never.
    """

    attribute: str
    value: Value | Mention


@dataclass(frozen=True, slots=True)
class Mention:
    """How rows of an entity are referred to: by traits, or as what stands at a row's attribute.

    `of=("member", loan)` is the row that the mentioned loan's member refers to; it excludes traits.
    Use `mention` to make one: traits are kept in the order of their attributes' identifiers.
    """

    entity: str
    traits: tuple[Trait, ...] = ()
    of: tuple[str, Mention] | None = None


@dataclass(frozen=True, slots=True)
class Do:
    """Perform an action; rows are given as mentions, plain values in the parameter's own scale."""

    action: str
    arguments: tuple[tuple[str, Mention | Value], ...] = ()
    """In the order of the action's parameters; optional ones may be missing."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Bring a row to a state by whatever actions it takes: its attribute shall have this value."""

    row: Mention
    attribute: str
    value: Value | Mention


@dataclass(frozen=True, slots=True)
class Question:
    """Something to find out about rows.

    value: the attribute of the one row; count: how many rows; list: that attribute of every row;
    sum, highest, lowest: over that attribute of all rows. Only count has no attribute.
    """

    asked: Asked
    rows: Mention
    attribute: str | None = None


Deed = Do | Reach


@dataclass(frozen=True, slots=True)
class Every:
    """Each row that fits when the item begins, one after the other."""


@dataclass(frozen=True, slots=True)
class Free:
    """Whichever row that fits; never the same one twice within an item."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Of the rows that fit, the one that stands first in some order, looked at anew each time.

    highest, lowest: by its own `attribute`; most, fewest: by how many rows of `counted` refer to
    it at their `attribute`.
    """

    order: Order
    attribute: str
    counted: str | None = None


Way = Every | Free | Ranked
ROW = "row"
"""What the row of a Reach is called in `Many.ways`."""


@dataclass(frozen=True, slots=True)
class Many:
    """A deed on rows that are chosen by looking, once or several times in a row."""

    deed: Deed
    ways: tuple[tuple[str, Way], ...]
    """How the rows of some parameters are chosen among those that their mentions fit."""
    times: int = 1


@dataclass(frozen=True, slots=True)
class Test:
    """Whether an answer compares with a value: `value` of one row, or `count` of rows."""

    question: Question
    operator: Operator
    value: Value


@dataclass(frozen=True, slots=True)
class When:
    """What to do where a test holds, and where it does not; None: nothing."""

    test: Test
    then: Deed | Many | None
    otherwise: Deed | Many | None


@dataclass(frozen=True, slots=True)
class Fallback:
    """A deed, and another one where something forbids it."""

    first: Do
    instead: Deed | Many


Item = Do | Reach | Question | Many | When | Fallback


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who asks: a role ("nurse"), or the row of an entity with this label."""

    role: str
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One to a few items in the order in which they shall be done, and who asks for them.

    `speaker` is None where the instruction does not say.
    """

    items: tuple[Item, ...]
    speaker: Speaker | None = None


def mention(entity: str, *traits: Trait) -> Mention:
    """A mention by traits, which are put into their one order."""
    return Mention(entity, tuple(sorted(traits, key=lambda trait: identifier(trait.attribute))))


_LABELS = ("name", "full_name", "title", "label", "subject", "number", "code", "sku", "headline")


def label_attribute(entity: Entity) -> Attribute | None:
    """The attribute that rows of the entity are called by; None where there is none.

    It depends only on the attributes' names and types: the best known label word, then a name
    that ends in one, then a unique text, then the first text by name.
    """
    candidates = [a for a in entity.attributes if a.type in {"text", "integer"}]
    ranked = sorted(
        ((_label_rank(a), identifier(a.name), a) for a in candidates), key=lambda found: found[:2]
    )
    return ranked[0][2] if ranked and ranked[0][0] < 100 else None


def _label_rank(attribute: Attribute) -> int:
    name = identifier(attribute.name)
    if name in _LABELS:
        return _LABELS.index(name)
    if name.rsplit("_", 1)[-1] in _LABELS:
        return 10 + _LABELS.index(name.rsplit("_", 1)[-1])
    return 50 if attribute.type == "text" else 100
