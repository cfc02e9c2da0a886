"""Forms 14 and 15: what stands outside of the spec: files with rows, real servers."""

from __future__ import annotations

import re

from nex.data.world import Mount
from nex.language.reading.meanings import Lists, Meaning, Mounts, Shares
from nex.language.reading.vocabulary import Vocabulary
from nex.language.words.naming import is_name
from nex.language.words.tokens import Sentence

_FILE = re.compile(r"[\w-]{1,60}\.csv")
_SPEC = re.compile(r"[\w-]{1,60}\.md")
_SERVERS = {"files": "filesystem", "folders": "filesystem", "documents": "filesystem"}
_STANDS = (("are", "in"), ("come", "from"), ("are", "listed", "in"), ("stand", "in"))


def outside(words: Sentence, vocabulary: Vocabulary) -> list[Meaning]:
    """Every reading of a statement as rows from a file, or as a mount."""
    return [*_listed(words, vocabulary), *_kept(words), *_used(words), *_shared(words, vocabulary)]


def _listed(words: Sentence, vocabulary: Vocabulary) -> list[Meaning]:
    """`The books are in books.csv`."""
    at = int(words.at(0) in ("the", "our", "all"))
    return [
        Lists(entity, words.spelled[end + len(stands)])
        for (entity, many), end in vocabulary.things.at(words, at)
        for stands in _STANDS
        if many and words.starts(end, stands) and end + len(stands) + 1 == len(words)
        if _FILE.fullmatch(words.spelled[end + len(stands)])
    ]


def _shared(words: Sentence, vocabulary: Vocabulary) -> list[Meaning]:
    """`Products are shared with warehouse.md`."""
    at = int(words.at(0) in ("the", "our", "all"))
    return [
        Shares(entity, words.spelled[end + 3])
        for (entity, many), end in vocabulary.things.at(words, at)
        if many and words.starts(end, ("are", "shared", "with")) and end + 4 == len(words)
        if _SPEC.fullmatch(words.spelled[end + 3])
    ]


def _kept(words: Sentence) -> list[Meaning]:
    """`Reports are files`, `Reports are kept on the files server`."""
    if "are" not in words.words:
        return []
    at = words.words.index("are")
    what, rest = words.words[:at], words.words[at + 1 :]
    what = what[1:] if what[:1] in (("the",), ("all",), ("our",)) else what
    if not is_name(what, 3):
        return []
    holds = " ".join(what)
    match rest:
        case (kind,) if kind in _SERVERS:
            return [Mounts(Mount(server=_SERVERS[kind], holds=holds))]
        case ("kept" | "stored", "on", "the", *name, "server") if is_name(tuple(name), 3):
            return [Mounts(Mount(server=" ".join(name), holds=holds))]
        case _:
            return []


def _used(words: Sentence) -> list[Meaning]:
    """`Use the git server`."""
    match words.words:
        case ("use", "the", *name, "server") if is_name(tuple(name), 3):
            return [Mounts(Mount(server=" ".join(name)))]
        case _:
            return []
