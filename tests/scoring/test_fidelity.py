"""nex's own server does what it declares; one that invents replies does not."""

from __future__ import annotations

import pytest

from nex.data.environment import USUAL_FAULTS
from nex.data.messages import Signature
from nex.data.streams import Stream
from nex.data.task import Start
from nex.data.trajectory import Call, Step, Trajectory
from nex.data.world import (
    Action,
    Attribute,
    CreateRow,
    DeleteRows,
    Entity,
    Exists,
    Filter,
    In,
    NotIn,
    Parameter,
    Path,
    SetValue,
    World,
)
from nex.scoring.declared import declared
from nex.scoring.fidelity import other_dice, probe_world
from nex.scoring.invented import Invented
from nex.scoring.probe_writes import WriteProbes
from nex.scoring.probes import ProbeReport, examine
from nex.scoring.servers import ToolCaller
from nex.scoring.traffic import fit, own_worlds, traffic
from nex.worlds.populate import Template, populate
from nex.worlds.session import Session
from nex.worlds.surface import PLAIN

BOOK = Entity(
    name="book",
    plural="books",
    count=16,
    attributes=(
        Attribute(name="title", type="text"),
        Attribute(name="price", type="money", minimum=100, maximum=9000),
        Attribute(name="status", type="one_of", values=("available", "on loan", "lost")),
    ),
)
MEMBER = Entity(
    name="member",
    plural="members",
    count=6,
    attributes=(
        Attribute(name="name", type="text"),
        Attribute(name="status", type="one_of", values=("active", "suspended")),
    ),
)
LOAN = Entity(
    name="loan",
    plural="loans",
    count=5,
    attributes=(
        Attribute(name="book", type="reference", entity="book"),
        Attribute(name="member", type="reference", entity="member"),
    ),
)
BOOK_OF_LOAN = Filter(attribute="book", among=(Path(path=("book",)),))
LEND = Action(
    verb="check out",
    object="book",
    parameters=(
        Parameter(name="book", entity="book"),
        Parameter(name="member", preposition="to", entity="member"),
    ),
    requires=(
        In(path=("book", "status"), values=("available",)),
        NotIn(path=("member", "status"), values=("suspended",)),
        Exists(entity="loan", where=(BOOK_OF_LOAN,), negated=True),
    ),
    effects=(
        SetValue(path=("book", "status"), to="on loan"),
        CreateRow(
            entity="loan",
            values=(("book", Path(path=("book",))), ("member", Path(path=("member",)))),
        ),
    ),
)
RETURN = Action(
    verb="return",
    object="book",
    parameters=(Parameter(name="book", entity="book"),),
    requires=(In(path=("book", "status"), values=("on loan",)),),
    effects=(
        SetValue(path=("book", "status"), to="available"),
        DeleteRows(entity="loan", where=(BOOK_OF_LOAN,)),
    ),
)
LIBRARY = World(name="library", entities=(BOOK, MEMBER, LOAN), actions=(LEND, RETURN))


@pytest.fixture(scope="module")
def template() -> Template:
    return populate(LIBRARY, 1)


def invented(template: Template, share: float) -> ProbeReport:
    def around(call: ToolCaller) -> ToolCaller:
        return Invented(call, share, Stream("invented"))

    return probe_world(template, around=around)


def test_descriptions_are_read_back_to_the_contract(template: Template) -> None:
    session = Session(template)
    lend, back = declared(session.signatures, LIBRARY)
    assert set(lend.requires) == set(LEND.requires)
    assert set(back.effects) == set(RETURN.effects)
    assert lend.whole


def test_our_own_server_holds_every_probe(template: Template) -> None:
    report = probe_world(template)
    assert [probe for probe in report.probes if probe.held < probe.tried] == []
    assert {
        "declared refusals hold",
        "a write shows its declared effect",
        "a write is read back",
        "other rows are unchanged",
        "a refused call changes nothing",
    } <= {probe.name for probe in report.probes}


def test_passing_faults_are_not_held_against_it(template: Template) -> None:
    assert probe_world(template, faults=USUAL_FAULTS).mean == 1.0


def test_the_figure_falls_as_replies_are_invented(template: Template) -> None:
    means = [invented(template, share).mean for share in (0, 0.1, 0.3, 1.0)]
    assert means[0] == 1.0
    assert means == sorted(means, reverse=True)
    assert means[1] < 0.95
    assert means[3] < 0.3


def test_a_server_that_ignores_a_rule_is_named(template: Template) -> None:
    lax = World(
        name="library",
        entities=LIBRARY.entities,
        actions=(LEND.model_copy(update={"requires": ()}), RETURN),
    )
    strict = Session(template).signatures
    session = Session(populate(lax, 1))

    failed = {p.name for p in _probed(session, strict).probes if p.held < p.tried}
    assert failed == {"declared refusals hold"}


def _probed(session: Session, signatures: tuple[Signature, ...]) -> ProbeReport:
    return examine(session.call, signatures, [WriteProbes(LIBRARY)])


def recorded(template: Template, seed: int, share: float = 0.0) -> list[Trajectory]:
    """Rollouts that search and read, as a session of that seed answers them."""
    found: list[Trajectory] = []
    for number in range(24):
        start = Start(task=f"task-{number}")
        session = Session(template, start, faults=USUAL_FAULTS, seed=seed)
        call = Invented(session.call, share, Stream("traffic", number))
        calls = [_call(call, name) for name in ("books", "members", "loans") for _ in range(4)]
        root = Call((), "agent", "agent", {}, None, (Step(None, calls=tuple(calls)),))
        found.append(
            Trajectory(
                id=f"t-{number}",
                environment="library",
                world="",
                task=start.task,
                kind="do",
                instruction="",
                blueprint="",
                architecture="",
                policy="scripted",
                language="template",
                root=root,
                status="completed",
                stop_reason="",
                outcome=None,
                verdict=None,
            )
        )
    return found


def _call(call: ToolCaller, plural: str) -> Call:
    return Call((0,), f"search_{plural}", "tool", {}, call(f"search_{plural}", {}))


def test_traffic_on_other_dice_is_near_and_invented_traffic_is_not(template: Template) -> None:
    plain = recorded(template, seed=1)
    starts = {t.task: Start(task=t.task) for t in plain}
    reference = own_worlds(plain, other_dice(template, starts, PLAIN, USUAL_FAULTS, 2))
    fits = [fit(traffic(recorded(template, 1, share)), reference) for share in (0, 0.1, 0.3, 1)]
    assert fits[0] > 0.85
    assert fits == sorted(fits, reverse=True)
    assert fits[3] < 0.4
