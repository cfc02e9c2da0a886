"""knowledge-graph: firms in documents and memos, to be recorded, corrected and asked about."""

from __future__ import annotations

from nex.data.jsons import JsonValue
from nex.data.streams import Stream
from nex.synthesis.crafted.registry import Firm, Graph, Register, make_register
from nex.synthesis.crafted.sketch import Crafted, Place, Sketch, drawn, worded

NAME = "knowledge-graph"
SIZES = (6, 10, 14, 20)
FILES = ("read_text_file", "read_multiple_files", "list_directory", "search_files", "write_file")
MEMORY = (
    "create_entities", "create_relations", "add_observations", "delete_entities",
    "delete_observations", "delete_relations", "read_graph", "search_nodes", "open_nodes",
)  # fmt: skip
PLACES = (
    Place("filesystem", offered=FILES, folder="documents", reads=("files",)),
    Place("memory", offered=MEMORY, folder="graph", reads=("memory",)),
)
NOTES = (
    "The files under /workspace are documents: /workspace/firms has one for each firm, "
    "/workspace/memos what changed later, one memo a date. Where they differ, the latest memo is "
    "right, and a memo may take back the one before it.",
    'In the graph a firm is an entity of the type "firm" with the observations "founded YEAR" and '
    '"seat CITY"; a person is an entity of the type "person" without observations. A person '
    '"directs" a firm, a firm "owns" a firm.',
)


def draft(seed: int, tasks: int) -> Crafted:
    """Registers of growing size, and tasks on them."""
    registers = [
        make_register(Stream(NAME, seed, "register", size), level, size)
        for level, size in enumerate(SIZES, 1)
    ]
    makers = (_directs, _record, _seat, _director, _top, _years, _moved, _twin, _idle)
    return Crafted(NAME, PLACES, drawn(makers, registers, tasks, Stream(NAME, seed)), NOTES)


def _directs(register: Register, stream: Stream) -> Sketch | None:
    firm = stream.choice(register.firms)
    asked = worded(
        stream,
        (
            "Who directs {firm} now, by the documents? Answer with the full name.",
            "By the documents and all memos, who is the director of {firm}? Answer with the full "
            "name.",
        ),
        firm=firm.name,
    )
    return _question("directs", register, asked, firm.director)


def _seat(register: Register, stream: Stream) -> Sketch | None:
    city = stream.choice(register.firms).seat
    found: list[JsonValue] = [firm.name for firm in register.firms if firm.seat == city]
    asked = (
        f"Which firms have their seat in {city} by now, by the documents and all memos? Answer "
        "with the list of their names."
    )
    return _question("seat", register, asked, found)


def _top(register: Register, stream: Stream) -> Sketch | None:
    owners = {firm.name: firm.owner for firm in register.firms}
    firm, steps = stream.choice(register.firms), 0
    top = firm.name
    while owners[top]:
        top, steps = owners[top], steps + 1
    asked = (
        f"{firm.name} belongs to another firm, which may belong to a third, and so on. Which firm "
        "stands at the top? Answer with its name."
    )
    return _question("top", register, asked, top) if steps > 1 else None


def _question(shape: str, register: Register, asked: str, answer: JsonValue) -> Sketch:
    level = register.level
    return Sketch(
        "question", shape, level, asked, register.files, answer=answer, calls=2 + level, depth=2
    )


def _record(register: Register, stream: Stream) -> Sketch | None:
    graph = register.graph
    missing = [firm for firm in register.firms if not graph.has(firm.name)]
    firm = stream.choice(missing)
    end = graph.with_entity(firm.name, "firm", firm.observations)
    end = end.with_entity(firm.director, "person")
    end = end.relating((firm.director, "directs", firm.name))
    if graph.has(firm.owner):
        end = end.relating((firm.owner, "owns", firm.name))
    asked = (
        f"Record {firm.name} in the graph as it is now, with its director (and the director as a "
        "person, if the graph has none of the name). Relate it to its owner only if that firm is "
        "in the graph already."
    )
    return _work("record", register, asked, end)


def _known(register: Register, stream: Stream) -> Firm:
    return stream.choice([firm for firm in register.firms if register.graph.has(firm.name)])


def _director(register: Register, stream: Stream) -> Sketch | None:
    firm, graph = _known(register, stream), register.graph
    old = [r for r in graph.relations if r[1] == "directs" and r[2] == firm.name]
    end = graph.unrelating(*old).with_entity(firm.director, "person")
    end = end.relating((firm.director, "directs", firm.name))
    asked = (
        f"See to it that the graph has the right director of {firm.name}: one directs relation, "
        "and the person if there is none of the name. Whoever directed it before stays in the "
        "graph as a person."
    )
    return _work("director", register, asked, end)


def _moved(register: Register, stream: Stream) -> Sketch | None:
    end = register.graph
    for firm in register.firms:
        if end.has(firm.name):
            said = next(e[2] for e in end.entities if e[0] == firm.name)
            kept = [text for text in said if not text.startswith("seat ")]
            end = end.saying(firm.name, [*kept, f"seat {firm.seat}"])
    asked = worded(
        stream,
        (
            "Bring the seats of all firms in the graph up to date with the memos. Change nothing "
            "else.",
            "Some firms in the graph have moved. Correct the seats of all of them by the memos, "
            "and nothing else.",
        ),
    )
    return _work("moved", register, asked, end)


def _years(register: Register, stream: Stream) -> Sketch | None:
    least = stream.choice((1940, 1965, 1980))
    end = register.graph
    for firm in register.firms:
        if end.has(firm.name) and firm.founded > least:
            said = next(e[2] for e in end.entities if e[0] == firm.name)
            kept = [text for text in said if not text.startswith("founded ")]
            end = end.saying(firm.name, [*kept, f"founded {firm.founded}"])
    asked = (
        "The graph has wrong years for some firms. Correct what it says of when firms were "
        f"founded, by the documents, for those that were in truth founded after {least}."
    )
    return _work("years", register, asked, end)


def _twin(register: Register, stream: Stream) -> Sketch | None:
    graph = register.graph
    twins = [name for name, _, _ in graph.entities if name.endswith(" Ltd")]
    twin = stream.choice(twins)
    firm = twin.removesuffix(" Ltd")
    moved = [
        (firm if a == twin else a, kind, firm if b == twin else b)
        for a, kind, b in graph.relations
        if twin in {a, b}
    ]
    asked = (
        f"{twin} and {firm} are one firm. Let every relation of {twin} be one of {firm}, and "
        f"delete {twin} with what it says."
    )
    return _work("twin", register, asked, graph.without(twin).relating(*moved))


def _idle(register: Register, stream: Stream) -> Sketch | None:
    graph = register.graph
    busy = {name for a, _, b in graph.relations for name in (a, b)}
    idle = [name for name, kind, _ in graph.entities if kind == "person" and name not in busy]
    asked = worded(
        stream,
        (
            "Delete the persons from the graph that have no relation to anything.",
            "Some persons in the graph are related to nothing. Delete them.",
        ),
    )
    return _work("idle", register, asked, graph.without(*idle))


def _work(shape: str, register: Register, asked: str, end: Graph) -> Sketch | None:
    if end.meaning == register.graph.meaning:
        return None
    level = register.level
    return Sketch(
        "do",
        shape,
        level,
        asked,
        register.files,
        register.with_graph(end),
        calls=5 + level,
        actions=2 + level // 2,
        depth=3,
    )
