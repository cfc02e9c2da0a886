"""Trees of units as text: every kind of workflow looks different, plans and units look alike."""

from __future__ import annotations

from dataclasses import replace

from nex.data.blueprint import Blueprint, SkillPlan, UnitPlan
from nex.data.jsons import Json, JsonValue
from nex.data.messages import Signature
from nex.report.tree import FORMS, draw
from nex.runtime.agent import REQUEST, Agent
from nex.runtime.checked import Checked
from nex.runtime.later import Later
from nex.runtime.permission import permit
from nex.runtime.person import Person
from nex.runtime.stub import Recorded
from nex.runtime.tool import tool
from nex.runtime.unit import Unit
from nex.runtime.workflows.blackboard import Blackboard
from nex.runtime.workflows.branch import Branch, Case
from nex.runtime.workflows.critic import Critic
from nex.runtime.workflows.handoff import Handoff
from nex.runtime.workflows.loop import Loop
from nex.runtime.workflows.map import Map
from nex.runtime.workflows.parallel import Parallel
from nex.runtime.workflows.race import Race
from nex.runtime.workflows.route import Route
from nex.runtime.workflows.sequence import Sequence
from nex.runtime.workflows.vote import Vote


def signed(name: str) -> Signature:
    return Signature(name, "", REQUEST)


@tool
async def look(request: str) -> Json:
    """Look."""
    return {"found": request}


async def answer(_arguments: Json, _wrong: str) -> JsonValue:
    return "yes"


def a(name: str) -> Unit:
    return Agent(name, "", (look,))


def test_a_plan_is_drawn_with_tools_roles_and_rounds() -> None:
    clerk = UnitPlan(name="clerk", tools=tuple(f"search_long_things_{n}" for n in range(5)))
    judge = UnitPlan(name="judge", tools=("get_book",))
    pair = UnitPlan(name="pair", kind="critic", units=(clerk, judge), rounds=3)
    desk = UnitPlan(name="desk", tools=("finish",), units=(pair, UnitPlan(name="helper")))
    blueprint = Blueprint(name="team", topology="director", root=desk)
    assert draw(blueprint) == (
        "desk  agent\n"
        "│  finish\n"
        "├─ pair  critic: reviewed, at most 3 rounds\n"
        "│  ├─ worker clerk  agent\n"
        "│  │     search_long_things_0, search_long_things_1, search_long_things_2, "
        "search_long_things_3,\n"
        "│  │     search_long_things_4\n"
        "│  └─ reviewer judge  agent\n"
        "│        get_book\n"
        "└─ helper  agent"
    )


def test_units_that_run_are_drawn_as_they_are() -> None:
    boss = Person("boss", "Decides.", answer)
    old = Recorded(signed("old"), ())
    asked = permit((replace(look, signature=signed("drop")),), {"drop": "ask"})
    typed = Checked(a("clerk"), output={"type": "object"})
    solver: Agent = Agent(
        "solver", "", (look, *asked, typed, boss, old, Later(signed("solver"), lambda: solver))
    )
    assert draw(solver) == (
        "solver  agent\n"
        "│  look\n"
        "├─ drop  tool, asks first\n"
        "├─ clerk  agent, typed\n"
        "│     look\n"
        "├─ boss  person\n"
        "├─ old  stub\n"
        "└─ solver  itself again"
    )


def flows() -> dict[str, Unit]:
    return {
        "sequence": Sequence(signed("x"), (a("a"), a("b"))),
        "parallel": Parallel(signed("x"), (a("a"), a("b"))),
        "map": Map(signed("x"), a("a")),
        "branch": Branch(signed("x"), (Case("it is new", bool, a("a")),), a("b")),
        "route": Route(signed("x"), a("c"), (a("a"), a("b"))),
        "loop": Loop(signed("x"), a("a"), lambda _: True, 3),
        "vote": Vote(signed("x"), (a("a"), a("b")), 2),
        "critic": Critic(signed("x"), a("a"), a("b")),
        "race": Race(signed("x"), (a("a"), a("b"))),
        "hand-off": Handoff(signed("x"), (a("a"), a("b"))),
        "blackboard": Blackboard(signed("x"), (a("a"), a("b"))),
    }


def test_every_workflow_is_drawn_in_its_own_way() -> None:
    drawn = {form: draw(unit) for form, unit in flows().items()}
    assert FORMS.keys() - drawn.keys() == {"each", "debate", "auction"}
    assert len(set(drawn.values())) == len(drawn)
    assert drawn["branch"].splitlines()[::2] == [
        "x  branch: by case",
        "│     look",
        "      look",
    ]
    assert "├─ if it is new a  agent" in drawn["branch"]
    assert "└─ else b  agent" in drawn["branch"]
    assert drawn["vote"].startswith("x  vote: most of them decide, at least 2\n├─ voter a  agent")
    assert "└─ 2. b  agent" in drawn["sequence"]


def test_workflows_are_drawn_inside_agents_inside_workflows() -> None:
    inner = Agent("inner", "", tuple(flows()[form] for form in ("race",)))
    lines = draw(Sequence(signed("all"), (inner, a("end")))).splitlines()
    assert lines[:3] == [
        "all  sequence: in turn",
        "├─ 1. inner  agent",
        "│  └─ x  race: the first good one wins",
    ]


def test_what_an_agent_has_beside_tools_is_drawn() -> None:
    skill = SkillPlan(name="lend", about="How to lend.", text="Lend.")
    worker = UnitPlan(name="clerk", tools=("lend",), skills=(skill,), store=("findings", "log"))
    review = UnitPlan(name="reader", duty="review", tools=("get_book",))
    plan = UnitPlan(name="team", kind="critic", units=(worker, review), rounds=2, approvals=3)
    drawn = draw(plan)
    assert "clerk  agent, 1 skill, store: findings and log" in drawn
    assert ", at most 2 rounds, 3 approvals" in drawn
