"""The user played by a model: held to what the user knows; where it is not, the rules answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import ClassVar

import anyio

from nex.data.jsons import Json
from nex.data.messages import Result, Settings, Signature, UnitKind, said, text_of
from nex.data.streams import world_stream
from nex.data.task import Task
from nex.errors import InputError, ModelError
from nex.grounding.site import Site
from nex.rollout.ending import AskUser
from nex.runtime.model import Model
from nex.runtime.scope import Scope
from nex.synthesis.writer.user import Answer, Known, known_to, question_to, read_answer, tellings
from nex.worlds.populate import Template

SECONDS = 60.0
"""For one answer; then the rules answer."""
MOST_TOKENS = 1024
HOPELESS = frozenset({"auth", "unknown_model"})
"""Codes of failures that no other question will mend: they end the rollout."""
SEEDS = 2**31


@dataclass(frozen=True, slots=True)
class Player:
    """Who plays the user."""

    model: Model
    name: str
    """As trajectories say it; in a replay the recorded one's."""
    seconds: float = SECONDS
    """For one answer; then the rules give it."""


@dataclass(slots=True)
class PlayedUser:
    """The person who gave a task, in a model's words.

    The dice are the World's: task, seed and the n-th question, never who acts. The model chooses
    the words, the rules what is told at least: a reply that keeps back what they would tell, that
    says what the user does not know, or none at all, is replaced by what the rules say.
    """

    kind: ClassVar[UnitKind] = "person"

    rules: AskUser
    player: Player
    known: Known
    dice: tuple[int, str, str]
    """Seed, world and task."""
    by_rules: int = 0
    """Questions that the rules answered."""
    asked: int = 0
    """How often it was asked; evidence for the verifier."""
    _before: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    _told: set[str] = field(default_factory=set[str])

    @property
    def signature(self) -> Signature:
        """The rules' own."""
        return self.rules.signature

    @property
    def lane(self) -> str | None:
        """The rules' own."""
        return self.rules.lane

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The answer; what the user does with their own hands is for the rules."""
        question = arguments.get("question")
        if not isinstance(question, str):
            return await self.rules(arguments, scope)
        self.asked += 1
        done = await self.rules.hands(question)
        if done is not None:
            return said(done)
        due = self.known.due(question, self._told)
        answer = await self._played(question, due, scope)
        if answer is None or (due is not None and due not in answer.told):
            self.by_rules += 1
            text = self.rules.in_words(arguments).text
            answer = Answer(text, tellings(text, self.known))
        self._told.update(answer.told)
        self._before.append((question, answer.says))
        return said(answer.says)

    async def _played(self, question: str, due: str | None, scope: Scope) -> Answer | None:
        """What the model says as the user; None where it may not be said."""
        messages = question_to(self.known, self._before, question, due)
        model, settings = self._seated(scope), self._settings()
        try:
            with anyio.move_on_after(self.player.seconds):
                reply = await scope.ask(model, messages, (), settings)
                return read_answer(text_of(reply.message["content"]), self.known)
        except ModelError as e:
            if e.code in HOPELESS:
                raise
        except InputError:
            return None
        return None

    def _seated(self, scope: Scope) -> Model:
        """The model; in a replay, what it said in this very call."""
        model = self.player.model
        seat = getattr(model, "at", None)
        return model if seat is None else seat(scope.id)

    def _settings(self) -> Settings:
        stream = world_stream(*self.dice, "user", self.asked)
        return Settings(seed=stream.below(SEEDS), max_tokens=MOST_TOKENS)


def played(rules: AskUser, task: Task, site: Site, player: Player | None) -> AskUser | PlayedUser:
    """Who answers the questions of a rollout: the rules, or a model held to what they know."""
    if player is None:
        return rules
    known = known_to(task, values_of(site.template))
    return PlayedUser(rules, player, known, (site.seed, task.world, task.id))


def user_flag(user: AskUser | PlayedUser) -> Json:
    """What a trajectory says beside its record of a user that a model played."""
    if not isinstance(user, PlayedUser):
        return {}
    return {"user": {"model": user.player.name, "asked": user.asked, "by_rules": user.by_rules}}


@lru_cache(maxsize=16)
def values_of(template: Template) -> frozenset[str]:
    """Every text in the start state, and every word of a list, that could betray something."""
    words = {
        value
        for entity in template.world.entities
        for attribute in entity.attributes
        for value in attribute.values
    }
    state = template.clone()
    for entity in template.world.entities:
        for row in state.rows(entity.name):
            words.update(cell for cell in row.values() if isinstance(cell, str))
    state.close()
    return frozenset(word.casefold() for word in words if sum(map(str.isalpha, word)) > 2)
