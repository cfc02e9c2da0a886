"""What people see: human text on stderr, JSON on stdout, progress bars on a terminal."""

from __future__ import annotations

import sys
import time

import orjson
from rich.console import Console, HighlighterType, JustifyMethod, OverflowMethod
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.style import Style
from rich.text import Text

from nex.data.jsons import JsonValue

NAME_WIDTH = 10
PLAIN_EVERY = 10.0
"""Seconds between two progress lines where there is no terminal."""


_UNSEEN = (*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0))
_TURNING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_SHOWN = {n: f"\\x{n:02x}" for n in _UNSEEN} | {n: f"\\u{n:04x}" for n in _TURNING}


def visible(text: str) -> str:
    """The text with what would move a cursor, colour a terminal or turn a line around spelt out.

    Line breaks and tabs stay.
    """
    return text.translate(_SHOWN)


class PlainConsole(Console):
    """Shows data as it is: a server's or a model's text cannot act on the terminal."""

    def render_str(  # noqa: PLR0913  (rich's own signature)
        self,
        text: str,
        *,
        style: str | Style = "",
        justify: JustifyMethod | None = None,
        overflow: OverflowMethod | None = None,
        emoji: bool | None = None,
        markup: bool | None = None,
        highlight: bool | None = None,
        highlighter: HighlighterType | None = None,
    ) -> Text:
        """The text, made visible, as rich renders it."""
        return super().render_str(
            visible(text),
            style=style,
            justify=justify,
            overflow=overflow,
            emoji=emoji,
            markup=markup,
            highlight=highlight,
            highlighter=highlighter,
        )


def console() -> Console:
    """The console of people: stderr, no markup, nothing hidden in what is shown."""
    return PlainConsole(stderr=True, markup=False, highlight=False, emoji=False, soft_wrap=True)


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
        line.append(f"{visible(text):<70}", style="not bold")
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
