"""A World in the making: statements add to it, in any order of their meanings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from nex.data.pace import Happening
from nex.data.world import (
    Action,
    Attribute,
    Condition,
    CreateRow,
    Effect,
    Entity,
    Example,
    Mount,
    Parameter,
    Rule,
    SetValue,
    Table,
    World,
)
from nex.language.reading.meanings import (
    Allows,
    Causes,
    Chain,
    Counts,
    Declares,
    Happens,
    Lists,
    Meaning,
    Mounts,
    Opens,
    Paces,
    Requires,
    Rules,
    Shares,
    Shows,
    Starts,
)
from nex.language.sentences.clock import CLOCK, clock
from nex.language.words.naming import is_vague

Subject = tuple[Literal["entity", "attribute", "action", "rule", "count"], str]


@dataclass(frozen=True, slots=True)
class Clash:
    """Two statements that cannot both hold."""

    statement: int
    text: str


@dataclass(slots=True)
class Draft:
    """Everything said so far, and which statement said it first."""

    name: str
    attributes: dict[str, dict[str, Attribute]] = field(
        default_factory=dict[str, dict[str, Attribute]]
    )
    plurals: dict[str, str] = field(default_factory=dict[str, str])
    counts: dict[str, int] = field(default_factory=dict[str, int])
    roles: list[str] = field(default_factory=list[str])
    actions: dict[str, Action] = field(default_factory=dict[str, Action])
    rules: list[Rule] = field(default_factory=list[Rule])
    examples: list[Example] = field(default_factory=list[Example])
    chains: list[Chain] = field(default_factory=list[Chain])
    notes: list[str] = field(default_factory=list[str])
    sources: dict[Subject, int] = field(default_factory=dict[Subject, int])
    clashes: list[Clash] = field(default_factory=list[Clash])
    hours: list[Condition] = field(default_factory=list[Condition])
    """What must hold of the clock whatever is done."""
    files: dict[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])
    """Entity -> the file that its rows stand in, and the statement that says so."""
    tables: list[Table] = field(default_factory=list[Table])
    mounts: list[Mount] = field(default_factory=list[Mount])
    shares: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """File of another spec -> the things that are shared with it."""
    others: list[Happening] = field(default_factory=list[Happening])
    exclusive: set[str] = field(default_factory=set[str])
    """Actions that only those may do who were named last."""
    timed: bool = False
    """Whether a statement speaks of time, so that there may be need of a clock."""

    def add(self, meaning: Meaning, statement: int) -> None:
        """Take in what a statement means."""
        match meaning:
            case Declares():
                self._declare(meaning, statement)
            case Counts(entity=entity, count=count):
                self._count(entity, count, statement)
            case Allows():
                self._allow(meaning, statement)
            case Starts() | Chain():
                self._live(meaning, statement)
            case Requires() | Causes() | Rules() | Shows():
                self._behave(meaning, statement)
            case Opens() | Lists() | Mounts() | Shares():
                self._surround(meaning, statement)
            case Paces() | Happens():
                self._pace(meaning, statement)

    def _surround(self, meaning: Opens | Lists | Mounts | Shares, statement: int) -> None:
        match meaning:
            case Opens(conditions=conditions):
                self.hours += conditions
            case Lists():
                self.files[meaning.entity] = (meaning.file, statement)
            case Shares(entity=entity, file=file):
                self.shares.setdefault(file, []).append(entity)
            case Mounts(mount=mount):
                self.mounts += [mount] if mount not in self.mounts else []

    def _pace(self, meaning: Paces | Happens, statement: int) -> None:
        match meaning:
            case Paces(action=name, seconds=seconds):
                if seconds and self.actions[name].seconds not in (0, seconds):
                    self.clash(statement, f"{name} takes another time than was stated before")
                self.actions[name] = paced(self.actions[name], meaning)
            case Happens(happening=one):
                self.others += [one] if one not in self.others else []

    def _behave(self, meaning: Requires | Causes | Rules | Shows, statement: int) -> None:
        match meaning:
            case Requires(action=name, conditions=conditions):
                self.demand(name, conditions)
            case Causes(action=name, effects=effects, requires=conditions):
                self.demand(name, conditions)
                self.change(name, effects)
            case Rules():
                for rule in meaning.all:
                    self.rules += [rule] if rule not in self.rules else []
                    self.sources.setdefault(("rule", rule.model_dump_json()), statement)
            case Shows(example=example):
                self.examples.append(example)

    def world(self) -> World:
        """The World as far as it has been said."""
        entities = tuple(
            Entity(
                name=name,
                plural=self.plurals[name],
                attributes=tuple(attributes.values()),
                count=self.counts.get(name),
            )
            for name, attributes in self.attributes.items()
        )
        if self.timed and CLOCK not in self.attributes:
            entities = (*entities, clock())
        return World(
            name=self.name,
            entities=entities,
            roles=tuple(self.roles),
            actions=tuple(self.actions.values()),
            rules=(*self.rules, *self._closed()),
            tables=tuple(self.tables),
            mounts=tuple(self.mounts),
            others=tuple(self.others),
            examples=tuple(self.examples),
            notes=tuple(self.notes),
        )

    def _closed(self) -> list[Rule]:
        """The opening hours as a rule on each action."""
        found = [Rule(action=name, condition=c) for name in self.actions for c in self.hours]
        return [rule for rule in found if rule not in self.rules]

    @property
    def names(self) -> frozenset[str]:
        """The names of the entities."""
        return frozenset(self.attributes)

    def demand(self, action: str, conditions: tuple[Condition, ...]) -> None:
        """Let an action require conditions."""
        known = self.actions[action]
        new = tuple(c for c in conditions if c not in known.requires)
        self.actions[action] = known.model_copy(update={"requires": known.requires + new})

    def change(self, action: str, effects: tuple[Effect, ...]) -> None:
        """Let an action have effects."""
        known = self.actions[action]
        merged = list(known.effects)
        for effect in effects:
            merge_effect(merged, effect)
        self.actions[action] = known.model_copy(update={"effects": tuple(merged)})

    def clash(self, statement: int, text: str) -> None:
        """Record that a statement contradicts an earlier one."""
        self.clashes.append(Clash(statement, text))

    def _declare(self, said: Declares, statement: int) -> None:
        home = self.attributes.setdefault(said.entity, {})
        self.plurals.setdefault(said.entity, said.plural)
        self.sources.setdefault(("entity", said.entity), statement)
        for attribute in said.attributes:
            known = home.setdefault(attribute.name, attribute)
            self.sources.setdefault(("attribute", f"{said.entity}.{attribute.name}"), statement)
            if placeholder(known):
                home[attribute.name] = attribute
            elif known != attribute and not placeholder(attribute):
                self.clash(
                    statement,
                    f"the {attribute.name} of a {said.entity} is declared a second time, differently",
                )

    def _count(self, entity: str, count: int, statement: int) -> None:
        known = self.counts.setdefault(entity, count)
        self.sources.setdefault(("count", entity), statement)
        if known != count:
            self.clash(
                statement,
                f"{count} {self.plurals.get(entity, entity)}, but {known} were stated before",
            )

    def _allow(self, said: Allows, statement: int) -> None:
        self.roles += [role for role in said.roles if role not in self.roles]
        self.sources.setdefault(("action", said.action), statement)
        known = self.actions.get(said.action)
        if known is None:
            self.actions[said.action] = Action(
                verb=said.verb,
                object=said.object,
                complement=said.complement,
                parameters=said.parameters,
                callers=said.callers,
            )
        else:
            parameters = _merged(known.parameters, said.parameters)
            callers = tuple(dict.fromkeys(known.callers + said.callers))
            callers = said.callers if said.only else callers
            if said.action in self.exclusive:
                callers = known.callers
            update = {"parameters": parameters, "callers": callers}
            self.actions[said.action] = known.model_copy(update=update)
        self.exclusive |= {said.action} if said.only else set[str]()
        self.demand(said.action, said.requires)
        self.change(said.action, said.effects)

    def _live(self, said: Starts | Chain, statement: int) -> None:
        home = self.attributes[said.entity]
        known = home[said.attribute]
        first = said.value if isinstance(said, Starts) else said.values[0]
        if isinstance(said, Chain):
            self.chains.append(said)
        if known.initial is not None and known.initial != first:
            what = f"a {said.entity}'s {said.attribute}"
            self.clash(
                statement, f"{what} starts as {first}, but {known.initial} was stated before"
            )
            return
        home[said.attribute] = known.model_copy(update={"initial": first})


def merge_effect(known: list[Effect], new: Effect) -> None:
    """Add an effect; what is said later of a row that is created anyway is added to that row."""
    if new in known:
        return
    if isinstance(new, CreateRow):
        for at, effect in enumerate(known):
            if isinstance(effect, CreateRow) and effect.entity == new.entity:
                names = {name for name, _ in effect.values}
                if not names & {name for name, _ in new.values}:
                    values = (*effect.values, *new.values)
                    known[at] = effect.model_copy(update={"values": values})
                    return
    known.append(new)


def _merged(before: tuple[Parameter, ...], after: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
    names = {parameter.name for parameter in before}
    return before + tuple(p for p in after if p.name not in names)


def placeholder(attribute: Attribute) -> bool:
    """Whether only the name is said of an attribute that surely has a list of values."""
    return attribute.type == "text" and is_vague(attribute.name)


def paced(action: Action, meaning: Paces) -> Action:
    """The action with how long it takes, or in whose hands it is."""
    if meaning.in_person:
        return action.model_copy(update={"in_person": True, "callers": meaning.in_person})
    if meaning.section:
        return action.model_copy(update={"section": meaning.section})
    return action.model_copy(update={"seconds": meaning.seconds})


def sets(action: Action, path: tuple[str, ...]) -> bool:
    """Whether an effect of the action sets the value at the path."""
    return any(isinstance(e, SetValue) and e.path == path for e in action.effects)
