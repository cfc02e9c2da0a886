"""Wrong chains: one that acts on another thing than was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nex.data.chain import Argument, Chain, Link
from nex.data.jsons import JsonValue
from nex.data.streams import Stream
from nex.synthesis.servers.drafting import Leaf, drafted, leaves
from nex.synthesis.servers.facts import Facts
from nex.synthesis.servers.kinds import Known, draw
from nex.synthesis.servers.learning import Learned

TRIES = 6


def mutants(chain: Chain, learned: Learned, facts: Facts, stream: Stream) -> Iterator[Chain]:
    """The chain with one argument that it states made another, which the server takes as well."""
    stated = [
        (step, nth)
        for step, link in enumerate(chain.links)
        for nth, argument in enumerate(link.arguments)
        if argument.taken is None
    ]
    for step, nth in stream.shuffled(stated):
        link = chain.links[step]
        other = _other(link, link.arguments[nth], learned, (facts, stream))
        if other is not None:
            arguments = (*link.arguments[:nth], other, *link.arguments[nth + 1 :])
            changed = Link(link.tool, arguments)
            yield replace(chain, links=(*chain.links[:step], changed, *chain.links[step + 1 :]))


def _other(
    link: Link, argument: Argument, learned: Learned, dice: tuple[Facts, Stream]
) -> Argument | None:
    """Another value of the same form; None where there is none."""
    facts, stream = dice
    [tool] = [s for s in learned.signatures if s.name == link.tool]
    own = {leaf.path for leaf in leaves(tool) if leaf.head == argument.name}

    def choose(leaf: Leaf) -> JsonValue:
        kinds = learned.kinds.get((leaf.tool, leaf.path), ())
        drawn = draw(stream.choice(kinds), leaf, Known(facts), stream) if kinds else None
        return drawn.value if drawn else None

    def wants(path: str) -> bool:
        return path == argument.name or path in own

    for _ in range(TRIES):
        value = drafted(tool, choose, wants).get(argument.name)
        if value is not None and value != argument.value:
            return Argument(argument.name, value)
    return None
