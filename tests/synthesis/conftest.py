"""Three workplaces written by hand: a library, a hotel, an office that pays claims."""

from __future__ import annotations

import pathlib

import pytest

from nex.data.world import (
    Action,
    AddValue,
    Attribute,
    Compare,
    Condition,
    CountAtMost,
    CreateRow,
    DeleteRows,
    Effect,
    Entity,
    Filter,
    In,
    NotIn,
    Parameter,
    Path,
    Rule,
    SetValue,
    World,
)
from nex.language.reading.reader import read_spec
from nex.worlds.populate import Template, populate


def one_of(name: str, *values: str, initial: str | None = None) -> Attribute:
    return Attribute(name=name, type="one_of", values=values, initial=initial)


def text(name: str, *, unique: bool = False) -> Attribute:
    return Attribute(name=name, type="text", unique=unique)


def reference(name: str, entity: str | None = None) -> Attribute:
    return Attribute(name=name, type="reference", entity=entity or name)


def parameter(name: str, preposition: str = "", entity: str | None = None) -> Parameter:
    return Parameter(name=name, preposition=preposition, entity=entity or name)


def path(dotted: str) -> tuple[str, ...]:
    return tuple(dotted.split("."))


def must(dotted: str, *values: str) -> In:
    return In(path=path(dotted), values=values)


def put(dotted: str, to: str) -> SetValue:
    return SetValue(path=path(dotted), to=to)


def step(
    verb: str,
    thing: str,
    move: tuple[tuple[str, ...], str],
    *more: Condition | Effect,
    callers: tuple[str, ...] = (),
) -> Action:
    """An action that moves the thing's status from some values to one."""
    before, after = move
    requires = [must(f"{thing}.status", *before)] if before else []
    conditions = [one for one in more if isinstance(one, In | NotIn | Compare | CountAtMost)]
    effects = [one for one in more if isinstance(one, SetValue | AddValue | CreateRow | DeleteRows)]
    return Action(
        verb=verb,
        object=thing,
        parameters=(parameter(thing),),
        callers=callers,
        requires=(*requires, *conditions),
        effects=(put(f"{thing}.status", after), *effects),
    )


def make_library() -> World:
    """The library of the shipped specs."""
    own = (Filter(attribute="book", among=(Path(path=("book",)),)),)
    return World(
        name="library",
        roles=("staff", "librarian"),
        entities=(
            Entity(
                name="book",
                plural="books",
                count=24,
                attributes=(
                    text("title"),
                    text("author"),
                    text("shelf"),
                    one_of(
                        "status", "available", "on loan", "reserved", "lost", initial="available"
                    ),
                ),
            ),
            Entity(
                name="member",
                plural="members",
                count=8,
                attributes=(
                    text("name"),
                    text("email", unique=True),
                    one_of("status", "active", "suspended", initial="active"),
                ),
            ),
            Entity(
                name="loan",
                plural="loans",
                attributes=(
                    reference("member"),
                    reference("book"),
                    Attribute(name="due date", type="date", optional=True),
                ),
            ),
        ),
        actions=(
            Action(
                verb="check out",
                object="book",
                parameters=(parameter("book"), parameter("member", "to")),
                callers=("staff", "librarian"),
                requires=(must("book.status", "available"),),
                effects=(
                    put("book.status", "on loan"),
                    CreateRow(
                        entity="loan",
                        values=(("book", Path(path=("book",))), ("member", Path(path=("member",)))),
                    ),
                ),
            ),
            step(
                "return",
                "book",
                (("on loan",), "available"),
                DeleteRows(entity="loan", where=own),
                callers=("staff", "librarian"),
            ),
            step("reserve", "book", (("available",), "reserved"), callers=("member",)),
            Action(
                verb="mark",
                object="book",
                complement="as lost",
                parameters=(parameter("book"),),
                callers=("librarian",),
                effects=(put("book.status", "lost"),),
            ),
            step("suspend", "member", (("active",), "suspended"), callers=("librarian",)),
            step("reinstate", "member", (("suspended",), "active"), callers=("librarian",)),
        ),
        rules=(
            Rule(
                condition=NotIn(path=path("member.status"), values=("suspended",)),
                action="check out book",
            ),
            Rule(
                condition=CountAtMost(
                    entity="loan",
                    where=(Filter(attribute="member", among=(Path(path=("member",)),)),),
                    most=3,
                ),
                entity="member",
            ),
        ),
    )


def make_hotel() -> World:
    """A front desk: reservations of rooms by guests."""
    return World(
        name="hotel",
        entities=(
            Entity(
                name="room",
                plural="rooms",
                count=15,
                attributes=(
                    text("number", unique=True),
                    one_of("type", "single", "double", "suite"),
                    Attribute(name="nightly rate", type="money", minimum=4000, maximum=40000),
                    one_of("status", "clean", "dirty", "out of order"),
                ),
            ),
            Entity(
                name="guest",
                plural="guests",
                count=10,
                attributes=(
                    text("full name"),
                    text("email", unique=True),
                    one_of("loyalty tier", "none", "silver", "gold"),
                ),
            ),
            Entity(
                name="reservation",
                plural="reservations",
                count=14,
                attributes=(
                    reference("guest"),
                    reference("room"),
                    Attribute(name="nights", type="integer", minimum=1, maximum=14),
                    one_of(
                        "status", "pending", "confirmed", "checked in", "checked out", "cancelled"
                    ),
                ),
            ),
        ),
        actions=(
            step("confirm", "reservation", (("pending",), "confirmed")),
            step(
                "check in",
                "reservation",
                (("confirmed",), "checked in"),
                must("reservation.room.status", "clean"),
            ),
            step(
                "check out",
                "reservation",
                (("checked in",), "checked out"),
                put("reservation.room.status", "dirty"),
            ),
            step("cancel", "reservation", (("pending", "confirmed"), "cancelled")),
            step("clean", "room", (("dirty",), "clean")),
            Action(
                verb="take",
                object="room",
                complement="out of order",
                parameters=(parameter("room"),),
                effects=(put("room.status", "out of order"),),
            ),
            Action(
                verb="move",
                object="reservation",
                parameters=(parameter("reservation"), parameter("other room", "to", "room")),
                requires=(must("other room.status", "clean"),),
                effects=(SetValue(path=path("reservation.room"), to=Path(path=("other room",))),),
            ),
            Action(
                verb="extend",
                object="reservation",
                parameters=(
                    parameter("reservation"),
                    Parameter(name="extra nights", preposition="by", type="integer"),
                ),
                requires=(must("reservation.status", "confirmed", "checked in"),),
                effects=(
                    AddValue(path=path("reservation.nights"), amount=Path(path=("extra nights",))),
                ),
            ),
        ),
        rules=(
            Rule(
                condition=NotIn(path=path("reservation.guest.loyalty tier"), values=("gold",)),
                action="cancel reservation",
            ),
        ),
    )


def make_office() -> World:
    """Expense claims: nobody approves their own, large ones need a partner."""
    return World(
        name="office",
        roles=("finance",),
        entities=(
            Entity(
                name="employee",
                plural="employees",
                count=9,
                attributes=(
                    text("name"),
                    text("department"),
                    one_of("grade", "junior", "senior", "partner"),
                ),
            ),
            Entity(
                name="claim",
                plural="claims",
                count=16,
                attributes=(
                    reference("employee"),
                    one_of("category", "travel", "meals", "equipment", "training"),
                    Attribute(name="amount", type="money", minimum=500, maximum=90000),
                    one_of(
                        "status",
                        *("draft", "submitted", "approved", "rejected", "paid"),
                        initial="draft",
                    ),
                ),
            ),
        ),
        actions=(
            step("submit", "claim", (("draft",), "submitted")),
            step("approve", "claim", (("submitted",), "approved"), callers=("employee",)),
            step("reject", "claim", (("submitted",), "rejected"), callers=("employee",)),
            step("pay", "claim", (("approved",), "paid"), callers=("finance",)),
            step("reopen", "claim", (("rejected",), "draft")),
            Action(
                verb="open",
                object="claim",
                parameters=(
                    parameter("employee", "for"),
                    Parameter(
                        name="category",
                        preposition="of category",
                        type="one_of",
                        values=("travel", "meals", "equipment", "training"),
                    ),
                    Parameter(name="amount", preposition="over", type="money"),
                ),
                effects=(
                    CreateRow(
                        entity="claim",
                        values=(
                            ("employee", Path(path=("employee",))),
                            ("category", Path(path=("category",))),
                            ("amount", Path(path=("amount",))),
                        ),
                    ),
                ),
            ),
            Action(
                verb="withdraw",
                object="claim",
                parameters=(parameter("claim"),),
                requires=(NotIn(path=path("claim.status"), values=("approved", "paid")),),
                effects=(
                    DeleteRows(
                        entity="claim",
                        where=(Filter(attribute="id", among=(Path(path=("claim",)),)),),
                    ),
                ),
            ),
        ),
        rules=(
            Rule(
                condition=Compare(
                    path=path("claim.employee"), operator="!=", to=Path(path=("caller",))
                ),
                action="approve claim",
            ),
            Rule(
                condition=In(
                    path=path("caller.grade"),
                    values=("partner",),
                    when=Compare(path=path("claim.amount"), operator=">", to=50000),
                ),
                action="approve claim",
            ),
        ),
    )


@pytest.fixture(scope="session")
def library() -> Template:
    return populate(make_library(), 7)


@pytest.fixture(scope="session")
def hotel() -> Template:
    return populate(make_hotel(), 7)


@pytest.fixture(scope="session")
def office() -> Template:
    return populate(make_office(), 7)


@pytest.fixture(scope="session")
def helpdesk() -> Template:
    """Jobs, others on the clock, and what is up to the customer."""
    gold = pathlib.Path(__file__).parents[1] / "data" / "worlds" / "helpdesk.json"
    return populate(World.model_validate_json(gold.read_text("utf-8")), 7)


@pytest.fixture(scope="session")
def paced(helpdesk: Template) -> list[Template]:
    """The helpdesk, and a shop that shares things with a warehouse."""
    path = pathlib.Path(__file__).parents[1] / "data" / "shared" / "shop.md"
    return [helpdesk, populate(read_spec(path.read_text("utf-8"), str(path)).world, 7)]
