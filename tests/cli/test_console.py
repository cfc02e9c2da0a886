"""What is shown on a terminal is data: nothing in it acts."""

from __future__ import annotations

import io

from hypothesis import given, strategies as st
from rich.text import Text

from nex.cli.console import PlainConsole, visible

HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp.exe\r done"


def test_codes_of_terminals_are_spelt_out() -> None:
    out = io.StringIO()
    screen = PlainConsole(file=out, force_terminal=True, markup=False, highlight=False)
    screen.print(HOSTILE, soft_wrap=True)
    assert out.getvalue() == (r"\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp.exe\x0d done" + "\n")


def test_our_own_styles_stay() -> None:
    out = io.StringIO()
    PlainConsole(file=out, force_terminal=True).print(Text("word", style="bold"))
    assert "\x1b[1mword" in out.getvalue()


@given(st.text())
def test_nothing_that_acts_is_left(text: str) -> None:
    assert all(c in "\n\t" or c.isprintable() or ord(c) >= 0xA0 for c in visible(text))
