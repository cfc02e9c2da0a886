"""Every damaged line of a run's log, not only the first: what a check names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nex.batch import chain
from nex.batch.appender import segment_name
from nex.batch.storage import Storage

_ROLLOUT = re.compile(rb'"rollout":"([0-9A-Za-z]{1,64})"')


@dataclass(frozen=True, slots=True)
class Damage:
    """One line that is not as it was written, or does not stand where it was written."""

    file: str
    line: int
    byte: int
    """Offset of the line in its file."""
    text: str
    rollout: str = ""
    """The rollout that the line is about, as far as it can be read; "" where it cannot."""

    def __str__(self) -> str:
        about = f" (rollout {self.rollout})" if self.rollout else ""
        return f"{self.file}:{self.line}: byte {self.byte}: {self.text}{about}"


def damages(storage: Storage) -> Iterator[Damage]:
    """Go on behind each damaged line, with the digest that it carries, to the end of the log."""
    mark = chain.ORIGIN
    names = storage.names("log")
    for number, name in enumerate(names, 1):
        if f"log/{name}" != segment_name(number):
            yield Damage(segment_name(number), 1, 0, "the segment is missing")
            return
        *lines, rest = storage.read(segment_name(number)).split(b"\n")
        offset = 0
        for nth, text in enumerate(lines, 1):
            line = text + b"\n"
            if wrong := chain.broken(mark, line):
                yield Damage(segment_name(number), nth, offset, wrong, _rollout(line))
            mark = chain.mark_of(line)
            offset += len(line)
        if rest and number < len(names):
            ends = "the segment ends within a line"
            yield Damage(segment_name(number), len(lines) + 1, offset, ends, _rollout(rest))


def _rollout(line: bytes) -> str:
    found = _ROLLOUT.search(line)
    return found[1].decode() if found else ""
