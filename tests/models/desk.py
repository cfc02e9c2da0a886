"""A small lending desk, written out by hand, and one way to have a model work at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from nex.data.blueprint import Blueprint
from nex.data.environment import NO_FAULTS, FaultProfile, SurfaceChoice
from nex.data.events import Event
from nex.data.fold import fold
from nex.data.messages import Settings
from nex.data.streams import Stream
from nex.data.task import Caller, Evidence, Outcome, Patch, Start
from nex.data.trajectory import Call, walk
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
    Value,
    World,
)
from nex.grounding.direct import DirectTool
from nex.language.requests.request import Do, Item, Mention, Request, Speaker, Trait, mention
from nex.language.requests.writer import write_request
from nex.models.teacher.model import Teacher
from nex.models.weak import Weak
from nex.rollout.ending import AskUser
from nex.rollout.units import build_unit
from nex.runtime.budget import Limits
from nex.runtime.ending import conclude
from nex.runtime.scope import Scope
from nex.synthesis.blueprints import draw_blueprints
from nex.worlds.populate import Template, populate
from nex.worlds.session import Session
from nex.worlds.surface import PLAIN, signatures

BOOK = Entity(
    name="book",
    plural="books",
    attributes=(
        Attribute(name="title", type="text"),
        Attribute(name="author", type="text"),
        Attribute(
            name="status",
            type="one_of",
            values=("available", "on loan", "lost"),
            initial="available",
        ),
    ),
    count=24,
)
MEMBER = Entity(
    name="member",
    plural="members",
    attributes=(
        Attribute(name="name", type="text"),
        Attribute(name="status", type="one_of", values=("active", "suspended"), initial="active"),
    ),
    count=8,
)
LOAN = Entity(
    name="loan",
    plural="loans",
    attributes=(
        Attribute(name="member", type="reference", entity="member"),
        Attribute(name="book", type="reference", entity="book"),
    ),
    count=9,
)
_BOOK = Parameter(name="book", entity="book")
_MEMBER = Parameter(name="member", entity="member")


def _set(owner: str, value: str) -> SetValue:
    return SetValue(path=(owner, "status"), to=value)


def _is(owner: str, value: str) -> In:
    return In(path=(owner, "status"), values=(value,))


LIBRARY = World(
    name="lending desk",
    entities=(BOOK, MEMBER, LOAN),
    roles=("staff", "librarian"),
    actions=(
        Action(
            verb="check out",
            object="book",
            parameters=(_BOOK, _MEMBER.model_copy(update={"preposition": "to"})),
            callers=("staff",),
            requires=(_is("book", "available"),),
            effects=(
                _set("book", "on loan"),
                CreateRow(
                    entity="loan",
                    values=(("member", Path(path=("member",))), ("book", Path(path=("book",)))),
                ),
            ),
        ),
        Action(
            verb="return",
            object="book",
            parameters=(_BOOK,),
            callers=("staff",),
            requires=(_is("book", "on loan"),),
            effects=(
                _set("book", "available"),
                DeleteRows(
                    entity="loan", where=(Filter(attribute="book", among=(Path(path=("book",)),)),)
                ),
            ),
        ),
        Action(
            verb="mark",
            object="book",
            complement="as lost",
            parameters=(_BOOK,),
            callers=("librarian",),
            requires=(_is("book", "available"),),
            effects=(_set("book", "lost"),),
        ),
        Action(
            verb="suspend",
            object="member",
            parameters=(_MEMBER,),
            callers=("librarian",),
            effects=(_set("member", "suspended"),),
        ),
        Action(
            verb="reinstate",
            object="member",
            parameters=(_MEMBER,),
            callers=("librarian",),
            requires=(_is("member", "suspended"),),
            effects=(_set("member", "active"),),
        ),
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


STAFF = Start(task="t", caller=Caller(role="staff"))


@cache
def template() -> Template:
    """The desk with its rows."""
    return populate(LIBRARY, 1)


@cache
def blueprints() -> tuple[Blueprint, ...]:
    """Every architecture that the grammar draws for the desk."""
    return draw_blueprints(LIBRARY, signatures(LIBRARY), 3)


@dataclass(frozen=True)
class Case:
    """What a model has to do, and where."""

    request: str
    start: Start = STAFF
    user: tuple[str, ...] = ()
    blueprint: Blueprint = field(default_factory=lambda: blueprints()[0])
    faults: FaultProfile = NO_FAULTS
    seed: int = 0
    surface: SurfaceChoice = PLAIN


@dataclass(frozen=True)
class Done:
    """How it went."""

    outcome: Outcome
    evidence: Evidence
    root: Call
    asked: int

    @property
    def calls(self) -> list[str]:
        """Names of the units called, in order, without `finish`."""
        return [call.unit for call in walk(self.root)[1:] if call.unit != "finish"]


async def work(model: Teacher | Weak, case: Case) -> Done:
    """Let the model work on the case until it finishes."""
    session = Session(template(), case.start, case.surface, faults=case.faults, seed=case.seed)
    events: list[Event] = []
    user = AskUser(case.user)
    tools = [DirectTool(signature, session) for signature in session.signatures]
    root = build_unit(case.blueprint.root, tools, user, LIBRARY)
    scope = Scope(events.append, model, Settings(seed=case.seed))
    ending = await conclude(scope, root, {"request": case.request}, Limits(seconds=60, steps=300))
    assert ending.status == "completed", ending
    assert ending.result is not None
    return Done(
        Outcome.model_validate(ending.result.value), session.evidence(), fold(events), user.asked
    )


def said(*items: Item, role: str | None = "staff") -> str:
    """The items in English, asked by somebody of that role."""
    speaker = Speaker(role) if role else None
    return write_request(Request(items, speaker), LIBRARY, Stream("said", repr(items)))


def row(entity: str, nth: int = 0, **traits: Value) -> str:
    """The label of the nth row that has these values at the start."""
    label = "title" if entity == "book" else "name"
    rows = template().clone().rows(entity)
    return str([r for r in rows if traits.items() <= r.items()][nth][label])


def id_of(entity: str, label: str) -> str:
    """The id of the row with that label."""
    rows = template().clone().rows(entity)
    return next(str(r["id"]) for r in rows if label in r.values())


def book(title: str) -> Mention:
    """The book of that title."""
    return mention("book", Trait("title", title))


def member(name: str) -> Mention:
    """The member of that name."""
    return mention("member", Trait("name", name))


def check_out(title: str, name: str) -> Do:
    """The wish to borrow."""
    return Do("check out book", (("book", book(title)), ("member", member(name))))


def patched(entity: str, label: str, attribute: str, value: Value) -> Start:
    """The start with one value changed."""
    patch = Patch(entity=entity, row=id_of(entity, label), attribute=attribute, value=value)
    return STAFF.model_copy(update={"patches": (patch,)})


def author(title: str) -> str:
    """Who wrote it."""
    return next(str(r["author"]) for r in template().clone().rows("book") if r["title"] == title)


def borrower(*, few: bool) -> str:
    """An active member with fewer than three loans, or with three."""
    state = template().clone()
    loans = [r["member"] for r in state.rows("loan")]
    fine = [r for r in state.rows("member") if r["status"] == "active"]
    return str(next(r["name"] for r in fine if (loans.count(r["id"]) < 3) == few))
