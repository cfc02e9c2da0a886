"""Lines: guesses and notes of a spec, rewritten by a model, read by the same reader, or refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import unified_diff
from functools import partial

from nex.data.messages import Message
from nex.data.world import World
from nex.errors import BudgetExceeded, InputError
from nex.language.reading.report import Reading, Statement
from nex.language.sentences.facts import unmarked
from nex.language.writing.writer import write_spec
from nex.synthesis.writer.amounts import akin, numbers, told
from nex.synthesis.writer.asking import Misfit, Writer, drafted, side_by_side
from nex.synthesis.writer.bounds import demand_inside
from nex.synthesis.writer.letters import plain_sentence, shown
from nex.synthesis.writer.prompts import message, prompt
from nex.synthesis.writer.replies import read_object, texts
from nex.synthesis.writer.sheet import Says, Sheet, fitted

MOST_LINES = 400
"""Statements that are rewritten at once."""
MOST_SENTENCES = 4
LONGEST = 300
"""Characters of a sentence."""
AT_ONCE = 8
PASSES = 2
"""How often a line that was not kept is asked about, while others bring new words."""
_VOCABULARY = 12_000


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A statement and the sentences in its place."""

    statement: Statement
    says: Says
    means: tuple[str, ...]
    """What they compiled to, in canonical English."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A statement that stays as it is, and why."""

    statement: Statement
    reason: str


@dataclass(frozen=True, slots=True)
class Rewriting:
    """What came of rewriting a spec."""

    path: str
    before: str
    text: str
    """The spec with what was kept; nobody has written it anywhere."""
    reading: Reading
    kept: tuple[Rewritten, ...]
    refused: tuple[Refused, ...]

    @property
    def diff(self) -> str:
        """The unified difference, every letter of which a terminal may show."""
        old, new = (text.splitlines() for text in (self.before, self.text))
        lines = unified_diff(old, new, self.path, f"{self.path} (rewritten)", lineterm="")
        return "\n".join(shown(line) for line in lines)


async def rewrite_lines(text: str, path: str, writer: Writer) -> Rewriting:
    """Have every guess and note of a spec rewritten; keep what changes nothing else.

    Raises InputError for a spec in which nothing can be read, and ModelError where the provider
    is at fault. Where a limit on cost is reached, the rest stays as it is.
    """
    sheet = Sheet(path, text)
    prose = [s for s in sheet.reading.statements if s.kind != "exact"]
    said = tuple(s.text for s in sheet.reading.statements)
    proposals = [_Proposal(statement, _around(statement, said)) for statement in prose]
    for _ in range(PASSES):
        asked = [one for one in proposals[:MOST_LINES] if one.again]
        await side_by_side([partial(_propose, one, sheet, writer) for one in asked], AT_ONCE)
        before = sheet
        sheet = _merged(sheet, proposals)
        if sheet is before:
            break
    return Rewriting(
        path,
        text,
        sheet.text,
        sheet.reading,
        tuple(_kept(sheet, one) for one in proposals if one.kept),
        tuple(Refused(one.statement, one.reason) for one in proposals if not one.kept),
    )


@dataclass(slots=True)
class _Proposal:
    """What is proposed for one statement; `reason` says why not, as far as is known."""

    statement: Statement
    around: str
    """The lines around it."""
    says: Says = ()
    reason: str = f"at most {MOST_LINES} lines are rewritten at once"
    fits: bool = False
    """Whether it may be put in alone."""
    again: bool = True
    """Whether asking may still help: it was not asked yet, or what it said did not fit."""
    kept: bool = False


def _kept(sheet: Sheet, one: _Proposal) -> Rewritten:
    low, high = sheet.span(one.statement)
    inside = (s for s in sheet.reading.statements if low <= s.start < high)
    return Rewritten(one.statement, one.says, tuple(line for s in inside for line in s.echo))


def _around(statement: Statement, said: Sequence[str]) -> str:
    at = said.index(statement.text)
    return "\n".join(map(_flat, said[max(0, at - 2) : at + 2]))


async def _propose(proposal: _Proposal, sheet: Sheet, writer: Writer) -> None:
    statement = proposal.statement
    proposal.again = False

    def read(reply: str) -> Says:
        proposal.says = _sentences(reply, proposal)
        if proposal.says:
            fitted(sheet, (statement, proposal.says))
        proposal.fits = bool(proposal.says)
        return proposal.says

    try:
        if not await drafted(writer, "lines", _question(sheet, proposal), read):
            proposal.reason = "the writer leaves it as prose"
    except Misfit as e:
        proposal.reason, proposal.again = str(e), True
    except BudgetExceeded as e:
        proposal.reason = f"not asked: {e}"


def _merged(sheet: Sheet, proposals: Sequence[_Proposal]) -> Sheet:
    """Put the proposals in; what one of them declares another may use.

    First all at once that fit alone, of those that say the same the first, halved where they do
    not fit together; then the others one by one.
    """
    ready = {one.says: one for one in reversed(proposals) if one.fits and not one.kept}
    sheet = _together(sheet, list(reversed(ready.values())))
    for _ in range(2):
        for proposal in proposals:
            if not proposal.kept and proposal.says:
                sheet = _together(sheet, [proposal])
    return sheet


def _together(sheet: Sheet, proposals: Sequence[_Proposal]) -> Sheet:
    if not proposals:
        return sheet
    try:
        sheet = fitted(sheet, *((one.statement, one.says) for one in proposals))
    except Misfit as e:
        if len(proposals) == 1:
            proposals[0].reason, proposals[0].again = str(e), True
            return sheet
        middle = len(proposals) // 2
        return _together(_together(sheet, proposals[:middle]), proposals[middle:])
    for one in proposals:
        one.kept, one.again = True, False
    return sheet


def _sentences(reply: str, proposal: _Proposal) -> Says:
    """The sentences that a reply proposes; Misfit where they hold what no rewrite may."""
    found, line = read_object(reply), proposal.statement.text
    says = tuple(plain_sentence(one, LONGEST) for one in texts(found, "says", MOST_SENTENCES))
    for sentence in says:
        demand_inside(sentence)
        new = sorted(numbers(sentence) - told(line))
        if new:
            raise Misfit(f"{sentence!r} says {new[0]}, which the line does not say")
    if says and not akin(line, " ".join(says), proposal.around):
        raise Misfit(f"{says[0]!r} shares no word with the line")
    return says


def _question(sheet: Sheet, proposal: _Proposal) -> list[Message]:
    asked = prompt(
        "line",
        vocabulary=vocabulary(sheet.reading.world)[:_VOCABULARY],
        around=proposal.around,
        line=_flat(proposal.statement.text),
    )
    return [message("system", prompt("lines")), message("user", asked)]


def _flat(text: str) -> str:
    return " ".join(text.split())[:2000]


def vocabulary(world: World) -> str:
    """The things and actions of a World in controlled English, without rules and effects."""
    bare = [
        a.model_copy(update={"requires": (), "effects": (), "inferred": ()}) for a in world.actions
    ]
    parts = ("rules", "examples", "notes", "tables", "mounts")
    told = world.model_copy(update={"actions": tuple(bare), **dict.fromkeys(parts, ())})
    try:
        return write_spec(unmarked(told))
    except InputError:
        return ", ".join(entity.name for entity in world.entities)
