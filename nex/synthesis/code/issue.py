"""An issue about a bug, written from what tests saw: in several wordings, with more or less in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from nex.data.streams import Stream
from nex.synthesis.code.suite import function_of

Voice = Literal["named", "behaviour", "brief"]
VOICES: tuple[Voice, ...] = ("named", "behaviour", "brief")
"""The failing tests by name and what they saw; what was seen alone; one thing that was seen."""
LONGEST = 160
MOST = 4
EQUAL = re.compile(r"^assert (.+?) == (.+)$")
WHERE = re.compile(r"^\s*\+\s+where (.+?) = (.+)$", re.MULTILINE)
RAISED = re.compile(r"DID NOT RAISE.*?(\w+)'?>?$")
CALLED = re.compile(r"raises\([^)]*\)(?: as \w+)?:\s*(.+)$")
OPENERS = {
    "named": (
        "Some tests of {project} fail.",
        "The test suite of {project} is red.",
        "Something in {project} broke; these tests tell:",
    ),
    "behaviour": (
        "{project} does not do what it should.",
        "There is a bug in {project}.",
        "Since the last change, {project} gives wrong results.",
    ),
    "brief": ("A bug in {project}:", "{project} has a problem:", "Please look into {project}:"),
}
CLOSERS = (
    "Find the cause and mend it; the tests are right as they are.",
    "Please mend the code, not the tests.",
    "Correct the program. Tests stay as they are.",
)
PLURAL = {
    1: "",
    2: " There are two separate causes.",
    3: " There are three separate causes.",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """What one test saw."""

    id: str
    error: str
    said: str
    statement: str


def write_issue(
    project: str, failures: Sequence[Failure], places: int, voice: Voice, stream: Stream
) -> str:
    """The words of a task: `failures` in order of the suite, `places` causes."""
    seen = _told_apart(failures)
    chosen = seen[:1] if voice == "brief" else seen[:MOST]
    opener = stream.choice(OPENERS[voice]).format(project=project)
    closer = stream.choice(CLOSERS)
    extra = PLURAL[places] if voice != "brief" else ""
    if voice == "brief":
        return f"{opener} {observed(chosen[0])} {closer}"
    if voice == "behaviour":
        lines = [f"- {observed(failure)}" for failure in chosen]
    else:
        lines = [f"- {failure.id}: {observed(failure)}" for failure in chosen]
    more = len(seen) - len(chosen)
    rest = [f"- and {more} more"] if more else []
    return "\n".join([opener, *lines, *rest, f"{closer}{extra}"])


def _told_apart(failures: Sequence[Failure]) -> list[Failure]:
    """One failure of each test function, those that say the most first."""
    first: dict[str, Failure] = {}
    for failure in failures:
        first.setdefault(function_of(failure.id), failure)
    return sorted(first.values(), key=lambda f: not observed(f).startswith("`"))


def observed(failure: Failure) -> str:
    """What went wrong, as a sentence: what was computed, what came, what should have come."""
    if failure.error == "AssertionError":
        return _unequal(failure) or _unmet(failure)
    if failure.error == "Failed" and (found := RAISED.search(failure.said.split("\n")[0])):
        code = CALLED.search(failure.statement)
        what = f"`{code[1]}`" if code and len(code[1]) < LONGEST else _meant(failure)
        return f"{what} should raise {found[1]}, and does not."
    first = failure.said.split("\n")[0]
    said = f": {first}" if first else ""
    return f"`{_short(failure.statement.removeprefix('assert '))}` ends with {failure.error}{said}"


def _unequal(failure: Failure) -> str:
    found = EQUAL.match(failure.said.split("\n")[0])
    if found is None or max(len(found[1]), len(found[2])) > LONGEST:
        return ""
    got, wanted = found[1], found[2]
    sources = dict(WHERE.findall(failure.said))
    code = EQUAL.match(failure.statement)
    what = sources.get(got) or (code[1] if code else "")
    if not what or len(what) > LONGEST or "..." in what:
        return ""
    return f"`{what}` gives `{got}`; it should give `{wanted}`."


def _unmet(failure: Failure) -> str:
    statement = _short(failure.statement.removeprefix("assert "))
    return f"`{statement}` should hold, and does not ({_meant(failure)})."


def _meant(failure: Failure) -> str:
    """What the test's name says."""
    name = function_of(failure.id).rpartition("::")[2]
    return name.removeprefix("test_").replace("_", " ")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "..."
