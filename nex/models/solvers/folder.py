"""Solves folder: reads every paper once, then moves, edits or writes what is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from nex.data.jsons import JsonValue
from nex.data.messages import Signature
from nex.data.task import Outcome
from nex.models.solvers.reading import LOST, Step, answered, call, read

ROOT = "/workspace/"


class Paper(NamedTuple):
    """A file that was read."""

    path: str
    kind: str
    facts: dict[str, str]


Found = dict[str, str]
Way = Callable[[Found, list[Paper]], Step[Outcome]]


def solve(request: str, _tools: Sequence[Signature]) -> Step[Outcome]:
    """Work through the filesystem's tools; refuse what cannot be understood."""
    for pattern, way in WAYS:
        if (found := read(pattern, request)) is not None:
            papers = yield from _papers()
            return (yield from way(found, papers))
    return LOST


def _papers() -> Step[list[Paper]]:
    """Every paper, in the order of their paths."""
    listed = yield from call("search_files", path=ROOT, pattern="**/*.txt")
    paths = sorted(line for line in listed.splitlines() if line.startswith(ROOT))
    wanted: list[JsonValue] = [*paths]
    text = yield from call("read_multiple_files", paths=wanted)
    return [paper for path in paths if (paper := _paper(path, text)) is not None]


def _paper(path: str, text: str) -> Paper | None:
    found = re.search(rf"^{re.escape(path)}:\n([A-Z]+)\n((?:\w+: .*\n)*)", text, re.MULTILINE)
    if found is None:
        return None
    facts = dict(line.split(": ", 1) for line in found[2].splitlines())
    return Paper(path.removeprefix(ROOT), found[1].lower(), facts)


def _invoices(papers: list[Paper], *, once: bool = False, **wanted: str) -> list[Paper]:
    """The invoices that say this; `once`: each number only once."""
    found = [
        paper
        for paper in papers
        if paper.kind == "invoice"
        and all(paper.facts[key.title()].startswith(value) for key, value in wanted.items())
    ]
    return list({p.facts["Number"]: p for p in found}.values()) if once else found


def _total(found: Found, papers: list[Paper]) -> Step[Outcome]:
    yield from ()
    mine = _invoices(papers, once=True, client=found["client"], status=found["status"])
    return answered(f"{sum(Decimal(p.facts['Amount'].split()[0]) for p in mine):.2f}")


def _letters(found: Found, papers: list[Paper]) -> Step[Outcome]:
    yield from ()
    mine = [p for p in papers if p.kind == "letter" and p.facts["From"] == found["who"]]
    return answered([*sorted({p.facts["To"] for p in mine})])


def _sort(found: Found, papers: list[Paper]) -> Step[Outcome]:
    mine = _invoices(papers, client=found["client"])
    moves = {p.path: f"{found['goal']}/{p.path.rpartition('/')[2]}" for p in mine}
    return (yield from _move(moves))


def _rename(found: Found, papers: list[Paper]) -> Step[Outcome]:
    mine = _invoices(papers, date=found["year"], status="paid")
    folder = f"archive/{found['year']}"
    return (yield from _move({p.path: f"{folder}/{p.facts['Number']}.txt" for p in mine}))


def _twins(found: Found, papers: list[Paper]) -> Step[Outcome]:
    seen: list[dict[str, str]] = []
    moves: dict[str, str] = {}
    for paper in papers:
        if paper.kind != found["kind"]:
            continue
        if paper.facts in seen:
            moves[paper.path] = f"duplicates/{paper.path.rpartition('/')[2]}"
        seen.append(paper.facts)
    return (yield from _move(moves))


def _move(moves: dict[str, str]) -> Step[Outcome]:
    for folder in sorted({goal.rpartition("/")[0] for goal in moves.values()}):
        yield from call("create_directory", path=ROOT + folder)
    for source, goal in moves.items():
        yield from call("move_file", source=ROOT + source, destination=ROOT + goal)
    return Outcome()


def _index(found: Found, papers: list[Paper]) -> Step[Outcome]:
    mine = _invoices(papers, once=True, date=found["year"])
    keys = ("Number", "Client", "Date", "Amount")
    rows = sorted(",".join(p.facts[key].removesuffix(" EUR") for key in keys) for p in mine)
    text = "\n".join(["number,client,date,amount", *rows, ""])
    return (yield from _write({found["path"]: text}))


def _remind(found: Found, papers: list[Paper]) -> Step[Outcome]:
    mine = _invoices(papers, once=True, date=found["year"], status="open")
    texts = {
        f"reminders/{p.facts['Number']}.txt": f"Dear {p.facts['Client']}, please pay "
        f"{p.facts['Amount']} for invoice {p.facts['Number']}.\n"
        for p in mine
    }
    return (yield from _write(texts))


def _write(texts: dict[str, str]) -> Step[Outcome]:
    for folder in sorted({path.rpartition("/")[0] for path in texts}):
        yield from call("create_directory", path=ROOT + folder)
    for path, text in texts.items():
        yield from call("write_file", path=ROOT + path, content=text)
    return Outcome()


def _renamed_client(found: Found, papers: list[Paper]) -> Step[Outcome]:
    for paper in _invoices(papers, client=found["client"], status="open"):
        old, new = f"Client: {found['client']}", f"Client: {found['name']}"
        edits: list[JsonValue] = [{"oldText": old, "newText": new}]
        yield from call("edit_file", path=ROOT + paper.path, edits=edits)
    return Outcome()


CLIENT = r"(?P<client>[A-Z]\w+ [A-Z]\w+)"
WAYS: tuple[tuple[str, Way], ...] = (
    (rf"What do the (?P<status>\w+) invoices of {CLIENT} come to", _total),
    (rf"Add up all (?P<status>\w+) invoices of {CLIENT}", _total),
    (r"did (?P<who>[\w ]+) write letters\?", _letters),
    (rf"Move every invoice of {CLIENT} to (?P<goal>\S+)/ and keep", _sort),
    (rf"Put all invoices of {CLIENT} into the folder (?P<goal>\S+)/\.", _sort),
    (r"Archive the paid invoices of (?P<year>\d+):", _rename),
    (r"Some (?P<kind>\w+)s lie there twice", _twins),
    (r"Write (?P<path>lists/\S+): .* invoice of (?P<year>\d+),", _index),
    (rf"{CLIENT} is now called (?P<name>[A-Z]\w+ [A-Z]\w+)\.", _renamed_client),
    (r"Write a reminder for each open invoice of (?P<year>\d+):", _remind),
)
