"""folder: papers whose names say nothing, to find, to sort, to rename, to correct, to list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from nex.data.streams import Stream
from nex.synthesis.crafted.names import FIRMS
from nex.synthesis.crafted.papers import YEARS, Office, Paper, make_office
from nex.synthesis.crafted.sketch import Crafted, Place, Sketch, drawn, worded

NAME = "folder"
SIZES = (12, 20, 30, 42)
OFFERED = (
    "read_text_file", "read_multiple_files", "write_file", "edit_file", "create_directory",
    "list_directory", "directory_tree", "move_file", "search_files", "get_file_info",
)  # fmt: skip
PLACES = (Place("filesystem", offered=OFFERED, reads=("files",)),)
NOTES = ("The papers lie in folders under /workspace. Paths in requests start there.",)


def draft(seed: int, tasks: int) -> Crafted:
    """Offices of growing size, and tasks on them."""
    offices = [
        make_office(Stream(NAME, seed, "office", size), level, size)
        for level, size in enumerate(SIZES, 1)
    ]
    makers = (_total, _sort, _letters, _rename, _index, _twins, _renamed_client, _remind)
    return Crafted(NAME, PLACES, drawn(makers, offices, tasks, Stream(NAME, seed)), NOTES)


def _distinct(papers: Sequence[Paper]) -> list[Paper]:
    """Each invoice once, though it may lie in two places."""
    return list({paper.facts["Number"]: paper for paper in papers}.values())


def _total(office: Office, stream: Stream) -> Sketch | None:
    client = stream.choice(office.values("invoice", "Client"))
    status = stream.choice(("open", "paid"))
    papers = _distinct(office.of("invoice", client=client, status=status))
    if len(papers) < 2:
        return None
    amount = sum(Decimal(paper.facts["Amount"].removesuffix(" EUR")) for paper in papers)
    asked = worded(
        stream,
        (
            "What do the {status} invoices of {client} come to, in EUR? An invoice that lies there "
            "twice counts once. Answer with the number.",
            "Add up all {status} invoices of {client} (one that lies there twice counts once). "
            "Answer with the sum in EUR.",
        ),
        status=status,
        client=client,
    )
    return _question("total", office, asked, f"{amount:.2f}")


def _letters(office: Office, stream: Stream) -> Sketch | None:
    who = stream.choice(office.values("letter", "From"))
    clients = {paper.facts["To"] for paper in office.of("letter", **{"from": who})}
    if len(clients) < 2:
        return None
    asked = f"To which clients did {who} write letters? Answer with the list of their names."
    return _question("letters", office, asked, sorted(clients))


def _question(shape: str, office: Office, asked: str, answer: str | list[str]) -> Sketch:
    return Sketch(
        "question",
        shape,
        office.level,
        asked,
        office.files,
        answer=[*answer] if isinstance(answer, list) else answer,
        calls=2 + len(office.papers) // 10,
        depth=2,
    )


def _sort(office: Office, stream: Stream) -> Sketch | None:
    client = stream.choice(office.values("invoice", "Client"))
    papers = office.of("invoice", client=client)
    goal = f"clients/{client.lower().replace(' ', '-')}"
    asked = worded(
        stream,
        (
            "Move every invoice of {client} to {goal}/ and keep the file names.",
            "Put all invoices of {client} into the folder {goal}/. The file names stay.",
        ),
        client=client,
        goal=goal,
    )
    return _moved("sort", office, asked, {paper.path: f"{goal}/{paper.name}" for paper in papers})


def _rename(office: Office, stream: Stream) -> Sketch | None:
    year = str(stream.choice(YEARS))
    papers = office.of("invoice", date=year, status="paid")
    numbers = Counter(paper.facts["Number"] for paper in papers)
    if any(count > 1 for count in numbers.values()):
        return None
    asked = (
        f"Archive the paid invoices of {year}: move each to archive/{year}/ and name it after its "
        "number, such as INV-2020-0001.txt."
    )
    moves = {p.path: f"archive/{year}/{p.facts['Number']}.txt" for p in papers}
    return _moved("rename", office, asked, moves)


def _twins(office: Office, stream: Stream) -> Sketch | None:
    kind = stream.choice(("invoice", "letter", "report"))
    moves: dict[str, str] = {}
    kept: set[bytes] = set()
    for paper in office.of(kind):
        if paper.content in kept:
            moves[paper.path] = f"duplicates/{paper.name}"
        kept.add(paper.content)
    asked = (
        f"Some {kind}s lie there twice, with the same content. Of each keep the file whose path "
        "comes first in the alphabet, and move the others to duplicates/ under their names."
    )
    return _moved("twins", office, asked, moves)


def _moved(shape: str, office: Office, asked: str, moves: Mapping[str, str]) -> Sketch | None:
    files = office.files
    if len(moves) < min(office.level, 2):
        return None
    end = {moves.get(path, path): content for path, content in files.items()}
    return _work(shape, office, asked, end, actions=len(moves) + 1)


def _work(shape: str, office: Office, asked: str, end: Mapping[str, bytes], actions: int) -> Sketch:
    looks = 2 + len(office.papers) // 10
    return Sketch(
        "do",
        shape,
        office.level,
        asked,
        office.files,
        end,
        calls=looks + actions,
        actions=actions,
        depth=3,
    )


def _index(office: Office, stream: Stream) -> Sketch | None:
    year = str(stream.choice(YEARS))
    papers = _distinct(office.of("invoice", date=year))
    if len(papers) < 2:
        return None
    path = f"lists/invoices-{year}.csv"
    rows = sorted(
        f"{p.facts['Number']},{p.facts['Client']},{p.facts['Date']},{p.facts['Amount'][:-4]}"
        for p in papers
    )
    text = "\n".join(["number,client,date,amount", *rows, ""])
    asked = (
        f"Write {path}: a first line number,client,date,amount and then one line for each invoice "
        f"of {year}, sorted by number, the amount without its currency. An invoice that lies there "
        "twice gets one line. The file ends with a line break."
    )
    return _work("index", office, asked, {**office.files, path: text.encode()}, actions=2)


def _renamed_client(office: Office, stream: Stream) -> Sketch | None:
    client = stream.choice(office.values("invoice", "Client"))
    papers = office.of("invoice", client=client, status="open")
    word = next(word for word in stream.shuffled(FIRMS) if word not in str(office.files))
    name = f"{word} {client.split()[1]}"
    if not papers:
        return None
    files = office.files
    for paper in papers:
        files[paper.path] = Paper(paper.path, "invoice", {**paper.facts, "Client": name}).content
    asked = (
        f"{client} is now called {name}. Correct the client in its open invoices, wherever they "
        "lie; paid invoices and letters stay as they are."
    )
    return _work("renamed client", office, asked, files, actions=len(papers))


def _remind(office: Office, stream: Stream) -> Sketch | None:
    year = str(stream.choice(YEARS))
    papers = _distinct(office.of("invoice", date=year, status="open"))
    if not papers:
        return None
    notes = {
        f"reminders/{p.facts['Number']}.txt": (
            f"Dear {p.facts['Client']}, please pay {p.facts['Amount']} "
            f"for invoice {p.facts['Number']}.\n"
        ).encode()
        for p in papers
    }
    asked = (
        f"Write a reminder for each open invoice of {year}: a file reminders/NUMBER.txt with the "
        'one line "Dear CLIENT, please pay AMOUNT for invoice NUMBER." and a line break, the '
        "words in capitals replaced by what the invoice says (the amount with its currency)."
    )
    return _work("remind", office, asked, {**office.files, **notes}, actions=1 + len(papers))
