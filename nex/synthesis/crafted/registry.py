"""Firms as documents tell of them, and as a knowledge graph remembers them: late, and with faults."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import orjson

from nex.data.streams import Stream
from nex.synthesis.crafted.names import CITIES, firms, people

DOCUMENTS, GRAPH = "documents/", "graph/memory.jsonl"
FORMS = (
    "{name} was founded in {founded}. Its seat is {seat}, and {director} directs it.",
    "Founded in {founded}, {name} has its seat in {seat}. The director is {director}.",
    "The director of {name}, {director}, works from {seat}. The firm was founded in {founded}.",
)
OWNED = (" It belongs to {owner}.", " {owner} owns it.")


@dataclass(frozen=True, slots=True)
class Firm:
    """What is true of a firm."""

    name: str
    founded: int
    seat: str
    director: str
    owner: str = ""

    @property
    def slug(self) -> str:
        """Its document's name."""
        return self.name.lower().replace(" ", "-")

    @property
    def observations(self) -> list[str]:
        """What its entity says."""
        return [f"founded {self.founded}", f"seat {self.seat}"]


@dataclass(frozen=True, slots=True)
class Graph:
    """A knowledge graph: entities and relations, in the order in which they came."""

    entities: tuple[tuple[str, str, tuple[str, ...]], ...]
    """Name, type, observations."""
    relations: tuple[tuple[str, str, str], ...]
    """From, type, to."""

    @property
    def content(self) -> bytes:
        """As the memory server keeps it."""
        lines: list[object] = [
            {"type": "entity", "name": name, "entityType": kind, "observations": [*said]}
            for name, kind, said in self.entities
        ]
        lines += [
            {"type": "relation", "from": one, "to": other, "relationType": kind}
            for one, kind, other in self.relations
        ]
        return b"\n".join(orjson.dumps(line) for line in lines)

    @property
    def meaning(self) -> tuple[list[tuple[str, str, list[str]]], list[tuple[str, str, str]]]:
        """What it says, in an order of its own."""
        entities = [(name, kind, sorted(said)) for name, kind, said in self.entities]
        return sorted(entities), sorted(self.relations)

    def has(self, name: str) -> bool:
        """Whether there is an entity of that name."""
        return any(entity[0] == name for entity in self.entities)

    def with_entity(self, name: str, kind: str, said: Iterable[str] = ()) -> Graph:
        """With that entity, where there was none of the name."""
        if self.has(name):
            return self
        return replace(self, entities=(*self.entities, (name, kind, tuple(said))))

    def saying(self, name: str, said: Iterable[str]) -> Graph:
        """With other observations at an entity."""
        entities = [
            (one, kind, tuple(said) if one == name else old) for one, kind, old in self.entities
        ]
        return replace(self, entities=tuple(entities))

    def without(self, *names: str) -> Graph:
        """Without these entities and whatever relates to them."""
        return Graph(
            tuple(entity for entity in self.entities if entity[0] not in names),
            tuple(r for r in self.relations if r[0] not in names and r[2] not in names),
        )

    def relating(self, *relations: tuple[str, str, str]) -> Graph:
        """With these relations, each once."""
        new = [relation for relation in relations if relation not in self.relations]
        return replace(self, relations=(*self.relations, *new))

    def unrelating(self, *relations: tuple[str, str, str]) -> Graph:
        """Without these relations."""
        return replace(self, relations=tuple(r for r in self.relations if r not in relations))


@dataclass(frozen=True, slots=True)
class Register:
    """Everything about some firms: what is true now, what documents say, what the graph holds."""

    level: int
    firms: tuple[Firm, ...]
    """As they are, with every memo heeded."""
    documents: dict[str, bytes]
    graph: Graph

    @property
    def files(self) -> dict[str, bytes]:
        """The workspace."""
        return self.with_graph(self.graph)

    def with_graph(self, graph: Graph) -> dict[str, bytes]:
        """The workspace with another graph."""
        return {**self.documents, GRAPH: graph.content}


def make_register(stream: Stream, level: int, count: int) -> Register:
    """So many firms; the older half of what is known of them is in the graph."""
    names, staff = firms(stream, count), people(stream, min(count + 3, 25))
    old: list[Firm] = []
    for nth, name in enumerate(names):
        owner = stream.choice(names[:nth]) if nth and stream.chance(0.6) else ""
        year = stream.between(1950, 2015)
        old.append(Firm(name, year, stream.choice(CITIES[:6]), stream.choice(staff), owner))
    documents = {f"{DOCUMENTS}firms/{firm.slug}.txt": _told(stream, firm) for firm in old}
    now, memos = _moved_on(stream, old, staff, 2 + 2 * level)
    return Register(level, tuple(now), documents | memos, _remembered(stream, old, level))


def _told(stream: Stream, firm: Firm) -> bytes:
    text = stream.choice(FORMS).format(
        name=firm.name, founded=firm.founded, seat=firm.seat, director=firm.director
    )
    owned = stream.choice(OWNED).format(owner=firm.owner) if firm.owner else ""
    return f"{text}{owned}\n".encode()


def _moved_on(
    stream: Stream, old: list[Firm], staff: list[str], count: int
) -> tuple[list[Firm], dict[str, bytes]]:
    """The firms after so many memos, and the memos; some take back the one before."""
    now = {firm.name: firm for firm in old}
    memos: dict[str, bytes] = {}
    before: Firm | None = None
    for nth in range(count):
        date = f"2024-{1 + nth:02}-{stream.between(1, 28):02}"
        if before is not None and stream.chance(0.25):
            now[before.name] = before
            text = f"The memo before this one was a mistake: at {before.name} all stays as it was."
            before = None
        else:
            before = now[stream.choice(old).name]
            if stream.chance(0.6):
                director = stream.choice([one for one in staff if one != before.director])
                text = f"{director} takes over from {before.director} as director of {before.name}."
                now[before.name] = replace(before, director=director)
            else:
                seat = stream.choice([city for city in CITIES if city != before.seat])
                text = f"{before.name} moves its seat from {before.seat} to {seat}."
                now[before.name] = replace(before, seat=seat)
        memos[f"{DOCUMENTS}memos/{date}.txt"] = f"Memo of {date}\n\n{text}\n".encode()
    return [now[firm.name] for firm in old], memos


def _remembered(stream: Stream, old: list[Firm], level: int) -> Graph:
    graph = Graph((), ())
    known = stream.sample(old, len(old) * 2 // 3)
    for nth, firm in enumerate(known):
        founded = firm.founded + (0 if nth > level else stream.between(1, 9))
        said = [f"founded {founded}", f"seat {firm.seat}"]
        graph = graph.with_entity(firm.name, "firm", said).with_entity(firm.director, "person")
        graph = graph.relating((firm.director, "directs", firm.name))
    for firm in known:
        if graph.has(firm.owner):
            graph = graph.relating((firm.owner, "owns", firm.name))
    for firm in known[: 1 + level]:
        twin = f"{firm.name} Ltd"
        graph = graph.with_entity(twin, "firm", ["listed twice"])
        graph = graph.relating((stream.choice(known).director, "audits", twin))
    for idle in stream.sample(["Iris Novak", "Leon Sato", "Maud Perrin", "Otto Brandt"], level):
        graph = graph.with_entity(idle, "person")
    return graph
