"""Seeds: the recipes by which a typical workspace is made from a seed; the same seed, the same bytes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing

import orjson

from nex.data.streams import Stream
from nex.errors import InputError
from nex.synthesis.servers.facts import HOME, Facts, Record, Rows, Seeded, joined
from nex.synthesis.servers.seeded_documents import document, workbook
from nex.synthesis.servers.seeded_history import AUTHOR, history

PRODUCTS = ("lamp", "desk", "chair", "shelf", "stool", "bench", "mirror", "rug", "clock", "vase")
KINDS = ("light", "office", "home", "garden")
PLACES = ("north", "south", "east", "west")
PEOPLE = ("Mia Cole", "Jon Reed", "Ada Park", "Leo Stone", "Eva Lund", "Tom Hale")
CITIES = ("Oslo", "Lima", "Porto", "Kyoto", "Accra")
VERBS = ("repair", "order", "paint", "deliver", "return", "inspect")

Records = Sequence[Record]
Recipe = Callable[[str, Stream, Records], Seeded]
"""(what stands behind the colon, the seed's dice, what it shall speak of) -> a part of the
workspace."""


def seeded(recipes: Sequence[str], seed: int, records: Records = ()) -> Seeded:
    """The workspace of these recipes (`name` or `name:file`); InputError for one that is unknown.

    `records`: rows of a World that it shall speak of.
    """
    whole = Seeded()
    for recipe in recipes:
        name, _, rest = recipe.partition(":")
        if name not in RECIPES:
            raise InputError(f"no seed {recipe!r}; known: {', '.join(RECIPES)}")
        part = RECIPES[name](rest, Stream("seeded", seed, recipe), records)
        whole = Seeded(
            {**whole.files, **part.files},
            joined(whole.facts, part.facts),
            (*whole.statements, *part.statements),
            joined(whole.named, part.named),
        )
    return whole


def _notes(folder: str, stream: Stream, records: Records) -> Seeded:
    """A folder tree of short notes, a list and a table as CSV."""
    files = {f"{name}.txt": note(stream) for name in ("readme", "todo")}
    for place in PLACES[:3]:
        for person in stream.sample(PEOPLE, 3):
            files[f"{place}/{person.split()[0].lower()}.txt"] = note(stream)
    rows = tables(stream)[0]
    lines = [",".join(rows.columns), *(",".join(map(str, row)) for row in rows.rows)]
    files["data/products.csv"] = "\n".join(lines) + "\n"
    speaking = {f"requests/{n}.txt": f"{one.line}\n" for n, one in enumerate(records, 1)}
    within = f"{folder}/" if folder else ""
    files = {f"{within}{path}": text for path, text in {**files, **speaking}.items()}
    named = Facts(files=tuple(f"{HOME}/{within}{path}" for path in speaking))
    return Seeded(
        {path: text.encode() for path, text in files.items()}, _facts_of(files), named=named
    )


def note(stream: Stream) -> str:
    """A few lines that say who does what where."""
    lines = [
        f"{stream.choice(PEOPLE)}: {stream.choice(VERBS)} {stream.between(2, 40)} "
        f"{stream.choice(PRODUCTS)}s for {stream.choice(CITIES)}"
        for _ in range(stream.between(3, 6))
    ]
    return "\n".join(lines) + "\n"


def _facts_of(files: Mapping[str, str]) -> Facts:
    folders = {f"{HOME}/{path.rpartition('/')[0]}" for path in files if "/" in path}
    lines = [line for text in files.values() for line in text.splitlines()]
    words = [word.strip(":,.") for line in lines for word in line.split() if word[:1].isalpha()]
    return Facts(
        files=tuple(f"{HOME}/{path}" for path in files),
        folders=tuple(sorted(folders)),
        words=tuple(dict.fromkeys(words))[:60],
        lines=tuple(dict.fromkeys(lines))[:60],
    )


def tables(stream: Stream) -> tuple[Rows, Rows]:
    """Products and their orders."""
    products = tuple(
        (nth, name, stream.choice(KINDS), stream.between(5, 400), stream.between(0, 90))
        for nth, name in enumerate(stream.shuffled(PRODUCTS), 1)
    )
    orders = tuple(
        (
            100 + nth,
            stream.between(1, len(products)),
            stream.choice(PEOPLE),
            stream.choice(PLACES),
            stream.between(1, 30),
        )
        for nth in range(1, 25)
    )
    return (
        Rows("products", ("id", "name", "category", "price", "stock"), products),
        Rows("orders", ("id", "product_id", "customer", "region", "quantity"), orders),
    )


def statements(rows: Sequence[Rows]) -> tuple[str, ...]:
    """SQL that makes the tables and fills them."""
    found: list[str] = []
    for table in rows:
        types = ["INTEGER" if isinstance(v, int) else "TEXT" for v in table.rows[0]]
        columns = ", ".join(f"{c} {t}" for c, t in zip(table.columns, types, strict=True))
        keyed = columns.replace("id INTEGER", "id INTEGER PRIMARY KEY", 1)
        found.append(f"CREATE TABLE {table.name} ({keyed})")
        values = ", ".join(f"({', '.join(map(sql, row))})" for row in table.rows)
        found.append(f"INSERT INTO {table.name} VALUES {values}")
    return tuple(found)


def sql(value: int | str) -> str:
    """A value as SQL says it."""
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def _database(path: str, stream: Stream, records: Records) -> Seeded:
    """A SQLite file with products and orders."""
    rows = (*tables(stream), *_requests(records))
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in statements(rows):
            connection.execute(statement)
        connection.commit()
        content = connection.serialize()
    return Seeded({path: content}, _table_facts(rows), named=Facts(tables=rows[2:]))


def _statements(_: str, stream: Stream, records: Records) -> Seeded:
    """The same tables, for a server that makes its own file."""
    rows = (*tables(stream), *_requests(records))
    return Seeded({}, _table_facts(rows), statements(rows), Facts(tables=rows[2:]))


def _requests(records: Records) -> tuple[Rows, ...]:
    """A table of the records; none where there are none."""
    rows = tuple((n, one.entity, one.label) for n, one in enumerate(records, 1))
    return (Rows("requests", ("id", "kind", "name"), rows),) if rows else ()


def _table_facts(rows: Sequence[Rows]) -> Facts:
    return Facts(tables=tuple(rows), words=PRODUCTS, names=PEOPLE)


def _graph(path: str, stream: Stream, records: Records) -> Seeded:
    """A knowledge graph in JSON lines: people, places, what belongs where."""
    lines: list[object] = []
    for kind, names in (("person", PEOPLE), ("city", CITIES), ("product", PRODUCTS[:6])):
        lines += [
            {
                "type": "entity",
                "name": name,
                "entityType": kind,
                "observations": [f"{stream.choice(VERBS)} {stream.between(2, 40)}"],
            }
            for name in names
        ]
    for person in PEOPLE:
        lines += [
            {"type": "relation", "from": person, "to": to, "relationType": relation}
            for relation, to in (
                ("lives in", stream.choice(CITIES)),
                ("sells", stream.choice(PRODUCTS[:6])),
            )
        ]
    lines += [
        {
            "type": "entity",
            "name": f"request {n}",
            "entityType": "request",
            "observations": [one.line],
        }
        for n, one in enumerate(records, 1)
    ]
    content = b"\n".join(orjson.dumps(line) for line in lines)
    names = (*PEOPLE, *CITIES, *PRODUCTS[:6])
    asked = tuple(f"request {n}" for n in range(1, len(records) + 1))
    facts = Facts(names=names, words=(*CITIES, *VERBS, *PRODUCTS[:6]))
    return Seeded({path: content}, facts, named=Facts(names=asked, words=asked))


def _history(_: str, stream: Stream, records: Records) -> Seeded:
    """A git repository: commits on two branches, work that is staged, begun and not yet added."""
    versions: list[tuple[str, dict[str, str]]] = []
    asked = {f"request{n}.txt": f"{one.line}\n" for n, one in enumerate(records, 1)}
    files = {"README.md": "# Shop\n", "notes.txt": note(stream), **asked}
    for nth in range(5):
        files = {**files, f"part{nth}.txt": note(stream)}
        versions.append((f"{stream.choice(VERBS).title()} the {stream.choice(PRODUCTS)}s", files))
    begun = {"notes.txt": files["notes.txt"] + note(stream)}
    staged, stray = {"list.txt": note(stream)}, {"todo.txt": note(stream), "plan.txt": note(stream)}
    at_hand = {**begun, **stray}
    found = _facts_of({"README.md": files["README.md"], **staged, **at_hand})
    facts = joined(found, Facts(branches=("main", "draft"), folders=(HOME,), names=(AUTHOR,)))
    whole = history(versions, 3, staged) | {p: text.encode() for p, text in at_hand.items()}
    return Seeded(whole, facts, named=Facts(files=tuple(f"{HOME}/{path}" for path in asked)))


def _workbook(path: str, stream: Stream, records: Records) -> Seeded:
    """A workbook with a sheet for each table."""
    rows = (*tables(stream), *_requests(records))
    facts = Facts(
        files=(f"{HOME}/{path}",),
        sheets=tuple(table.name for table in rows),
        words=PRODUCTS,
        tables=rows,
    )
    named = Facts(files=facts.files, sheets=facts.sheets[2:])
    content = workbook({t.name: (t.columns, *t.rows) for t in rows})
    return Seeded({path: content}, facts, named=named)


def _document(path: str, stream: Stream, records: Records) -> Seeded:
    """A text document of a few paragraphs."""
    lines = [line for _ in range(2) for line in note(stream).splitlines()]
    lines += [one.line for one in records]
    facts = _facts_of({path: "\n".join(lines)})
    return Seeded({path: document(lines)}, facts, named=Facts(files=facts.files))


RECIPES: Mapping[str, Recipe] = {
    "notes": _notes,
    "database": _database,
    "statements": _statements,
    "graph": _graph,
    "history": _history,
    "workbook": _workbook,
    "document": _document,
}
