"""The agents that blueprints are put together from: named, worded, with the tools they need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from nex.data.blueprint import UnitDuty, UnitForm, UnitPlan
from nex.data.streams import Stream
from nex.data.world import World, identifier
from nex.synthesis.blueprints_groups import Group, reading_tools, titles, touched
from nex.synthesis.blueprints_outfit import PLAIN, Outfit
from nex.synthesis.blueprints_words import NAMES, ROLES, prompt

Choice = TypeVar("Choice")


@dataclass(slots=True)
class Hand:
    """What draws one blueprint: its dice, its voice, the names that it has given."""

    world: World
    phrases: dict[str, str]
    """Tool name -> the first line of its description."""
    stream: Stream
    outfit: Outfit = PLAIN
    taken: set[str] = field(default_factory=set[str])

    @property
    def whole(self) -> Group:
        """All of the World's work."""
        entities = tuple(entity.name for entity in self.world.entities)
        return Group("office", self.world.actions, entities)

    def name(self, part: str, group: str = "") -> str:
        """A name that nobody has yet."""
        drawn = identifier(self.stream.choice(NAMES[part]).format(group=group))
        name, count = drawn, 1
        while name in self.taken or name in self.phrases:
            count += 1
            name = f"{drawn}_{count}"
        self.taken.add(name)
        return name

    def agent(
        self, part: str, tools: Iterable[str] = (), *, units: Sequence[UnitPlan] = (), group: Group
    ) -> UnitPlan:
        """An agent that plays the part for that group."""
        voice = self.one_of(self.outfit.voices)
        return UnitPlan(
            name=self.name(part, group.name),
            duty=_DUTIES.get(part, "work"),
            role=ROLES.get(part) or self.role(group),
            instructions=prompt("manager" if part == "branch" else part, voice),
            tools=tuple(tools),
            units=tuple(units),
            format=self.one_of(self.outfit.formats),
            voice=voice,
        )

    def one_of(self, choices: Sequence[Choice]) -> Choice:
        """One of them by chance; the only one without."""
        return choices[0] if len(choices) == 1 else self.stream.choice(choices)

    def team(
        self, kind: UnitForm, units: Sequence[UnitPlan], group: Group, *, rounds: int = 1
    ) -> UnitPlan:
        """A workflow of these units, known for what the group can do."""
        duty = units[0].duty if kind in ("vote", "parallel", "debate") else "work"
        name, role = self.name("team", group.name), self.role(group)
        return UnitPlan(
            name=name, kind=kind, duty=duty, role=role, units=tuple(units), rounds=rounds
        )

    def reading(self, group: Group) -> tuple[str, ...]:
        """The tools with which the group looks things up."""
        return reading_tools(self.world, group.entities)

    def role(self, group: Group) -> str:
        """What the group can do, in one line."""
        known = [self.phrases.get(identifier(a.name), a.name).rstrip(".") for a in group.actions]
        can = "; ".join(phrase[:1].lower() + phrase[1:] for phrase in known)
        return f"Can: {can}. Looks up {titles(self.world, group.entities)}."


_DUTIES: dict[str, UnitDuty] = {
    "reviewer": "review",
    "splitter": "split",
    "finder": "find",
    "proposer": "propose",
    "chooser": "choose",
}


def worker(hand: Hand, group: Group) -> UnitPlan:
    """One agent with every tool that the group's work takes."""
    part = "solo" if len(group.actions) == len(hand.world.actions) else "specialist"
    seen = Group(group.name, group.actions, hand.whole.entities) if hand.outfit.wide else group
    return hand.agent(part, seen.tools(hand.world), group=group)


def reviewer(hand: Hand, group: Group) -> UnitPlan:
    """One who reads back, or several who vote on it."""
    count = hand.stream.choice((1, 1, 3))
    seen = touched(hand.world, group) if hand.outfit.brisk else group
    readers = [hand.agent("reviewer", hand.reading(seen), group=group) for _ in range(count)]
    return readers[0] if count == 1 else hand.team("vote", readers, group)


def finder(hand: Hand, group: Group, *, several: bool) -> UnitPlan:
    """One who finds rows, or several at once, each for some of the things."""
    if not several or len(group.entities) < 2:
        return hand.agent("finder", hand.reading(group), group=group)
    names = hand.stream.shuffled(group.entities)
    count = hand.stream.between(2, min(3, len(names)))
    parts = [Group(names[n], (), tuple(names[n::count])) for n in range(count)]
    scouts = [hand.agent("finder", hand.reading(part), group=part) for part in parts]
    return hand.team("parallel", scouts, group)


def proposer(hand: Hand, group: Group, form: str) -> UnitPlan:
    """One who proposes, or several who vote or debate."""
    count = {"one": 1, "vote": hand.stream.choice((3, 3, 5)), "debate": hand.stream.between(2, 3)}
    advisers = [
        hand.agent("proposer", hand.reading(group), group=group) for _ in range(count[form])
    ]
    if form == "vote":
        return hand.team("vote", advisers, group)
    if form == "debate":
        return hand.team("debate", advisers, group, rounds=hand.stream.between(2, 4))
    return advisers[0]
