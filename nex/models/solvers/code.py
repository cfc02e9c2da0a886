"""Solves code environments: finds suspicious lines, tries small edits there, keeps what mends.

Spectrum-based fault localisation (Ochiai; Abreu et al., 2007) and a search over the slips of
`nex.language.source`, all through the tools: it sees what an agent sees. Its searches are programs
that it sends through the shell, as a person would write them; its edits go through the editor.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import cast

from nex.data.messages import Signature
from nex.data.task import Outcome
from nex.errors import InputError
from nex.language.source.edit import Edit
from nex.language.source.reading import read_source
from nex.language.source.slips import ONE_WAY, SLIPS, WIDER, slips
from nex.models.solvers.reading import Step, call

ROUNDS = 4
"""Places that it mends at most, and one more for good luck."""
BATCH = 48
"""Edits that one call tries: calls have to end in time on a busy machine too."""
MOST_EDITS = 384
MOST_FILES = 4
PAGE = 400
KINDS = (*(kind for kind in SLIPS if kind not in ONE_WAY), *WIDER)
USUAL = ("comparison", "off by one", "arithmetic", "connective", "negation", "arguments", "twin")
"""Kinds that are tried before the others on a line."""
NUMBERED = re.compile(r"^ *\d+  (.*)$")
SUITE = "python -m pytest -q --tb=line"
SECONDS = 120
GIVEN_UP = Outcome(status="refused", reason="No small edit mends the failing tests.")


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """An edit that may mend the program."""

    path: str
    edit: Edit
    before: str
    """What stands there now."""
    suspicion: float


@dataclass(frozen=True, slots=True)
class Located:
    """What fails, and where the cause may be."""

    failed: tuple[str, ...]
    lines: dict[tuple[str, int], float]


def solve(_request: str, _tools: Sequence[Signature]) -> Step[Outcome]:
    """Mend the program until its tests pass; refuse where no small edit does."""
    yield from call("list_files")
    yield from call("shell", command=SUITE, seconds=SECONDS)
    for _ in range(ROUNDS):
        located = yield from _locate()
        if located is None:
            return GIVEN_UP
        if not located.failed:
            break
        candidates = yield from _candidates(located)
        best = yield from _search(located, candidates)
        if best is None:
            return GIVEN_UP
        yield from _mend(best)
    said = yield from call("shell", command=SUITE, seconds=SECONDS)
    return Outcome() if "[exit code 0]" in said else GIVEN_UP


def _script(name: str, argument: str = "") -> str:
    text = files("nex.models.solvers.scripts").joinpath(name).read_text(encoding="utf-8")
    return f"python - {shlex.quote(argument)} <<'END'\n{text}END"


def _locate() -> Step[Located | None]:
    said = yield from call("shell", command=_script("localise.py"), seconds=SECONDS)
    try:
        found = json.loads(said.partition("\n")[0])
    except ValueError:
        return None
    scores = cast("dict[str, list[tuple[int, float]]]", found["lines"])
    lines = {(path, line): score for path, told in scores.items() for line, score in told}
    return Located(tuple(found["failed"]), lines)


def _read(path: str) -> Step[str]:
    """The text of a file, from its numbered lines."""
    lines: list[str] = []
    while True:
        said = yield from call("read_file", path=path, first=len(lines) + 1)
        page = [m[1] for line in said.split("\n") if (m := NUMBERED.match(line)) is not None]
        lines += page
        if len(page) < PAGE:
            return "\n".join(lines) + "\n"


def _candidates(located: Located) -> Step[list[Candidate]]:
    """Slips on suspicious lines, the most suspicious first."""
    paths = list(dict.fromkeys(path for path, _ in located.lines))[:MOST_FILES]
    found: list[Candidate] = []
    for path in paths:
        text = yield from _read(path)
        for edit in _slips(text):
            last = edit.line + text.count("\n", edit.start, edit.end)
            scores = [located.lines.get((path, n), 0.0) for n in range(edit.line, last + 1)]
            if (score := max(scores)) > 0:
                found.append(Candidate(path, edit, text[edit.start : edit.end], score))
    found.sort(key=lambda c: (_place(c), c.edit.kind not in USUAL, c))
    return found[:MOST_EDITS]


@lru_cache(maxsize=64)
def _slips(text: str) -> tuple[Edit, ...]:
    """What may be tried in a file; a solver asks for it again at each of its turns."""
    try:
        return slips(read_source(text), KINDS)
    except InputError:
        return ()


def _place(candidate: Candidate) -> tuple[bool, float]:
    """What is tried first has the smallest: all slips on suspicious lines, then what is wider."""
    return candidate.edit.kind in WIDER, -candidate.suspicion


def _search(located: Located, candidates: Sequence[Candidate]) -> Step[Candidate | None]:
    """What mends the most and breaks nothing; of several, on the most suspicious line the least."""
    found: list[tuple[int, Candidate]] = []
    for at in range(0, len(candidates), BATCH):
        wider, suspicion = _place(candidates[at])
        whole = [_place(c) for left, c in found if left == 0]
        if (found and wider) or (whole and (wider, suspicion) > min(whole)):
            break
        found += yield from _tried(located, candidates[at : at + BATCH])
    best = min(found, key=lambda it: (it[0], _place(it[1]), _size(it[1]), it[1]), default=None)
    return best[1] if best else None


def _tried(located: Located, batch: Sequence[Candidate]) -> Step[list[tuple[int, Candidate]]]:
    """Those after which fewer tests fail, with how many."""
    edits = [[c.path, c.edit.start, c.edit.end, c.edit.after] for c in batch]
    asked = json.dumps({"failed": located.failed, "edits": edits})
    said = yield from call("shell", command=_script("search.py", asked), seconds=SECONDS)
    try:
        told = cast("list[tuple[int, int]]", json.loads(said.partition("\n")[0]))
    except ValueError:
        return []
    return [(left, batch[number]) for number, left in told]


def _size(candidate: Candidate) -> int:
    """How many characters it takes away and puts there."""
    before, after = candidate.before, candidate.edit.after
    if after in before or before in after:
        return abs(len(before) - len(after))
    return len(before) + len(after)


def _mend(chosen: Candidate) -> Step[str]:
    """Put the edit in through the editor, with as much around it as makes it the only one."""
    text = yield from _read(chosen.path)
    start = text.rfind("\n", 0, chosen.edit.start) + 1
    end = text.find("\n", chosen.edit.end)
    old = text[start:end]
    new = text[start : chosen.edit.start] + chosen.edit.after + text[chosen.edit.end : end]
    line = text.count("\n", 0, start) + 1
    return (yield from call("replace_text", path=chosen.path, old=old, new=new, line=line))
