"""Random trees of units: every kind within every other, each tree a value that can be built twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from hypothesis import strategies as st

from nex.data.jsons import Json
from nex.data.messages import Reply, Result, Signature, Usage, said
from nex.data.streams import Stream
from nex.models.scripted import asks, says, scripted
from nex.runtime.agent import REQUEST, Agent
from nex.runtime.person import Person
from nex.runtime.remaining import Remaining
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
from tests.runtime.units import Probe

Form = Literal[
    "function", "person", "agent", "sequence", "parallel", "map", "branch", "route", "loop",
    "vote", "critic", "race", "hand-off", "blackboard",
]  # fmt: skip
FORMS: tuple[Form, ...] = Form.__args__
LEAVES: tuple[Form, ...] = ("function", "person")
WORKING: tuple[Form, ...] = tuple(form for form in FORMS if form not in LEAVES)


@dataclass(frozen=True)
class Tree:
    """The plan of a unit; `turns` are the numbers of the members that an agent calls, by turn."""

    form: Form
    name: str = ""
    members: tuple[Tree, ...] = ()
    turns: tuple[tuple[int, ...], ...] = ()


def grown(stream: Stream, name: str = "u", levels: int = 3) -> Tree:
    """A random tree: its root is no leaf, and every form is as likely as any other."""
    forms = FORMS if levels else LEAVES
    form: Form = stream.choice(WORKING if name == "u" else forms)
    if form in LEAVES:
        return Tree(form, name)
    places = range(stream.between(2, 3))
    members = tuple(grown(stream, f"{name}_{n}", levels - 1) for n in places)
    return Tree(form, name, members, tuple(_drawn(stream) for _ in places))


def _drawn(stream: Stream) -> tuple[int, ...]:
    return tuple(stream.between(0, 3) for _ in range(stream.between(1, 3)))


trees = st.integers(0, 10**9).map(lambda seed: grown(Stream("tree", seed)))


def below(tree: Tree) -> list[Tree]:
    """All units of a tree but its root, callers first."""
    return [found for inner in tree.members for found in (inner, *below(inner))]


@dataclass(frozen=True)
class Builder:
    """Builds trees with one lane for all, and with some units replaced by others."""

    lane: str | None
    instead: Mapping[str, Unit]
    pause: Callable[[], Awaitable[None]] | None = None
    """What functions wait for before they answer; None: nothing."""

    def build(self, tree: Tree) -> Unit:
        if tree.name in self.instead:
            return self.instead[tree.name]
        members = tuple(map(self.build, tree.members))
        match tree.form:
            case "function":
                return self._function(tree.name)
            case "person":
                return Person(tree.name, "Knows.", _answer, REQUEST, lane=self.lane)
            case "agent":
                return self._agent(tree, members)
            case _:
                flow = _workflow(tree.form, Signature(tree.name, "Flows.", REQUEST), members)
                return replace(flow, lane=self.lane)

    def _function(self, name: str) -> Probe:
        async def echo(arguments: Json, _scope: object) -> Result:
            if self.pause is not None:
                await self.pause()
            return said(f"{name} heard {_end(arguments)}")

        return Probe(name, echo, self.lane)

    def _agent(self, tree: Tree, members: tuple[Unit, ...]) -> Agent:
        """Calls its members turn by turn; in a lane it asks for the budget at the end."""
        tools = (*members, Remaining(lane=self.lane)) if self.lane else members
        turns = (*tree.turns, (len(members),))
        replies = [_turn(turn, tools, n) for n, turn in enumerate(turns)]
        replies.append(says(f"{tree.name} is done", usage=Usage(7, 3, 0.01)))
        return Agent(tree.name, f"You are {tree.name}.", tools, scripted(*replies), lane=self.lane)


def _turn(turn: tuple[int, ...], tools: tuple[Unit, ...], number: int) -> Reply:
    calls = [tools[n % len(tools)].signature.name for n in turn]
    asked: list[tuple[str, Json | str]] = [
        (name, {} if name == "budget" else {"request": f"turn {number} to {name}"})
        for name in calls
    ]
    return asks(*asked, usage=Usage(5, 2, 0.001))


async def _answer(arguments: Json, _wrong: str) -> str:
    return f"yes to {_end(arguments)}"


def _end(arguments: Json) -> str:
    """The end of a request: whoever repeats a board whole makes it grow without bounds."""
    return str(arguments.get("request"))[-30:]


def _whole(arguments: Json) -> list[Json]:
    return [{"request": f"{arguments.get('request')} ({n})"} for n in range(3)]


def _workflow(form: Form, signature: Signature, members: tuple[Unit, ...]) -> _Flow:
    first, second = members[:2]
    flows: dict[Form, _Flow] = {
        "sequence": Sequence(signature, members),
        "parallel": Parallel(signature, members),
        "map": Map(signature, first, _whole, width=2),
        "branch": Branch(signature, (Case("it is long", _long, first),), second),
        "route": Route(signature, first, members[1:], second),
        "loop": Loop(signature, first, lambda result: len(result.text) > 60, 3),
        "vote": Vote(signature, members),
        "critic": Critic(signature, first, second),
        "race": Race(signature, members[:1]),
        "hand-off": Handoff(signature, members),
        "blackboard": Blackboard(signature, members, 2),
    }
    return flows[form]


def _long(arguments: Json) -> bool:
    return len(str(arguments.get("request"))) > 20


_Flow = (
    Sequence | Parallel | Map | Branch | Route | Loop | Vote | Critic | Race | Handoff | Blackboard
)
