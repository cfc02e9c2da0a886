"""Drawing chains: each call is chosen with the replies before it at hand."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace

from nex.data.chain import HOLE, Argument, Chain, Hop, Link, Taken, filled
from nex.data.jsons import Json, JsonValue
from nex.data.messages import Signature
from nex.data.streams import Stream
from nex.data.task import PlannedCall
from nex.language.chains.places import places, read_reply, value_at
from nex.synthesis.servers.drafting import Leaf, Wants, drafted, leaves
from nex.synthesis.servers.facts import Facts
from nex.synthesis.servers.kinds import Known, draw
from nex.synthesis.servers.learning import LONGEST, PLACES, Learned, shape_of

LENGTHS, WEIGHTS = (1, 2, 3, 4, 5), (1, 3, 4, 2, 1)
ATTEMPTS = 4
"""Drafts of one call before the chain ends without it."""
OPTIONAL = 0.15
ASKED = 0.4
"""How often something is asked for beside what is written."""
FED = 0.85
"""How often an argument takes what a reply brought, where it can."""
DULL: tuple[JsonValue, ...] = (None, "", 0, 1, "0", "1", "ok", "done", "yes", "no", "none", "text")
"""Answers that somebody would give who looked at nothing."""

Reply = tuple[str, bool]
"""A reply's text, and whether the call was done."""


@dataclass(slots=True)
class Drawing:
    """A chain so far."""

    learned: Learned
    facts: Facts
    stream: Stream
    links: list[Link] = field(default_factory=list[Link])
    replies: list[str] = field(default_factory=list[str])
    seen: list[tuple[Taken, JsonValue]] = field(default_factory=list[tuple[Taken, JsonValue]])
    """What may be taken from the replies so far."""

    def keep(self, link: Link, text: str) -> None:
        step = len(self.links)
        self.links.append(link)
        self.replies.append(text)
        self.seen += [
            (Taken(step, place), value)
            for place, value in places(read_reply(text))[:PLACES]
            if value not in DULL
            and not isinstance(value, bool)
            and len(str(value)) <= LONGEST
            and (link.tool, shape_of(place)) not in self.learned.fleeting
        ]

    def tool(self) -> Signature:
        """The next tool: often one that takes what was told."""
        usable = [s for s in self.learned.signatures if s.name in self.learned.usable]
        fed = [s for s in usable if any(self.feeds(leaf) for leaf in leaves(s))]
        pool = fed if fed and self.links and self.stream.chance(FED) else usable
        return self.stream.choice(pool)

    def feeds(self, leaf: Leaf) -> list[Taken]:
        """What earlier replies hold for a leaf."""
        if leaf.type in ("integer", "number"):
            return [t for t, v in self.seen if isinstance(v, int) and 0 < v <= 1000]
        known = self.learned.flows.get((leaf.tool, leaf.path), frozenset())
        return [
            taken
            for taken, _ in self.seen
            if (self.links[taken.step].tool, shape_of(taken.place)) in known
        ]

    def link(self, tool: Signature) -> Link:
        """A call of that tool."""
        takens: dict[str, Taken] = {}

        def choose(leaf: Leaf) -> JsonValue:
            fed = self.feeds(leaf) if leaf.head not in takens else []
            if fed and self.stream.chance(FED):
                takens[leaf.head] = self.stream.choice(fed)
                return HOLE
            kinds = self.learned.kinds.get((leaf.tool, leaf.path), ())
            seen = self.seen if leaf.head not in takens else []
            known = Known(self.facts, seen)
            drawn = draw(self.stream.choice(kinds), leaf, known, self.stream) if kinds else None
            if drawn is None:
                return "nex"
            if drawn.taken is not None:
                takens[leaf.head] = drawn.taken
            return drawn.value

        wants = self._wants(tool)
        arguments = drafted(tool, choose, wants)
        return Link(
            tool.name,
            tuple(Argument(name, value, takens.get(name)) for name, value in arguments.items()),
        )

    def _wants(self, tool: Signature) -> Wants:
        tried = {path for name, path in self.learned.kinds if name == tool.name}

        def wants(path: str) -> bool:
            return any(p.startswith(path) for p in tried) and self.stream.chance(OPTIONAL)

        return wants


def draw_chain(
    learned: Learned, facts: Facts, stream: Stream
) -> Generator[PlannedCall, Reply, Chain | None]:
    """Yields calls, receives replies; ends with a chain that asks or changes something, or None."""
    drawing = Drawing(learned, facts, stream)
    length = stream.weighted(LENGTHS, WEIGHTS)
    while len(drawing.links) < length:
        tool = drawing.tool()
        for _ in range(ATTEMPTS):
            link = drawing.link(tool)
            text, done = yield planned(link, drawing.replies)
            if done:
                drawing.keep(link, text)
                break
        else:
            break
    return _finished(drawing) if drawing.links else None


def planned(link: Link, replies: Sequence[str]) -> PlannedCall:
    """The call that a link makes after these replies; LookupError where one lacks what is taken."""
    arguments: Json = {}
    for one in link.arguments:
        taken = one.taken
        value = None if taken is None else value_at(read_reply(replies[taken.step]), taken.place)
        arguments[one.name] = filled(one, value)
    return PlannedCall(tool=link.tool, arguments=arguments)


def needs(link: Link) -> set[int]:
    """The steps whose replies a link takes something from."""
    return {one.taken.step for one in link.arguments if one.taken is not None}


def without(chain: Chain, step: int) -> Chain | None:
    """The chain without one call and without those that need its reply; None: nothing is left."""
    gone = {step}
    for nth, link in enumerate(chain.links):
        if needs(link) & gone:
            gone.add(nth)
    kept = [nth for nth in range(len(chain.links)) if nth not in gone]
    answer = chain.answer if chain.answer and chain.answer.step in kept else None
    return renumbered(chain.links, kept, answer) if kept else None


def renumbered(links: Sequence[Link], kept: Sequence[int], answer: Taken | None) -> Chain:
    """A chain of the kept links only."""
    new = {old: nth for nth, old in enumerate(kept)}

    def moved(taken: Taken) -> Taken:
        return replace(taken, step=new[taken.step])

    def linked(link: Link) -> Link:
        arguments = [
            replace(one, taken=moved(one.taken)) if one.taken else one for one in link.arguments
        ]
        return Link(link.tool, tuple(arguments))

    return Chain(tuple(linked(links[nth]) for nth in kept), moved(answer) if answer else None)


def depth(chain: Chain) -> int:
    """The longest row of calls in which each needs what the one before brought."""
    deep: list[int] = []
    for link in chain.links:
        deep.append(1 + max((deep[step] for step in needs(link)), default=0))
    return max(deep)


def _finished(drawing: Drawing) -> Chain | None:
    """What is asked for in the end, and the calls that it takes."""
    links, minded = drawing.links, drawing.learned.minded
    kept = {nth for nth, link in enumerate(links) if link.tool in drawing.learned.writers}
    silent = {nth for nth in kept if links[nth].tool not in minded}
    asked = [
        [Taken(nth, place) for place in _answers(drawing, nth)] if nth not in silent else []
        for nth in range(len(links))
    ]
    last = max((nth for nth, places in enumerate(asked) if places), default=None)
    answer = None
    if last is not None and (not silent or drawing.stream.chance(ASKED)):
        answer = drawing.stream.choice(asked[last])
        kept.add(last)
    for nth in range(len(links) - 1, -1, -1):
        if nth in kept:
            kept |= needs(links[nth])
    return renumbered(links, sorted(kept), answer) if kept else None


def _answers(drawing: Drawing, step: int) -> Iterator[tuple[Hop, ...]]:
    """Places of a reply whose value neither the request nor the habit of the tool gives away."""
    said = " ".join(str(one.value) for link in drawing.links for one in link.arguments)
    tool, fixed = drawing.links[step].tool, drawing.learned.fixed
    for taken, value in drawing.seen:
        lasting = taken.step == step and (tool, shape_of(taken.place)) not in fixed
        if lasting and "\n" not in str(value) and str(value) not in said:
            yield taken.place
