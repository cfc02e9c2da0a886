"""The grammar of architectures: families filled from a World, nested freely, sampled by seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence

from nex.data.blueprint import Blueprint
from nex.data.messages import Signature
from nex.data.streams import Stream
from nex.data.world import World
from nex.synthesis.blueprints_checks import MOST_LEVELS, check_blueprint, graph, tree
from nex.synthesis.blueprints_families import FAMILIES, Desk
from nex.synthesis.blueprints_outfit import PLAIN, draw_outfit, equip
from nex.synthesis.blueprints_parts import Hand

TOPOLOGIES = tuple(FAMILIES)
USUAL = 32
"""Architectures that are drawn where nobody says how many."""
LOOKS = 8
"""Draws, at most, for another tree before a known one comes again, equipped in another way."""
PATIENCE = 200
"""Draws without a new graph after which the grammar counts as saturated."""


def draw_blueprints(
    world: World, signatures: Sequence[Signature], seed: int, most: int = USUAL
) -> tuple[Blueprint, ...]:
    """Architectures for the World: one of each family first, then ever deeper mixtures of them.

    Families that need two owners of actions are left out where there is one action only. No two
    have the same graph (see `graph`), and every one passes `check_blueprint`; another tree is
    looked for before one is equipped in another way. Fewer than `most` come back where the grammar
    is saturated: PATIENCE draws in a row brought no new graph.
    """
    found: dict[str, Blueprint] = {}
    counts: Counter[str] = Counter()
    trees: set[str] = set()
    idle = 0
    for family, levels, hand in _draws(world, signatures, seed):
        root = FAMILIES[family](hand, Desk(hand.whole, levels, front=True))
        root = equip(root, world, hand.outfit, hand.stream) if root is not None else None
        name = f"{family} {counts[family] + 1}" if counts[family] else family
        drawn = Blueprint(name=name, topology=family, root=root) if root is not None else None
        seen = trees if counts[family] and idle % LOOKS < LOOKS - 1 else set[str]()
        if drawn is None or _is_known(drawn, found, seen) or check_blueprint(drawn, signatures):
            idle += 1
        else:
            trees.add(tree(drawn.root))
            found[graph(drawn.root)] = drawn
            counts[family] += 1
            idle = 0
        if len(found) == most or idle == PATIENCE:
            break
    return tuple(found.values())


def _is_known(drawn: Blueprint, found: Container[str], trees: Container[str]) -> bool:
    return graph(drawn.root) in found or tree(drawn.root) in trees


def _draws(
    world: World, signatures: Sequence[Signature], seed: int
) -> Iterator[tuple[str, int, Hand]]:
    """A family, how many levels deep, and the hand that draws it; without end."""
    phrases = {s.name: (s.description.splitlines() or [s.name])[0] for s in signatures}
    digest, nth = world.digest, 0
    while True:
        for family in FAMILIES:
            stream = Stream("blueprint", seed, digest, nth)
            first = nth < len(FAMILIES)
            outfit = PLAIN if first else draw_outfit(stream)
            levels = 1 if first else stream.between(1, MOST_LEVELS - 1)
            yield family, levels, Hand(world, phrases, stream, outfit)
            nth += 1
