"""What people see: human text on stderr, JSON on stdout, progress bars on a terminal."""

from __future__ import annotations

import sys
import time

import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from nex.data.jsons import JsonValue

NAME_WIDTH = 10
PLAIN_EVERY = 10.0
"""Seconds between two progress lines where there is no terminal."""


def console() -> Console:
    """The console of people: stderr, no markup, so that data is shown as it is."""
    return Console(stderr=True, markup=False, highlight=False, emoji=False, soft_wrap=True)


def write_json(value: JsonValue) -> None:
    """One JSON value on stdout."""
    sys.stdout.buffer.write(orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n")
    sys.stdout.flush()


class ConsoleWatch:
    """One line per stage: its name, what it brought, its seconds; a bar while it runs."""

    def __init__(self, out: Console) -> None:
        self._out = out
        self._stage = ""
        self._total: int | None = None
        self._began = 0.0
        self._said = 0.0
        self._bar: Progress | None = None

    def begins(self, stage: str, total: int | None = None) -> None:
        """Open the stage's bar on a terminal."""
        self._stage, self._total = stage, total
        self._began = self._said = time.monotonic()
        if self._out.is_terminal:
            self._bar = _bar(self._out)
            self._bar.add_task(stage.ljust(NAME_WIDTH), total=total)
            self._bar.start()

    def moves(self, done: int, note: str = "") -> None:
        """Move the bar, or say where we are now and then."""
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=done)
        elif time.monotonic() - self._said > PLAIN_EVERY:
            self._said = time.monotonic()
            of = "" if self._total is None else f"/{self._total}"
            self._out.print(f"  {self._stage:<{NAME_WIDTH}}{done}{of} {note}".rstrip())

    def ends(self, text: str) -> None:
        """Close the bar and leave the stage's one line."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
        seconds = time.monotonic() - self._began
        line = Text(f"  {self._stage:<{NAME_WIDTH}}", style="bold")
        line.append(f"{text:<70}", style="not bold")
        line.append(f"{seconds:7.1f} s", style="dim")
        self._out.print(line)


def _bar(out: Console) -> Progress:
    return Progress(
        TextColumn("  {task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        console=out,
        transient=True,
    )
