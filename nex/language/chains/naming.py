"""What tools and their arguments are called in a chain's English, and back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from nex.data.jsons import Json
from nex.data.messages import Signature
from nex.language.words.morphology import third_person

LONGEST = 90
SHORTEST = 8
STOP = re.compile(r"(?<=[a-z)\]])(?:\.(?=\s|$)|\n|;|: | - |, including | \(| with optional )")


def tool_phrases(signatures: Sequence[Signature]) -> dict[str, str]:
    """Tool -> the words that ask for it, from its description where that tells it from the others.

    The same list of tools gives the same words, so that whoever reads a request finds its way back.
    """
    said = {s.name: _phrase(s.description) for s in signatures}
    often = Counter(phrase.lower() for phrase in said.values())
    return {
        name: phrase if phrase and often[phrase.lower()] == 1 else f"call {name}"
        for name, phrase in said.items()
    }


def parameter_words(schema: Json) -> dict[str, str]:
    """Words -> parameter: the name as it is, and in words where no other has the same."""
    properties = schema.get("properties")
    names = [*properties] if isinstance(properties, dict) else []
    often = Counter(map(spaced, names))
    plain = {spaced(name): name for name in names if often[spaced(name)] == 1}
    return {**plain, **{name: name for name in names}}


def spaced(name: str) -> str:
    """`source_timezone`, `sourceTimezone` -> `source timezone`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return re.sub(r"[_\-\s]+", " ", words).strip().lower()


def _phrase(description: str) -> str:
    """The first sentence of a description as an imperative; "": it has none of use."""
    text = " ".join(STOP.split(description.strip(), maxsplit=1)[0].split()).rstrip(".")
    first, _, rest = text.partition(" ")
    if not SHORTEST <= len(text) <= LONGEST or not first.isalpha() or '"' in text or "{" in text:
        return ""
    return f"{_base(first.lower())} {rest}".strip()


def _base(verb: str) -> str:
    """A verb in the third person as it is said to somebody: `shows` -> `show`."""
    for ending in ("s", "es", "ies"):
        stem = verb.removesuffix(ending) + ("y" if ending == "ies" else "")
        if verb.endswith(ending) and stem and third_person(stem) == verb:
            return stem
    return verb
