"""The formats by name."""

from __future__ import annotations

from nex.errors import InputError
from nex.runtime.formats.fenced import JSON
from nex.runtime.formats.format import Format
from nex.runtime.formats.literals import PYTHON
from nex.runtime.formats.react import REACT
from nex.runtime.formats.structured import STRUCTURED
from nex.runtime.formats.tags import XML
from nex.runtime.formats.text import Text

TEXTS: tuple[Text, ...] = (XML, REACT, PYTHON, JSON)
FORMATS: dict[str, Format] = {f.name: f for f in (STRUCTURED, *TEXTS)}


def format_named(name: str) -> Format:
    """The format of that name; InputError names those there are."""
    if name not in FORMATS:
        raise InputError(f"no call format {name!r}; known: {', '.join(FORMATS)}")
    return FORMATS[name]
