"""The grammar of architectures: topologies filled from a World, sampled by seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from nex.data.blueprint import Blueprint, UnitPlan
from nex.data.messages import Signature
from nex.data.streams import Stream
from nex.data.world import World, identifier
from nex.synthesis import blueprints_words as words
from nex.synthesis.blueprints_checks import check_blueprint, graph
from nex.synthesis.blueprints_groups import Group, partitions, reading_tools, split, titles

TOPOLOGIES = ("solo", "router", "manager", "worker-critic", "director")


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the grammar draws from: the World, its tools, the dice, the partitions."""

    world: World
    phrases: dict[str, str]
    """Tool name -> the first line of its description."""
    stream: Stream
    partitions: tuple[tuple[str, tuple[Group, ...]], ...]

    @property
    def tools(self) -> tuple[str, ...]:
        return tuple(self.phrases)

    @property
    def reading(self) -> tuple[str, ...]:
        return reading_tools(self.world, [entity.name for entity in self.world.entities])


def draw_blueprints(
    world: World, signatures: Sequence[Signature], seed: int
) -> tuple[Blueprint, ...]:
    """Architectures for the World: one of each topology first, then their variants.

    Topologies that need two owners of actions are left out where there is one action only. No two
    have the same graph (see `graph_signature`), and every one passes `check_blueprint`.
    """
    stream = Stream("blueprints", seed, world.digest)
    phrases = {s.name: (s.description.splitlines() or [s.name])[0] for s in signatures}
    ground = _Ground(world, phrases, stream, partitions(world, stream) if world.actions else ())
    columns = [list(draw(ground)) for draw in (_solo, _routers, _managers, _critics, _directors)]
    found: dict[str, Blueprint] = {}
    for row in zip_longest(*columns):
        for blueprint in filter(None, row):
            if not check_blueprint(blueprint, signatures):
                found.setdefault(graph(blueprint.root), blueprint)
    return tuple(found.values())


def _solo(ground: _Ground) -> Iterator[Blueprint]:
    yield Blueprint(name="solo", topology="solo", root=_alone(ground, words.SOLO))


def _routers(ground: _Ground) -> Iterator[Blueprint]:
    for kind, groups in ground.partitions:
        root = UnitPlan(
            name=_name(ground, words.ROUTER_NAMES),
            role="Passes each request to the colleague who can do it.",
            instructions=words.prompt(ground.stream, words.ROUTER, words.ENDING),
            units=tuple(_specialist(ground, group) for group in groups),
        )
        yield Blueprint(name=f"router by {kind}", topology="router", root=root)


def _managers(ground: _Ground) -> Iterator[Blueprint]:
    for kind, groups in ground.partitions:
        units = tuple(_specialist(ground, group) for group in groups)
        yield Blueprint(name=f"manager by {kind}", topology="manager", root=_manager(ground, units))
    for kind, groups in ground.partitions[:1]:
        units = tuple(_reviewed(ground, group) for group in groups)
        name = f"manager of reviewed work by {kind}"
        yield Blueprint(name=name, topology="manager", root=_manager(ground, units))


def _critics(ground: _Ground) -> Iterator[Blueprint]:
    for rounds in (2, 3):
        worker = _alone(ground, words.WORKER)
        worker = worker.model_copy(update={"name": _name(ground, words.WORKER_NAMES)})
        yield Blueprint(
            name=f"worker and critic, {rounds} rounds",
            topology="worker-critic",
            root=_critic(ground, worker, "review", rounds),
        )
    for kind, groups in ground.partitions[:1]:
        worker = _manager(ground, tuple(_specialist(ground, group) for group in groups))
        yield Blueprint(
            name=f"manager by {kind} and critic",
            topology="worker-critic",
            root=_critic(ground, worker, "review", 2),
        )


def _directors(ground: _Ground) -> Iterator[Blueprint]:
    for kind, groups in ground.partitions:
        root = UnitPlan(
            name=_name(ground, words.DIRECTOR_NAMES),
            role="Directs the managers.",
            instructions=words.prompt(ground.stream, words.DIRECTOR, words.ENDING),
            units=tuple(_branch(ground, group) for group in groups),
        )
        yield Blueprint(name=f"director by {kind}", topology="director", root=root)


def _alone(ground: _Ground, opening: tuple[str, ...]) -> UnitPlan:
    return UnitPlan(
        name=_name(ground, words.SOLO_NAMES),
        role="Does all the work.",
        instructions=words.prompt(ground.stream, opening, words.CARE, words.ASKING, words.ENDING),
        tools=ground.tools,
    )


def _specialist(ground: _Ground, group: Group) -> UnitPlan:
    return UnitPlan(
        name=_name(ground, words.SPECIALIST_NAMES, group.name),
        role=_role(ground, group),
        instructions=words.prompt(ground.stream, words.SPECIALIST, words.CARE, words.ENDING),
        tools=group.tools(ground.world),
    )


def _reviewed(ground: _Ground, group: Group) -> UnitPlan:
    name = identifier(f"{group.name} team")
    worker = _specialist(ground, group)
    plan = _critic(ground, worker, name, 2)
    return plan.model_copy(update={"role": worker.role})


def _critic(ground: _Ground, worker: UnitPlan, name: str, rounds: int) -> UnitPlan:
    reviewer = UnitPlan(
        name=f"{worker.name}_{_name(ground, words.REVIEWER_NAMES)}",
        role="Reads back what should hold.",
        instructions=words.prompt(ground.stream, words.REVIEWER),
        tools=tuple(t for t in ground.reading if t in worker.tools) or ground.reading,
    )
    return UnitPlan(
        name=name, kind="critic", role="Does and reviews.", units=(worker, reviewer), rounds=rounds
    )


def _manager(ground: _Ground, units: tuple[UnitPlan, ...]) -> UnitPlan:
    return UnitPlan(
        name=_name(ground, words.MANAGER_NAMES),
        role="Leads the specialists.",
        instructions=words.prompt(ground.stream, words.MANAGER, words.ASKING, words.ENDING),
        tools=ground.reading,
        units=units,
    )


def _branch(ground: _Ground, group: Group) -> UnitPlan:
    units = tuple(_specialist(ground, part) for part in split(ground.world, group))
    return UnitPlan(
        name=_name(ground, words.BRANCH_NAMES, group.name),
        role=_role(ground, group),
        instructions=words.prompt(ground.stream, words.MANAGER, words.ENDING),
        tools=reading_tools(ground.world, group.entities),
        units=units,
    )


def _role(ground: _Ground, group: Group) -> str:
    phrases = [ground.phrases.get(identifier(a.name), a.name).rstrip(".") for a in group.actions]
    can = "; ".join(phrase[:1].lower() + phrase[1:] for phrase in phrases)
    return f"Can: {can}. Looks up {titles(ground.world, group.entities)}."


def _name(ground: _Ground, names: tuple[str, ...], group: str = "") -> str:
    return identifier(ground.stream.choice(names).format(group=group))
