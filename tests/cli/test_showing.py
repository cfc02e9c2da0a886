"""What strangers say is shown and not obeyed."""

from __future__ import annotations

import pytest

from nex.cli.console import console
from nex.data.showing import harmless

NASTY = "\x1b]0;owned\x07\x1b[2J\u202etxt\x9b31m"


def test_a_control_character_becomes_its_picture() -> None:
    shown = harmless(f"a\tb\n{NASTY}")
    assert shown.startswith("a\tb\n␛]0;owned␇␛[2J")
    assert all(c.isprintable() or c in "\t\n" for c in shown)
    assert len(shown) == len(f"a\tb\n{NASTY}")


def test_the_console_obeys_nothing_that_it_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    console().print(f"said: {NASTY}")
    told = capsys.readouterr().err
    assert "said: ␛]0;owned" in told
    assert "\x1b" not in told
    assert "\x9b" not in told
