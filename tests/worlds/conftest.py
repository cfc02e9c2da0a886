"""A library and a depot written by hand: the Worlds that the tests of this room share."""

from __future__ import annotations

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
from nex.worlds.populate import Template, populate

STATUS = ("available", "on loan", "reserved", "lost")


def _book_action(verb: str, before: tuple[str, ...], after: str, **more: str) -> Action:
    return Action(
        verb=verb,
        object="book",
        complement=more.get("complement", ""),
        parameters=(Parameter(name="book", entity="book"),),
        callers=(more.get("caller", "staff"),),
        requires=(In(path=("book", "status"), values=before),) if before else (),
        effects=(SetValue(path=("book", "status"), to=after),),
    )


def _library() -> World:
    book = Entity(
        name="book",
        plural="books",
        count=24,
        attributes=(
            Attribute(name="title", type="text"),
            Attribute(name="author", type="text"),
            Attribute(name="shelf", type="text"),
            Attribute(name="status", type="one_of", values=STATUS, initial="available"),
        ),
    )
    member = Entity(
        name="member",
        plural="members",
        count=8,
        attributes=(
            Attribute(name="name", type="text"),
            Attribute(name="email", type="text", unique=True),
            Attribute(name="status", type="one_of", values=("active", "suspended")),
        ),
    )
    loan = Entity(
        name="loan",
        plural="loans",
        attributes=(
            Attribute(name="member", type="reference", entity="member"),
            Attribute(name="book", type="reference", entity="book"),
            Attribute(name="due date", type="date", optional=True),
        ),
    )
    check_out = Action(
        verb="check out",
        object="book",
        parameters=(
            Parameter(name="book", entity="book"),
            Parameter(name="member", preposition="to", entity="member"),
        ),
        callers=("staff",),
        requires=(In(path=("book", "status"), values=("available",)),),
        effects=(
            SetValue(path=("book", "status"), to="on loan"),
            CreateRow(
                entity="loan",
                values=(("book", Path(path=("book",))), ("member", Path(path=("member",)))),
            ),
        ),
    )
    give_back = Action(
        verb="return",
        object="book",
        parameters=(Parameter(name="book", entity="book"),),
        callers=("staff",),
        requires=(In(path=("book", "status"), values=("on loan",)),),
        effects=(
            SetValue(path=("book", "status"), to="available"),
            DeleteRows(
                entity="loan", where=(Filter(attribute="book", among=(Path(path=("book",)),)),)
            ),
        ),
    )
    members = (
        Action(
            verb=verb,
            object="member",
            parameters=(Parameter(name="member", entity="member"),),
            callers=("librarian",),
            requires=(In(path=("member", "status"), values=(before,)),),
            effects=(SetValue(path=("member", "status"), to=after),),
        )
        for verb, before, after in (
            ("suspend", "active", "suspended"),
            ("reinstate", "suspended", "active"),
        )
    )
    return World(
        name="library",
        entities=(book, member, loan),
        roles=("staff", "librarian"),
        actions=(
            check_out,
            give_back,
            _book_action("reserve", ("available",), "reserved", caller="member"),
            _book_action("mark", (), "lost", caller="librarian", complement="as lost"),
            *members,
        ),
        rules=(
            Rule(
                condition=NotIn(path=("member", "status"), values=("suspended",)),
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


def _itself(name: str) -> DeleteRows:
    return DeleteRows(entity=name, where=(Filter(attribute="id", among=(Path(path=(name,)),)),))


def _depot_action(
    verb: str,
    object: str,
    *parameters: Parameter,
    requires: tuple[Condition, ...] = (),
    effects: tuple[Effect, ...] = (),
) -> Action:
    itself = Parameter(name=object, entity=object)
    return Action(
        verb=verb,
        object=object,
        parameters=(itself, *parameters) if verb not in ("place", "register") else parameters,
        requires=requires,
        effects=effects,
    )


def _depot() -> World:
    """Every type, arithmetic, uniqueness, bounds, deletions and rules about the caller's row."""
    product = Entity(
        name="product",
        plural="products",
        count=12,
        attributes=(
            Attribute(name="sku", type="text", unique=True),
            Attribute(name="name", type="text"),
            Attribute(name="price", type="money", minimum=0),
            Attribute(name="weight", type="number"),
            Attribute(name="quantity on hand", type="integer", minimum=0, maximum=500),
            Attribute(name="hazardous", type="yes_no"),
        ),
    )
    clerk = Entity(
        name="clerk",
        plural="clerks",
        count=5,
        attributes=(
            Attribute(name="name", type="text"),
            Attribute(name="email", type="text", unique=True),
            Attribute(name="grade", type="one_of", values=("junior", "senior")),
            Attribute(name="boss", type="reference", entity="clerk", optional=True),
        ),
    )
    order = Entity(
        name="order",
        plural="orders",
        attributes=(
            Attribute(name="product", type="reference", entity="product"),
            Attribute(name="placed by", type="reference", entity="clerk"),
            Attribute(name="quantity", type="integer", minimum=1),
            Attribute(
                name="status", type="one_of", values=("new", "picked", "shipped"), initial="new"
            ),
            Attribute(name="day", type="date", optional=True),
            Attribute(name="slot", type="time", optional=True),
        ),
    )
    new = In(path=("order", "status"), values=("new",))
    amount = Parameter(name="amount", preposition="by", type="integer")
    stock = ("order", "product", "quantity on hand")
    actions = (
        _depot_action(
            "pick",
            "order",
            requires=(
                new,
                Compare(path=stock, operator=">=", to=Path(path=("order", "quantity"))),
            ),
            effects=(
                SetValue(path=("order", "status"), to="picked"),
                AddValue(path=stock, amount=Path(path=("order", "quantity")), sign=-1),
            ),
        ),
        _depot_action(
            "ship",
            "order",
            Parameter(name="day", preposition="on", type="date", optional=True),
            requires=(In(path=("order", "status"), values=("picked",)),),
            effects=(
                SetValue(path=("order", "status"), to="shipped"),
                SetValue(path=("order", "day"), to=Path(path=("day",))),
            ),
        ),
        _depot_action(
            "place",
            "order",
            Parameter(name="product", preposition="for", entity="product"),
            Parameter(name="clerk", preposition="by", entity="clerk"),
            Parameter(name="quantity", preposition="with", type="integer"),
            effects=(
                CreateRow(
                    entity="order",
                    values=(
                        ("product", Path(path=("product",))),
                        ("placed by", Path(path=("clerk",))),
                        ("quantity", Path(path=("quantity",))),
                    ),
                ),
            ),
        ),
        _depot_action(
            "restock",
            "product",
            amount,
            effects=(
                AddValue(path=("product", "quantity on hand"), amount=Path(path=("amount",))),
            ),
        ),
        _depot_action(
            "reprice",
            "product",
            Parameter(name="price", preposition="to", type="money"),
            effects=(SetValue(path=("product", "price"), to=Path(path=("price",))),),
        ),
        _depot_action("discard", "product", effects=(_itself("product"),)),
        _depot_action("cancel", "order", requires=(new,), effects=(_itself("order"),)),
        _depot_action(
            "register",
            "clerk",
            Parameter(name="name", type="text"),
            Parameter(name="email", preposition="with", type="text"),
            effects=(
                CreateRow(
                    entity="clerk",
                    values=(
                        ("name", Path(path=("name",))),
                        ("email", Path(path=("email",))),
                        ("grade", "junior"),
                    ),
                ),
            ),
        ),
    )
    own = Compare(path=("order", "placed by"), operator="!=", to=Path(path=("caller",)))
    senior = In(
        path=("caller", "grade"),
        values=("senior",),
        when=Compare(path=("order", "quantity"), operator=">", to=10),
    )
    crowd = CountAtMost(
        entity="order",
        where=(
            Filter(attribute="product", among=(Path(path=("product",)),)),
            Filter(attribute="status", among=("new",)),
        ),
        most=3,
    )
    return World(
        name="depot",
        entities=(product, clerk, order),
        actions=actions,
        rules=(
            Rule(condition=own, action="pick order"),
            Rule(condition=senior, action="pick order"),
            Rule(condition=crowd, entity="product"),
        ),
    )


@pytest.fixture(scope="session")
def library() -> World:
    """The lending desk: books, members, loans; at most 3 loans a member."""
    return _library()


@pytest.fixture(scope="session")
def template(library: World) -> Template:
    """The library's start state under seed 7."""
    return populate(library, 7)


@pytest.fixture(scope="session")
def depot() -> World:
    """Products, clerks, orders: arithmetic, bounds, uniqueness, deletions, caller rows."""
    return _depot()


@pytest.fixture(scope="session")
def depot_template(depot: World) -> Template:
    """The depot's start state under seed 3."""
    return populate(depot, 3)
