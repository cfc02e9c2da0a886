"""Specs from a line of prose: a model writes, the reader reads, what does not read is left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nex.data.streams import Stream
from nex.data.world import World
from nex.errors import InputError
from nex.language.reading.reader import inspect_spec
from nex.language.reading.report import Reading
from nex.language.sentences.facts import unmarked
from nex.language.writing.writer import write_spec
from nex.synthesis.kits.making import WORDINGS, reads_back
from nex.synthesis.writer.asking import Misfit, Writer, drafted
from nex.synthesis.writer.bounds import bounded, demand_inside
from nex.synthesis.writer.letters import one_line
from nex.synthesis.writer.prompts import message, prompt
from nex.synthesis.writer.replies import unfenced
from nex.worlds.examples import failing_examples
from nex.worlds.surface import PLAIN, signatures

MOST_CHARACTERS = 32_000
MOST_LINES = 400
LONGEST_REQUEST = 2000
_PATH = "spec.md"
"""What the text is called in the reader's messages; there is no such file."""
_SHOWN = 12
"""Lines that do not read, of which the model is told at once."""
_CUTS = 5
"""How often lines are left out until all others read."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A World that a model proposed, and its spec in nex's own words: every line reads exactly."""

    world: World
    spec: str
    left_out: tuple[str, ...] = ()
    """What the model wrote and the reader could not read."""


async def propose_spec(line: str, writer: Writer) -> Proposed:
    """The spec of a workplace that is described in a line of prose.

    Raises InputError with the reason where nothing compiles within the writer's rounds.
    """
    asked = one_line(line, LONGEST_REQUEST)
    last: list[tuple[str, Reading]] = []

    def read(reply: str) -> Proposed:
        text = _text(reply)
        reading = inspect_spec(text, _PATH)
        last.append((text, reading))
        wrong = "\n".join(_wrong(reading))
        if wrong:
            raise Misfit(wrong)
        return _proposed(reading.world, (), asked)

    messages = [message("system", prompt("spec")), message("user", asked)]
    try:
        return await drafted(writer, "spec", messages, read)
    except Misfit as e:
        found = _trimmed(*last[-1], asked) if last else None
        if found is None:
            raise InputError(f"{line!r}: {writer.name} wrote no spec that compiles: {e}") from e
        return found


def _text(reply: str) -> str:
    text = bounded(unfenced(reply), characters=MOST_CHARACTERS, lines=MOST_LINES)
    demand_inside(text)
    return text


def _wrong(reading: Reading) -> Iterator[str]:
    """What must be mended, a line for each thing."""
    for statement in [s for s in reading.statements if s.kind != "exact"][:_SHOWN]:
        near = f"; exact would be: {statement.rewrite}" if statement.rewrite else ""
        yield f"line {statement.line}: {statement.text[:160]!r} reads as a {statement.kind}{near}"
    for lint in [one for one in reading.lints if one.grade == "error"][:_SHOWN]:
        yield f"line {lint.line}: {lint.text}"
    yield from _lacks(reading.world)


def _lacks(world: World) -> Iterator[str]:
    """Why no environment can be made of a World."""
    if not any(action.effects for action in world.actions):
        yield "no action changes anything; say what can be done and what becomes of it"
    if world.tables or world.mounts:
        yield "it reaches for files or servers; leave that out"
    try:
        signatures(world, PLAIN)
        yield from (f"an example fails: {text}"[:200] for _, text in failing_examples(world))
    except InputError as e:
        yield str(e)


def _trimmed(text: str, reading: Reading, asked: str) -> Proposed | None:
    """The same without what does not read; None where too little is left, or it contradicts."""
    left_out: list[str] = []
    whole = len(reading.statements)
    for _ in range(_CUTS):
        prose = [s for s in reading.statements if s.kind != "exact"]
        if not prose:
            break
        left_out += [" ".join(statement.text.split()) for statement in prose]
        for statement in reversed(prose):
            text = text[: statement.start] + text[statement.end :]
        try:
            reading = inspect_spec(text, _PATH)
        except InputError:
            return None
    if len(left_out) * 2 > whole or any(_wrong(reading)):
        return None
    try:
        return _proposed(reading.world, tuple(left_out), asked)
    except Misfit:
        return None


def _proposed(world: World, left_out: tuple[str, ...], asked: str) -> Proposed:
    """The World as nex itself words it; Misfit where no wording of it reads back."""
    named = unmarked(world).model_copy(update={"name": name_of(world.name, asked), "notes": ()})
    for attempt in range(WORDINGS + 1):
        stream = Stream("writer wording", named.name, attempt) if attempt else None
        try:
            spec = write_spec(named, stream)
        except InputError as e:
            raise Misfit(str(e)) from e
        if reads_back(spec, named):
            return Proposed(named, spec, left_out)
    raise Misfit("no wording of that World reads back; say it in simpler sentences")


def name_of(said: str, asked: str) -> str:
    """A workplace's name in plain words: as it was said, else as it was asked for."""
    for text in (said, asked):
        words = "".join(c if c.isalnum() else " " for c in text.lower()).split()
        if words and words != ["spec"]:
            return " ".join(words[:6])[:60]
    return "workplace"
