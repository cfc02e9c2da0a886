"""What follows from probes: the kinds that arguments take, and what feeds what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nex.data.chain import Hop
from nex.data.jsons import Json, JsonValue
from nex.data.messages import Signature
from nex.data.streams import Stream
from nex.language.chains.places import places, read_reply
from nex.synthesis.servers.drafting import Leaf, drafted, leaves
from nex.synthesis.servers.facts import Facts
from nex.synthesis.servers.kinds import Known, draw, kinds_for
from nex.synthesis.servers.probes import Flow, Probe, Probes, Spot

DRAFTS = 8
"""Calls that are tried on each tool."""
OPTIONAL = 0.2
NONSENSE = "zqx17"
TRIALS = 5
"""Observed values that are tried on one argument."""
LONGEST = 80
SLOW = 6.0
"""Seconds after which a tool is not called again."""
PLACES = 40
"""Of one reply that are looked at."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What is known of a server's tools."""

    signatures: tuple[Signature, ...]
    kinds: Mapping[tuple[str, str], tuple[str, ...]]
    """Tool and path of a leaf -> kinds that were accepted there; a better one stands more often."""
    usable: tuple[str, ...]
    """Tools that did something for us, quickly."""
    writers: frozenset[str]
    """Tools after whose calls the server has to be made new."""
    minded: frozenset[str]
    """Those of them that leave nothing in the workspace, but answer otherwise the next time."""
    flows: Mapping[tuple[str, str], frozenset[tuple[str, str]]]
    """Tool and path of a leaf -> the (tool, shape of a place) that feed it."""
    fleeting: frozenset[tuple[str, str]] = frozenset()
    """(tool, shape of a place) of which nothing lasting can be said."""
    fixed: frozenset[tuple[str, str]] = frozenset()
    """Those at which the same stands whatever is asked."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A call that shows whether an argument takes what another tool told."""

    call: Json
    leaf: Leaf
    source: str
    """"": the control, a value that nobody told."""
    shape: str = ""


def shape_of(place: Sequence[Hop]) -> str:
    """A place whichever item, line or number it is."""
    return "/".join(f"{h.kind}:{h.at if isinstance(h.at, str) else '*'}" for h in place)


def drafts(
    tool: Signature, facts: Facts, stream: Stream, liked: Mapping[str, str] | None = None
) -> list[Probe]:
    """Calls to try on a tool, each kind of each argument in turn.

    `liked`: the kinds that arguments of these names took on other tools; every other call has them.
    """
    known, options = Known(facts), {leaf.path: kinds_for(leaf) for leaf in leaves(tool)}
    liked = liked or {}
    found: list[Probe] = []
    for turn in range(DRAFTS):
        tried: dict[str, str] = {}

        def choose(leaf: Leaf, turn: int = turn, tried: dict[str, str] = tried) -> JsonValue:
            kinds = options[leaf.path]
            order = [kinds[(turn + n) % len(kinds)] for n in range(len(kinds))]
            if turn % 2 and liked.get(leaf.name) in kinds:
                order = [liked[leaf.name], *order]
            for kind in order:
                if (drawn := draw(kind, leaf, known, stream)) is not None:
                    tried[leaf.path] = kind
                    return drawn.value
            return "nex"

        arguments = drafted(tool, choose, lambda _: stream.chance(OPTIONAL))
        if all(arguments != probe.arguments for probe in found):
            found.append(Probe(tool=tool.name, arguments=arguments, kinds=tried))
    return found


def learn(probes: Probes) -> Learned:
    """Everything that the probes show."""
    good: dict[tuple[str, str], list[str]] = defaultdict(list)
    usable: dict[str, None] = {}
    for probe in probes.probes:
        if probe.ok and probe.seconds < SLOW:
            usable[probe.tool] = None
            for path, kind in probe.kinds.items():
                good[probe.tool, path].append(kind)
    flows: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for flow in probes.flows:
        flows[flow.tool, flow.path].add((flow.source, flow.shape))
    return Learned(
        probes.signatures,
        {key: tuple(kinds) for key, kinds in good.items()},
        tuple(usable),
        frozenset((*probes.writers, *probes.minded)),
        frozenset(probes.minded) - frozenset(probes.writers),
        {key: frozenset(found) for key, found in flows.items()},
        frozenset((spot.tool, spot.shape) for spot in probes.fleeting),
        frozenset(_fixed(probes.probes)),
    )


def trials(probes: Sequence[Probe], tool: Signature, stream: Stream) -> list[list[Trial]]:
    """For each text and number that a tool takes: the control, then values that others told."""
    good = [p for p in probes if p.tool == tool.name and p.ok]
    base = next((p for p in good if p.kinds), good[0] if good else None)
    if base is None:
        return []
    told, groups = _told(probes), list[list[Trial]]()
    for leaf in leaves(tool):
        own = _at(base.arguments, leaf.path)
        if isinstance(own, str) and not leaf.schema.get("enum"):
            calls = [("", "", NONSENSE), *_nearest(told, own, stream)]
            groups.append(
                [Trial(_put(base.arguments, leaf.path, v), leaf, s, shape) for s, shape, v in calls]
            )
    return groups


def flows_of(group: Sequence[Trial], replies: Sequence[Probe]) -> Iterator[Flow]:
    """What feeds the argument of a group: values that do what nonsense does not."""
    control = replies[0]
    for trial, reply in zip(group[1:], replies[1:], strict=True):
        value = str(_at(trial.call, trial.leaf.path))
        told = control.text not in (reply.text, reply.text.replace(value, NONSENSE))
        if reply.ok and (told or not control.ok):
            yield Flow(
                source=trial.source, shape=trial.shape, tool=reply.tool, path=trial.leaf.path
            )


def fleeting(pairs: Sequence[tuple[Probe, Probe]]) -> Iterator[Spot]:
    """Places at which most of the replies differ between two runs of the same calls."""
    same, other = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for one, two in pairs:
        there = dict(places(read_reply(two.text)))
        for place, value in places(read_reply(one.text)):
            spot = (one.tool, shape_of(place))
            (same if there.get(place) == value else other)[spot] += 1
    for tool, shape in sorted(other):
        if other[tool, shape] > same[tool, shape]:
            yield Spot(tool=tool, shape=shape)


def _fixed(probes: Sequence[Probe]) -> Iterator[tuple[str, str]]:
    """Places at which several different calls brought one and the same."""
    seen: dict[tuple[str, str], list[tuple[Json, JsonValue]]] = defaultdict(list)
    for probe in probes:
        if probe.ok:
            for place, value in places(read_reply(probe.text))[:PLACES]:
                seen[probe.tool, shape_of(place)].append((probe.arguments, value))
    for spot, found in seen.items():
        calls = [call for n, (call, _) in enumerate(found) if call not in [c for c, _ in found[:n]]]
        if len(calls) > 1 and all(value == found[0][1] for _, value in found):
            yield spot


def _told(probes: Sequence[Probe]) -> dict[tuple[str, str], list[str]]:
    """Texts that stood in replies, for each tool and shape of a place."""
    seen: dict[tuple[str, str], list[str]] = defaultdict(list)
    for probe in probes:
        if probe.ok:
            for place, value in places(read_reply(probe.text))[:PLACES]:
                if isinstance(value, str) and 0 < len(value) <= LONGEST:
                    seen[probe.tool, shape_of(place)].append(value)
    return seen


def _nearest(
    told: Mapping[tuple[str, str], Sequence[str]], own: str, stream: Stream
) -> list[tuple[str, str, str]]:
    """One other text of each place that looks most like an argument's own value."""
    found = [
        (tool, shape, stream.choice(others))
        for (tool, shape), values in told.items()
        if (others := [value for value in dict.fromkeys(values) if value != own])
    ]
    return sorted(found, key=lambda it: -_likeness(own, it[2]))[:TRIALS]


def _likeness(own: str, other: str) -> int:
    """How much two texts look alike: the characters of their patterns that agree."""
    one, two = _pattern(own), _pattern(other)
    return sum(a == b for a, b in zip(one, two, strict=False)) - abs(len(one) - len(two))


def _pattern(text: str) -> str:
    kinds = "".join("9" if c.isdigit() else "a" if c.isalpha() else c for c in text[:40])
    return "".join(c for n, c in enumerate(kinds) if n == 0 or kinds[n - 1] != c)


def _at(arguments: JsonValue, path: str) -> JsonValue:
    for step in path.replace("[]", ".[]").split("."):
        match arguments:
            case dict():
                arguments = arguments.get(step)
            case list() if arguments:
                arguments = arguments[0]
            case _:
                return None
    return arguments


def _put(arguments: Json, path: str, value: JsonValue) -> Json:
    found = _replaced(arguments, path.replace("[]", ".[]").split("."), value)
    assert isinstance(found, dict), "an object stays one"
    return found


def _replaced(form: JsonValue, steps: list[str], value: JsonValue) -> JsonValue:
    if not steps:
        return value
    step, *rest = steps
    match form:
        case dict():
            return {k: _replaced(v, rest, value) if k == step else v for k, v in form.items()}
        case list():
            return [_replaced(item, rest, value) for item in form]
        case _:
            return form
