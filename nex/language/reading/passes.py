"""The passes of reading: what each statement means, given the words that the others bring."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from nex.data.world import Action, World
from nex.language.reading.allowed import allowed
from nex.language.reading.behaviours import TAILS, behaviours, tail
from nex.language.reading.declarations import Nouns, declaration, nouns
from nex.language.reading.draft import Draft, placeholder
from nex.language.reading.everyday import plainly
from nex.language.reading.examples import examples
from nex.language.reading.forms import meanings
from nex.language.reading.hedges import HEDGES, unhedged
from nex.language.reading.inference import inferred, without_created
from nex.language.reading.layout import Source
from nex.language.reading.meanings import Allows, Causes, Counts, Declares, Meaning
from nex.language.reading.outside import outside
from nex.language.reading.report import StatementKind
from nex.language.reading.starts import STARTS
from nex.language.reading.vocabulary import Vocabulary, vocabulary
from nex.language.sentences.clock import TIMED, without_idle_clock
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


def understood(sources: tuple[Source, ...], name: str) -> Passes:
    """Read all statements, pass by pass."""
    passes = Passes(sources, Draft(name))
    _things(passes)
    _lives(passes)
    _acts(passes)
    _vague(passes)
    _behave(passes)
    _show(passes)
    return passes


def _take(passes: Passes, at: int, found: tuple[Meaning, ...]) -> None:
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


def _left(passes: Passes) -> list[tuple[int, Sentence]]:
    """The statements that no pass has understood, with fresh words."""
    return [
        (at, _words(passes, at))
        for at in range(len(passes.sources))
        if at not in passes.exact and at not in passes.guesses and at not in passes.hard
    ]


def _things(passes: Passes) -> None:
    """Declarations; again without a noun that no declaration kept, until each that is used is one."""
    left = _left(passes)
    named = nouns(unhedged(words.words) for _, words in left)
    while True:
        _declare(passes, left, named)
        kept = {noun: e for noun, e in named.items() if e in passes.draft.attributes}
        if len(kept) == len(named):
            return
        named = kept
        passes.exact.clear()
        passes.guesses.clear()
        passes.draft = Draft(passes.draft.name)


def _declare(passes: Passes, left: list[tuple[int, Sentence]], named: Nouns) -> None:
    for at, words in left:
        found = declaration(words.words, named)
        if found is not None:
            _take(passes, at, tuple(found))
    for at, words in _left(passes):
        _hedged(passes, at, words, named)
        passes.draft.timed |= not TIMED.isdisjoint(words.words)


def _vague(passes: Passes) -> None:
    """An attribute called status without values, or like a role, is a guess at a text."""
    for at, found in list(passes.exact.items()):
        if any(_unsaid(meaning, passes.draft) for meaning in found):
            passes.guesses[at] = passes.exact.pop(at)


def _unsaid(meaning: Meaning, draft: Draft) -> bool:
    if not isinstance(meaning, Declares):
        return False
    kept = [draft.attributes[meaning.entity][a.name] for a in meaning.attributes]
    return any(placeholder(a) or (a.type == "text" and a.name in draft.roles) for a in kept)


def _hedged(passes: Passes, at: int, words: Sentence, named: Nouns) -> None:
    """A declaration with words around it that the forms do not know is a guess, and used."""
    bare = unhedged(words.words)
    found = declaration(bare, named) if len(bare) < len(words) else None
    if found is not None:
        passes.guesses[at] = tuple(found)
        for meaning in found:
            passes.draft.add(meaning, at)


def _lives(passes: Passes) -> None:
    words = vocabulary(passes.draft.world())
    for at, said in _left(passes):
        found = tuple(outside(said, words))
        if len(found) == 1:
            _take(passes, at, found)
    for at, said in _left(passes):
        found = _one(passes, at, lambda said=said: meanings((STARTS,), said, {"vocabulary": words}))
        if len(found) == 1:
            _take(passes, at, found)


def _acts(passes: Passes) -> None:
    words = vocabulary(passes.draft.world())
    for at, said in _left(passes):
        found = _abilities(passes, at, said, words)
        whole = _tailed(passes, at, said, words) if not found else ()
        if whole:
            _take(passes, at, whole)
        elif len(found) == 1:
            _take(passes, at, found[0])
        elif found:
            passes.guesses[at] = found[0]
    _contexts(passes)


def _abilities(
    passes: Passes, at: int, said: Sentence, words: Vocabulary
) -> list[tuple[Allows, ...]]:
    try:
        return allowed(said, {"vocabulary": words}, bullet=passes.sources[at].bullet)
    except TooHard:
        passes.hard.add(at)
        return []


def _tailed(passes: Passes, at: int, said: Sentence, words: Vocabulary) -> tuple[Meaning, ...]:
    """An action with what it needs or changes behind it, in one sentence."""
    for middle in range(3, len(said) - 1):
        if said.at(middle) not in TAILS:
            continue
        found = _abilities(passes, at, said.part(0, middle), words)
        if len(found) != 1 or len(found[0]) != 1:
            continue
        draft = Draft(
            passes.draft.name,
            attributes=passes.draft.attributes,
            plurals=passes.draft.plurals,
            timed=passes.draft.timed,
        )
        draft.add(found[0][0], at)
        action = draft.actions[found[0][0].action]
        rest = said.part(middle, len(said))
        known = vocabulary(draft.world())
        meant = _one(
            passes, at, lambda rest=rest, known=known, action=action: tail(rest, known, action)
        )
        if len(meant) == 1:
            return (*found[0], *meant)
    return ()


def _contexts(passes: Passes) -> None:
    """A statement behind an action, in the same bullet or behind a semicolon, may be about it."""
    block, action = -1, ""
    for at, source in enumerate(passes.sources):
        if source.block != block:
            block, action = source.block, ""
        acts = [m for m in passes.exact.get(at, ()) if isinstance(m, Allows)]
        if acts:
            action = acts[0].action if len(acts) == 1 else ""
        elif action and (source.bullet or source.continues):
            passes.contexts[at] = action


def _behave(passes: Passes) -> None:
    words = vocabulary(passes.draft.world())
    found = {at: _meant(passes, at, said, words) for at, said in _left(passes)}
    for at, meant in found.items():
        if len(meant) == 1 and isinstance(meant[0], Causes):
            _take(passes, at, meant)
    if _settle(passes):
        words = vocabulary(passes.draft.world())
        found = {at: _meant(passes, at, said, words) for at, said in _left(passes)}
    for at, meant in found.items():
        if len(meant) == 1 and at not in passes.exact:
            _take(passes, at, meant)
        elif meant and at not in passes.exact:
            passes.guesses[at] = meant
    for at, said in _left(passes):
        _guess(passes, at, said, words)


def _settle(passes: Passes) -> bool:
    """Drop the object from the parameters of actions that create it; whether any was."""
    before = dict(passes.draft.actions)
    for name, action in before.items():
        passes.draft.actions[name] = without_created(action)
    return before != passes.draft.actions


def _meant(passes: Passes, at: int, said: Sentence, words: Vocabulary) -> tuple[Meaning, ...]:
    name = passes.contexts.get(at)
    context: Action | None = words.world.action(name) if name is not None else None
    return _one(passes, at, lambda: behaviours(said, words, context))


def _guess(passes: Passes, at: int, said: Sentence, words: Vocabulary) -> None:
    """What a statement would mean without the words that the forms do not know; not used."""
    kept = [n for n, word in enumerate(said.words) if word not in HEDGES]
    if len(kept) == len(said):
        return
    kept = kept[1:] if kept and said.at(kept[0]) == "," else kept
    bare = Sentence(tuple(said.words[n] for n in kept), tuple(said.spelled[n] for n in kept))
    found = _meant(passes, at, bare, words)
    if found:
        passes.guesses[at] = found


def _show(passes: Passes) -> None:
    words = vocabulary(passes.whole())
    for at, said in _left(passes):
        found = _one(passes, at, lambda said=said: examples(said, words))
        if len(found) == 1:
            _take(passes, at, found)


def _one(passes: Passes, at: int, read: Callable[[], Sequence[Meaning]]) -> tuple[Meaning, ...]:
    """What a reading brings; nothing where it is too hard."""
    try:
        return tuple(read())
    except TooHard:
        passes.hard.add(at)
        return ()
