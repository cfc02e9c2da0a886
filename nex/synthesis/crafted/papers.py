"""Papers of an office: invoices, letters and reports as text files with names that say nothing."""

from __future__ import annotations

from dataclasses import dataclass

from nex.data.streams import Stream
from nex.synthesis.crafted.names import FIRMS, GOODS, KINDS, people

FOLDERS = ("desktop", "downloads", "inbox", "old")
STEMS = ("scan", "document", "img", "file", "untitled", "copy", "page", "new")
YEARS = (2022, 2023, 2024)


@dataclass(frozen=True, slots=True)
class Paper:
    """One file."""

    path: str
    kind: str
    """invoice, letter or report."""
    facts: dict[str, str]
    """Its lines, key -> value, in their order."""

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.rpartition("/")[2]

    @property
    def content(self) -> bytes:
        """As text."""
        lines = [f"{key}: {value}" for key, value in self.facts.items()]
        return "\n".join([self.kind.upper(), *lines, ""]).encode()


@dataclass(frozen=True, slots=True)
class Office:
    """A folder full of papers."""

    level: int
    papers: tuple[Paper, ...]

    @property
    def files(self) -> dict[str, bytes]:
        """The workspace."""
        return {paper.path: paper.content for paper in self.papers}

    def of(self, kind: str, **facts: str) -> list[Paper]:
        """The papers of a kind that say this; a year is the begin of a date."""
        return [
            paper
            for paper in self.papers
            if paper.kind == kind
            and all(paper.facts[key.title()].startswith(value) for key, value in facts.items())
        ]

    def values(self, kind: str, key: str) -> list[str]:
        """Everything that stands at a key, each once."""
        return sorted({paper.facts[key] for paper in self.papers if paper.kind == kind})


def make_office(stream: Stream, level: int, count: int) -> Office:
    """So many papers of a few clients, a few of them in two places."""
    clients = [f"{word} {stream.choice(KINDS)}" for word in stream.sample(FIRMS, 3 + level)]
    staff = people(stream, 4)
    numbers = iter(stream.sample(range(100, 1000), count * 2))
    papers: list[Paper] = []
    for _ in range(count):
        path = f"{stream.choice(FOLDERS)}/{stream.choice(STEMS)}_{next(numbers)}.txt"
        papers.append(_paper(stream, path, (clients, staff), len(papers)))
    for twin in stream.sample(papers, 2 + level):
        path = f"{stream.choice(FOLDERS)}/{stream.choice(STEMS)}_{next(numbers)}.txt"
        papers.append(Paper(path, twin.kind, twin.facts))
    return Office(level, tuple(sorted(papers, key=lambda paper: paper.path)))


def _paper(stream: Stream, path: str, who: tuple[list[str], list[str]], nth: int) -> Paper:
    clients, staff = who
    year = stream.choice(YEARS)
    date = f"{year}-{stream.between(1, 12):02}-{stream.between(1, 28):02}"
    match stream.weighted(("invoice", "letter", "report"), (6, 3, 1)):
        case "invoice":
            facts = {
                "Number": f"INV-{year}-{nth:04}",
                "Client": stream.choice(clients),
                "Date": date,
                "Amount": f"{stream.between(20, 2400)}.{stream.choice((0, 25, 50, 75)):02} EUR",
                "Status": stream.choice(("paid", "open")),
            }
            return Paper(path, "invoice", facts)
        case "letter":
            facts = {
                "From": stream.choice(staff),
                "To": stream.choice(clients),
                "Date": date,
                "Subject": f"Your order of {stream.between(2, 90)} {stream.choice(GOODS)}s",
            }
            return Paper(path, "letter", facts)
        case _:
            facts = {
                "Title": f"On the {stream.choice(GOODS)}",
                "Author": stream.choice(staff),
                "Date": date,
            }
            return Paper(path, "report", facts)
