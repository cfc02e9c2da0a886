"""The user's own hands: what only the caller can do, done when asked for in plain words, by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from nex.data.messages import Signature
from nex.data.task import Caller
from nex.data.world import Action, Entity, Value, World
from nex.language.dialects.listings import listing
from nex.language.requests.asking import DID
from nex.language.requests.lexicon import Lexicon, lexicon
from nex.language.requests.reader import read_request
from nex.language.requests.request import Do, Mention, Trait, label_attribute
from nex.language.requests.tokens import words
from nex.language.sentences.canonical import action_phrase
from nex.language.words.literals import literal
from nex.language.words.morphology import participle
from nex.worlds.actions import execute
from nex.worlds.blocking import Blocked
from nex.worlds.pointing import fitting
from nex.worlds.schema import Schema
from nex.worlds.state import State
from nex.worlds.tools import action_tool
from nex.worlds.writing import Done

_LONGEST, _SENTENCES = 2000, 8
"""Characters and sentences of a question that the user listens to."""
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_OWN = (
    "The user has hands of their own. Asked in plain words, rows called by their names, they can:"
)


@dataclass(frozen=True, slots=True)
class Handled:
    """What came of asking the user to do something themselves."""

    says: str
    """What the user answers."""
    seconds: int = 0
    """How long it took them."""
    met: tuple[str, str] | None = None
    """Code and sentence of what kept them from it."""


def handed(world: World) -> tuple[Action, ...]:
    """The actions that are in the user's own hands."""
    return tuple(action for action in world.actions if action.in_person)


@lru_cache(maxsize=64)
def hands_text(schema: Schema) -> str:
    """What an agent is told of the user's own hands; "" where there is nothing to tell."""
    tools = [action_tool(schema, action).signature for action in handed(schema.world)]
    return "\n".join([f"\n{_OWN}", *map(listing, tools)]) if tools else ""


def with_hands(signature: Signature, told: str) -> Signature:
    """A tool's signature with what `hands_text` told of the user's own hands."""
    if not told:
        return signature
    return Signature(signature.name, signature.description + told, signature.input)


class Hands:
    """The user's hands in one state."""

    def __init__(self, state: State, caller: Caller) -> None:
        self._state, self._caller = state, caller

    def asked(self, question: str) -> Handled | None:
        """What comes of a question; None where it asks for nothing that is in the user's hands."""
        words_of = _lexicon(self._state.schema)
        for said in _SENTENCE.split(question.strip()[:_LONGEST])[:_SENTENCES]:
            request = read_request(said, words_of)
            for item in request.items if request else ():
                if isinstance(item, Do) and self._action(item.action):
                    return self._done(item)
        return self._puzzled(question)

    def _action(self, name: str) -> Action | None:
        return next((a for a in handed(self._state.world) if a.name == name), None)

    def _done(self, item: Do) -> Handled:
        action = self._state.world.action(item.action)
        bindings: dict[str, Value] = {}
        for name, value in item.arguments:
            if not isinstance(value, Mention):
                bindings[name] = value
                continue
            if any(trait.attribute == "id" for trait in value.traits):
                return Handled(f"I do not know any ids. What is the {value.entity} called?")
            meant = self._meant(value)
            if len(meant) != 1:
                return Handled(f"I do not know which {value.entity} you mean. What is it called?")
            bindings[name] = meant[0]
        missing = [p.name for p in action.parameters if not p.optional and p.name not in bindings]
        if missing:
            return Handled(f"I do not know which {missing[0]} you mean.")
        return self._tried(action, bindings)

    def _meant(self, mention: Mention) -> list[str]:
        """The rows that fit; where several do, those that are the caller's."""
        found = fitting(self._state, mention)
        if len(found) < 2 or self._caller.row is None:
            return found
        own = [
            Trait(a.name, mention_of(self._caller))
            for a in self._state.world.entity(mention.entity).attributes
            if a.entity == self._caller.role
        ]
        mine = [
            id for trait in own for id in fitting(self._state, Mention(mention.entity, (trait,)))
        ]
        return [id for id in found if id in mine]

    def _tried(self, action: Action, bindings: dict[str, Value]) -> Handled:
        done = execute(self._state, action.name, bindings, self._caller)
        if isinstance(done, Blocked):
            says = f"I could not do it. {done.text}"
            return Handled(says, met=(done.code, done.sentence))
        return Handled(" ".join(self._sees(action, done)), action.seconds)

    def _sees(self, action: Action, done: Done) -> Iterator[str]:
        """What the user tells of it: that it is done, and what the rows look like now."""
        phrase = action_phrase(action, lambda p: f"the {p.name}")
        yield f"{DID}{_past(action, phrase)}."
        for entity, id in (*done.changed, *done.created):
            row = self._state.row(entity, id) or {}
            known = self._state.world.entity(entity)
            label = label_attribute(known)
            name = f' "{row[label.name]}"' if label else ""
            yield f"The {entity}{name} now: {', '.join(_shown(known, row))}."

    def _puzzled(self, question: str) -> Handled | None:
        """What the user says to a request that nearly names something that is in their hands."""
        said = set(words(question))
        for action in handed(self._state.world):
            if {*words(action.verb), *words(action.object)} <= said:
                phrase = action_phrase(action)
                return Handled(
                    f"I can {phrase}. Tell me plainly which, by its name, in one sentence."
                )
        return None


def mention_of(caller: Caller) -> Mention:
    """The caller's own row."""
    return Mention(caller.role or "", (Trait("id", caller.row),))


@lru_cache(maxsize=64)
def _lexicon(schema: Schema) -> Lexicon:
    return lexicon(schema.world)


def _past(action: Action, phrase: str) -> str:
    return f"{participle(action.verb)}{phrase.removeprefix(action.verb)}"


def _shown(entity: Entity, row: dict[str, Value]) -> Iterator[str]:
    for attribute in entity.attributes:
        value = row.get(attribute.name)
        if attribute.values or attribute.type in ("yes_no", "integer", "number", "money"):
            yield f"{attribute.name} {literal(value, attribute)}"
