"""The pass of behaviour: what must hold before actions, what they change, what is a guess."""

from __future__ import annotations

from nex.data.world import Action
from nex.language.reading.behaviours import behaviours
from nex.language.reading.hedges import HEDGES
from nex.language.reading.inference import without_created
from nex.language.reading.meanings import (
    Causes,
    Meaning,
    Requires,
    Rules,
)
from nex.language.reading.progress import Passes, one, take, unread
from nex.language.reading.vocabulary import Vocabulary, vocabulary
from nex.language.words.tokens import Sentence


def behave(passes: Passes) -> None:
    """Read what must hold before actions, and what they change."""
    words = vocabulary(passes.draft.world())
    found = {at: _meant(passes, at, said, words) for at, said in unread(passes)}
    for at, meant in found.items():
        if len(meant) == 1 and isinstance(meant[0], Causes):
            take(passes, at, meant)
    if _settle(passes):
        words = vocabulary(passes.draft.world())
        found = {at: _meant(passes, at, said, words) for at, said in unread(passes)}
    for at, meant in found.items():
        if len(meant) == 1 and at not in passes.exact:
            take(passes, at, meant)
        elif meant and at not in passes.exact:
            passes.guesses[at] = meant
    _complete(passes)
    for at, said in unread(passes):
        _guess(passes, at, said, words)


def _complete(passes: Passes) -> None:
    """What must hold of parameters that an action has only for the row that it creates."""
    before = passes.draft.actions
    whole = passes.whole()
    given = {a.name for a in whole.actions if len(a.parameters) > len(before[a.name].parameters)}
    words = vocabulary(whole)
    for at, said in unread(passes) if given else ():
        meant = _meant(passes, at, said, words)
        if len(meant) == 1 and _about_any(meant[0], given):
            take(passes, at, meant)


def _about_any(meaning: Meaning, actions: set[str]) -> bool:
    match meaning:
        case Requires(action=action):
            return action in actions
        case Rules(rule=rule, more=()):
            return rule.action in actions
        case _:
            return False


def _settle(passes: Passes) -> bool:
    """Drop the object from the parameters of actions that create it; whether any was."""
    before = dict(passes.draft.actions)
    for name, action in before.items():
        passes.draft.actions[name] = without_created(action)
    return before != passes.draft.actions


def _meant(passes: Passes, at: int, said: Sentence, words: Vocabulary) -> tuple[Meaning, ...]:
    name = passes.contexts.get(at)
    context: Action | None = words.world.action(name) if name is not None else None
    return one(passes, at, lambda: behaviours(said, words, context))


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
