"""An Example: a sentence that a World must make true."""

from __future__ import annotations

from nex.data.frozen import Frozen

_Value = bool | int | str | None


class Example(Frozen):
    """A sentence that the World must make true, run as a test by `nex check`."""

    action: str
    caller: tuple[str, str | None] | None = None
    """(role or entity, label); None: anybody."""
    arguments: tuple[tuple[str, str], ...] = ()
    """Parameter name -> label of a row, or the value as text."""
    facts: tuple[tuple[str, _Value], ...] = ()
    """Dotted path -> value that holds before: ("member.status", "suspended")."""
    refused: bool = False
    then: tuple[tuple[str, _Value], ...] = ()
    """Dotted path -> value that holds after."""
