"""A library written by hand: the World that the tests of this room share."""

from __future__ import annotations

import pytest

from nex.data.world import (
    Action,
    Attribute,
    CountAtMost,
    CreateRow,
    DeleteRows,
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


@pytest.fixture(scope="session")
def library() -> World:
    """The lending desk: books, members, loans; at most 3 loans a member."""
    return _library()


@pytest.fixture(scope="session")
def template(library: World) -> Template:
    """The library's start state under seed 7."""
    return populate(library, 7)
