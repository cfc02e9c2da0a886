"""The passes of reading: what each statement means, given the words that the others bring."""

from __future__ import annotations

from nex.language.reading.allowed import allowed
from nex.language.reading.behaviour_pass import behave
from nex.language.reading.behaviours import TAILS, tail
from nex.language.reading.declarations import Nouns, declaration, nouns
from nex.language.reading.draft import Draft, placeholder
from nex.language.reading.examples import examples
from nex.language.reading.forms import meanings
from nex.language.reading.hedges import unhedged
from nex.language.reading.layout import Source
from nex.language.reading.meanings import (
    Allows,
    Declares,
    Meaning,
)
from nex.language.reading.outside import outside
from nex.language.reading.progress import Passes, one, take, unread
from nex.language.reading.starts import STARTS
from nex.language.reading.vocabulary import Vocabulary, vocabulary
from nex.language.sentences.clock import TIMED
from nex.language.words.tokens import Sentence, TooHard


def understood(sources: tuple[Source, ...], name: str) -> Passes:
    """Read all statements, pass by pass."""
    passes = Passes(sources, Draft(name))
    _things(passes)
    _lives(passes)
    _acts(passes)
    _vague(passes)
    behave(passes)
    _show(passes)
    return passes


def _things(passes: Passes) -> None:
    """Declarations; again without a noun that no declaration kept, until each that is used is one."""
    left = unread(passes)
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
            take(passes, at, tuple(found))
    for at, words in unread(passes):
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
    for at, said in unread(passes):
        found = tuple(outside(said, words))
        if len(found) == 1:
            take(passes, at, found)
    for at, said in unread(passes):
        found = one(passes, at, lambda said=said: meanings((STARTS,), said, {"vocabulary": words}))
        if len(found) == 1:
            take(passes, at, found)


def _acts(passes: Passes) -> None:
    words = vocabulary(passes.draft.world())
    for at, said in unread(passes):
        found = _abilities(passes, at, said, words)
        whole = _tailed(passes, at, said, words) if not found else ()
        if whole:
            take(passes, at, whole)
        elif len(found) == 1:
            take(passes, at, found[0])
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
        meant = one(
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


def _show(passes: Passes) -> None:
    words = vocabulary(passes.whole())
    for at, said in unread(passes):
        found = one(passes, at, lambda said=said: examples(said, words))
        if len(found) == 1:
            take(passes, at, found)
