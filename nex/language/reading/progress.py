"""What is understood of a spec so far, and what is left to be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from nex.data.world import World
from nex.language.reading.draft import Draft
from nex.language.reading.everyday import plainly
from nex.language.reading.inference import inferred
from nex.language.reading.layout import Source
from nex.language.reading.meanings import (
    Counts,
    Declares,
    Meaning,
)
from nex.language.reading.report import StatementKind
from nex.language.sentences.clock import without_idle_clock
from nex.language.words.tokens import Sentence, TooHard, sentence

LONGEST = 250
"""Words of the longest sentence that is read; a longer one is a note."""


@dataclass(slots=True)
class Passes:
    """The statements of a spec and what is understood of each."""

    sources: tuple[Source, ...]
    draft: Draft
    exact: dict[int, tuple[Meaning, ...]] = field(default_factory=dict[int, tuple[Meaning, ...]])
    guesses: dict[int, tuple[Meaning, ...]] = field(default_factory=dict[int, tuple[Meaning, ...]])
    hard: set[int] = field(default_factory=set[int])
    """Statements that cost too much once; they are not tried again."""
    said: dict[int, Sentence] = field(default_factory=dict[int, Sentence])
    """The words of every statement that was looked at, as none has read them yet."""
    contexts: dict[int, str] = field(default_factory=dict[int, str])
    """For a statement behind an action in its block: that action's name."""

    def kind(self, at: int) -> StatementKind:
        """The class of a statement."""
        if at in self.exact:
            return "exact"
        return "guess" if at in self.guesses else "note"

    def meanings(self, at: int) -> tuple[Meaning, ...]:
        """What a statement means, exactly or by a guess."""
        return self.exact.get(at, self.guesses.get(at, ()))

    def world(self) -> World:
        """The World that the exact statements, and guesses about structure, make."""
        return without_idle_clock(self.whole())

    def whole(self) -> World:
        """The same, with a clock even where nothing looks at it yet."""
        prose = tuple(
            " ".join(self.sources[at].text.split())
            for at in range(len(self.sources))
            if self.prose(at)
        )
        drafted = self.draft.world().model_copy(update={"notes": prose})
        return inferred(drafted, tuple(self.draft.chains))

    def prose(self, at: int) -> bool:
        """Whether nothing of the statement is in the World."""
        return at not in self.exact and not any(
            isinstance(meaning, Declares | Counts) for meaning in self.guesses.get(at, ())
        )


def take(passes: Passes, at: int, found: tuple[Meaning, ...]) -> None:
    """A statement is understood: exactly so."""
    passes.exact[at] = found
    for meaning in found:
        passes.draft.add(meaning, at)


def _words(passes: Passes, at: int) -> Sentence:
    if at not in passes.said:
        passes.said[at] = _plain(passes.sources[at])
    said = passes.said[at]
    return Sentence(said.words, said.spelled)


def _plain(source: Source) -> Sentence:
    if len(source.reading) > LONGEST * 20:
        return sentence("")
    words = plainly(sentence(source.reading))
    return words if len(words) <= LONGEST else sentence("")


def unread(passes: Passes) -> list[tuple[int, Sentence]]:
    """The statements that no pass has understood, with fresh words."""
    return [
        (at, _words(passes, at))
        for at in range(len(passes.sources))
        if at not in passes.exact and at not in passes.guesses and at not in passes.hard
    ]


def one(passes: Passes, at: int, read: Callable[[], Sequence[Meaning]]) -> tuple[Meaning, ...]:
    """What a reading brings; nothing where it is too hard."""
    try:
        return tuple(read())
    except TooHard:
        passes.hard.add(at)
        return ()
