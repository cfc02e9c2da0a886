"""Markdown as statements: headings, paragraphs, bullets, tables, Gherkin and where each stands.

A block is a stretch of prose that belongs together (a paragraph, a bullet); its sentences share
it. A paragraph that ends with a colon is the beginning of each bullet under it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from nex.language.reading.rows import Cell, cells_of, row_pieces
from nex.language.words.morphology import singular

_BULLET = re.compile(r"[ \t]*(?:[-*+•]|\d{1,4}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_PARAGRAPH = re.compile(
    r"[ \t]*(?:\d{1,3}(?:\.\d{1,3})+[.)]?|\([a-z]\)|§+ ?\d[\d.]*)[ \t]+(?=[^\s\da-z])"
)
"""A paragraph's number, as in contracts: before a word with a capital."""
_HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]+")
_QUOTED = re.compile(r"[ \t]*>[ \t]?")
_GHERKIN = ("given ", "when ", "then ", "and ", "but ")
_SKIPPED = ("scenario:", "feature:", "background:", "<!--")
_ABBREVIATIONS = ("e.g", "i.e", "etc", "approx", "mr", "mrs", "ms", "dr", "vs")
_MARKS = "*`"
_HEADINGS = ("rules", "criteria", "notes", "actions", "things", "limits", "following", "examples")


@dataclass(slots=True)
class Block:
    """Text that belongs together, each character with its offset in the file."""

    kind: str
    """paragraph, bullet, row, or break: a heading or a rule, which parts what it stands between."""
    letters: list[str] = field(default_factory=list[str])
    offsets: list[int] = field(default_factory=list[int])
    lead: str = ""
    """What a colon above a bullet puts before it."""
    lengths: list[int] = field(default_factory=list[int])
    """How long each line is."""
    breaks: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    """Where each further line starts, and the length of its first word."""

    def add(self, text: str, offset: int) -> None:
        """Append a line's text; emphasis marks are left out."""
        for at, letter in enumerate(text):
            if letter not in _MARKS:
                self.letters.append(letter)
                self.offsets.append(offset + at)

    def join(self, glue: str, offset: int) -> None:
        """Append the words that stand for a line break."""
        for letter in glue:
            self.letters.append(letter)
            self.offsets.append(offset)

    def ends(self) -> frozenset[int]:
        """Line breaks that end a sentence: where the next word would still have fitted.

        A wrapped paragraph fills its lines; one with lines beyond 100 letters is not wrapped.
        """
        longest = max(self.lengths, default=0)
        return frozenset(
            start
            for (start, word), length in zip(self.breaks, self.lengths, strict=False)
            if longest > 100 or length + 1 + word <= longest
        )

    @property
    def text(self) -> str:
        """The block's text on one line."""
        return "".join(self.letters)


@dataclass(frozen=True, slots=True)
class Source:
    """One statement as it stands in the file, and the text that the forms read."""

    text: str
    reading: str
    start: int
    end: int
    block: int
    bullet: bool
    continues: bool = False
    """Whether only a semicolon parts it from the statement before."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A file's title and its statements in order."""

    title: str | None
    sources: tuple[Source, ...]


def layout(text: str) -> Layout:
    """The statements of a Markdown text."""
    lines = _Lines()
    offset = 0
    for line in text.splitlines(keepends=True):
        lines.read(line, offset)
        offset += len(line)
    lines.close()
    sources = [s for at, block in enumerate(_led(lines.blocks)) for s in sentences(block, at)]
    return Layout(lines.title, tuple(sources))


class _Lines:
    """Reads lines into blocks."""

    def __init__(self) -> None:
        self.title: str | None = None
        self._under = ""
        self.blocks: list[Block] = []
        self._open: Block | None = None
        self._header: list[str] | None = None
        self._fenced = False

    def read(self, line: str, offset: int) -> None:
        """Take in the next line of the file."""
        stripped = line.strip()
        if stripped.startswith("```"):
            self._fenced = not self._fenced
            self.close()
        elif self._fenced or not stripped or stripped.lower().startswith(_SKIPPED):
            self.close()
        elif set(stripped) <= set("-=_* ") and len(stripped) > 2:
            self._part()
        elif _HEADING.match(line):
            self._heading(stripped)
        elif stripped.startswith("|"):
            self._table(line, offset)
        else:
            self._prose(line, offset)

    def close(self) -> None:
        """End the open block."""
        if self._open is not None:
            self.blocks.append(self._open)
        self._open = None
        self._header = None

    def _part(self) -> None:
        """Begin a new part: a lead before it does not reach into it."""
        self.close()
        self.blocks.append(Block("break"))

    def _heading(self, stripped: str) -> None:
        self._part()
        said = stripped.lstrip("#").strip().rstrip("#").strip(_MARKS + " ")
        self._under = singular(said.lower()) if stripped.startswith("##") else ""
        self.title = self.title or said or None

    def _table(self, line: str, offset: int) -> None:
        cells = cells_of(line, offset)
        header = self._header
        self.close()
        self._header = header if header is not None else [text.lower() for text, _ in cells]
        if header is not None and not all(set(text) <= set("-: ") for text, _ in cells):
            self.blocks.append(_row(header, cells, self._under))

    def _prose(self, line: str, offset: int) -> None:
        quoted = _QUOTED.match(line)
        bullet = _BULLET.match(line) or _PARAGRAPH.match(line)
        if bullet is not None:
            self.close()
            self._open = Block("bullet")
            body = line[bullet.end() :].rstrip()
            self._open.lengths.append(len(body))
            self._open.add(body, offset + bullet.end())
            return
        skipped = quoted.end() if quoted is not None else len(line) - len(line.lstrip())
        text = line[skipped:].rstrip()
        if self._open is None:
            self._open = Block("paragraph")
        elif self._open.letters:
            glue = self._glue(text)
            self._open.join(glue, offset + skipped)
            word = len(text.split(" ", 1)[0]) if glue == " " else 1000
            self._open.breaks.append((len(self._open.letters), word))
        self._open.lengths.append(len(text))
        self._open.add(text, offset + skipped)

    def _glue(self, text: str) -> str:
        letters = self._open.letters if self._open is not None else []
        opening = "".join(letters[:6]).lower()
        steps = text.lower().startswith(_GHERKIN) and opening.startswith(_GHERKIN)
        return ", " if steps and letters[-1].isalnum() else " "


def _row(header: list[str], cells: list[Cell], heading: str) -> Block:
    """A table's row as the sentences that it stands for.

    What is put between cells stands where the one before ends, behind a full stop where the next
    one begins: so a sentence's place holds whole cells.
    """
    block = Block("row")
    pieces = row_pieces(header, cells, heading)
    places = [offset for _, offset in pieces if offset is not None]
    last = places[0] if places else 0
    for text, offset in pieces:
        if offset is None:
            ahead = places[0] if places and text.startswith(".") else last
            block.join(text[:1], last)
            block.join(text[1:], ahead)
            continue
        block.add(text, offset)
        last = places.pop(0) + max(len(text) - 1, 0)
    return block


def _led(blocks: list[Block]) -> Iterator[Block]:
    """Put a colon's lead before the bullets under it; the lead itself is no statement."""
    lead = ""
    for block, after in zip_longest(blocks, blocks[1:]):
        if block.kind == "bullet":
            block.lead = lead
            yield block
            continue
        lead = ""
        opens = after is not None and after.kind == "bullet" and block.text.endswith(":")
        if not opens:
            yield block
            continue
        ends = [end for _, end in _spans(block.text, block.ends())]
        start = ends[-2] if len(ends) > 1 else 0
        lead = _as_lead(block.text[start:-1].strip())
        yield Block(block.kind, block.letters[:start], block.offsets[:start])


def _as_lead(text: str) -> str:
    """What a label puts before the bullets under it: a heading nothing, a role that it can."""
    words = text.lower().split()
    if not words or words[-1] in _HEADINGS:
        return ""
    return f"{text} can" if len(words) == 1 and words[0].isalpha() else text


def sentences(block: Block, at: int) -> Iterator[Source]:
    """The sentences of a block, each with its place in the file."""
    text = block.text
    for start, end in _spans(text, block.ends()):
        said = text[start:end].strip()
        body = said.rstrip(".!?; \t")
        if not any(letter.isalnum() for letter in body):
            continue
        first = start + len(text[start:end]) - len(text[start:end].lstrip())
        last = first + len(said) - 1
        reading = f"{block.lead} {body}" if block.lead and start == 0 else body
        reading = reading.removeprefix("but ")
        yield Source(
            text=said,
            reading=reading,
            start=min(block.offsets[first : last + 1]),
            end=max(block.offsets[first : last + 1]) + 1,
            block=at,
            bullet=block.kind in ("bullet", "row"),
            continues=text[:start].rstrip().endswith(";"),
        )


def _spans(text: str, breaks: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Where sentences lie: they end at . ! ? before a space, and at a semicolon out of brackets."""
    start = 0
    depth = 0
    quoted = False
    for at, letter in enumerate(text):
        if letter in '"“”':
            quoted = not quoted
        elif letter in "()":
            depth = max(0, depth + (1 if letter == "(" else -1))
        elif at + 1 in breaks or (not quoted and _ends(text, start, at, depth)):
            yield start, at + 1
            start = at + 1
            depth = 0
    if start < len(text):
        yield start, len(text)


def _ends(text: str, start: int, at: int, depth: int) -> bool:
    letter = text[at]
    if letter == ";":
        return depth == 0
    if letter == "," and depth == 0 and text[at + 1 : at + 6] == " but ":
        return text[at + 6 :].startswith(("nobody ", "never ", "no "))
    if letter not in ".!?" or text[at + 1 : at + 2] not in ("", " ", "\t", '"'):
        return False
    before = text[max(start, at - 12) : at].rsplit(" ", 1)[-1].lower().lstrip("(")
    return letter != "." or before not in _ABBREVIATIONS
