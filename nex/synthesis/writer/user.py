"""The user in a model's words: it may say what the user knows, and nothing else; code decides."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import zip_longest

import orjson

from nex.data.jsons import JsonValue
from nex.data.messages import Message
from nex.data.task import Task
from nex.synthesis.writer.asking import Misfit
from nex.synthesis.writer.letters import one_line
from nex.synthesis.writer.prompts import message, prompt
from nex.synthesis.writer.replies import read_object, texts, unfenced

LONGEST = 400
"""Characters of an answer."""
KEPT = 10
"""Earlier questions that the user remembers."""
_QUESTION = 2000
_NOTHING_DUE = "There is no fact that you must tell in this answer."
_TOKEN = re.compile(
    r'"[^"]*"|“[^”]*”|\S*[\d@]\S*|[^\W\d_]\w*(?:[-\'\u2019]\w+)*',
)
_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"[.!?:]\s*$|^\s*$")
_AGREES = re.compile(
    r"\b(?:yes|yeah|yep|yup|correct|right|exactly|sure|indeed|agreed|ok|okay|no|nope|wrong|true"
    r"|false|definitely|absolutely|of course|that one|the first|the second|the last)\b",
    re.IGNORECASE,
)
_STARTERS = frozenset(
    (
        *("i", "i'm", "i'd", "i've", "i'll", "it", "it's", "its", "the", "that", "that's", "this"),
        *("these", "those", "my", "mine", "our", "a", "an", "there", "please", "sorry", "well"),
        *("oh", "just", "hm", "uh", "um", "no", "yes", "you", "your", "we", "he", "she", "they"),
        *("if", "as", "for", "of", "in", "on", "at", "to", "thanks", "thank", "could", "can"),
        *("would", "do", "don't", "does", "not", "nothing", "nobody", "any", "all", "only", "what"),
        *("which", "who", "when", "where", "why", "how", "maybe", "perhaps", "honestly"),
        *("actually", "let", "use", "take", "make", "put", "give", "with", "and", "but", "so"),
        *("whichever", "whatever", "either", "anything"),
    )
)
"""Words that may begin a sentence without naming anything."""
_SELF = frozenset({"I", "I'm", "I'd", "I've", "I'll"})


@dataclass(frozen=True, slots=True)
class Known:
    """What a user may say: the own instruction, the own facts; and the words that would betray more."""

    instruction: str
    facts: tuple[str, ...]
    voice: str = ""
    values: frozenset[str] = field(default_factory=frozenset[str])
    """Values of the World in lower case, which only they may name to whom they are known."""
    about: tuple[tuple[str, ...], ...] = ()
    """For each fact the words of a question that it answers; none: any question."""

    def due(self, question: str, told: Collection[str]) -> str | None:
        """The fact that the rules would tell to a question, of those that were not told yet."""
        untold = [
            (fact, about)
            for fact, about in zip_longest(self.facts, self.about, fillvalue=())
            if fact not in told
        ]
        asked = [f for f, about in untold if any(_stands(topic, question) for topic in about)]
        plain = [f for f, about in untold if not about]
        return next((str(fact) for fact in (*asked, *plain, *(f for f, _ in untold))), None)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the user says, and which of the facts that tells."""

    says: str
    told: tuple[str, ...] = ()


def known_to(task: Task, values: frozenset[str] = frozenset()) -> Known:
    """What the user of a task knows."""
    facts = (*task.user, *(fact.says for fact in task.hidden))
    about = (*(() for _ in task.user), *(fact.about for fact in task.hidden))
    return Known(task.instruction, facts, task.voice, values, about)


def question_to(
    known: Known, asked: Sequence[tuple[str, str]], question: str, due: str | None = None
) -> list[Message]:
    """What the model is asked: who it is, what was said before, what is due, the question."""
    listed = "\n".join(f"{n}. {fact}" for n, fact in enumerate(known.facts, 1)) or "(nothing)"
    tell = f"In this answer tell fact {known.facts.index(due) + 1}." if due else _NOTHING_DUE
    voice = known.voice or "plainly"
    brief = prompt("user", instruction=known.instruction, voice=voice, facts=listed, due=tell)
    said = [message("system", brief)]
    for before, answer in asked[-KEPT:]:
        said += [message("user", before[:_QUESTION]), message("assistant", _reply(answer))]
    return [*said, message("user", question[:_QUESTION])]


def _reply(answer: str) -> str:
    return orjson.dumps({"says": answer}).decode()


def read_answer(reply: str, known: Known) -> Answer:
    """What the user says. Raises Misfit where the reply says what the user does not know.

    Whatever names something (a number, a quoted text, a name, a value of the World) must stand in
    the instruction or in a fact that is told whole; who tells no fact agrees to nothing.
    """
    says, claimed = _said(reply, known)
    for fact in claimed:
        if (missing := _missing(fact, says, known.values)) is not None:
            raise Misfit(f"it claims to tell {fact!r} and does not say {missing!r}")
    told = tellings(says, known)
    own = "\n".join((known.instruction, *told))
    for name in named(says):
        if not _stands(name, own):
            raise Misfit(f"it says {name!r}, which the user does not know or did not mean to tell")
    for value in sorted(known.values):
        if _stands(value, says) and not _stands(value, own):
            raise Misfit(f"it names {value!r}, which the user did not say")
    if not told and (agrees := _AGREES.search(says)):
        raise Misfit(f"it says {agrees[0]!r} without a fact")
    return Answer(says, told)


def tellings(says: str, known: Known) -> tuple[str, ...]:
    """The facts that a text tells whole."""
    return tuple(fact for fact in known.facts if _missing(fact, says, known.values) is None)


def _said(reply: str, known: Known) -> tuple[str, list[str]]:
    """The words of a reply, and the facts that it says it tells; plain words are let pass."""
    try:
        found = read_object(reply)
    except Misfit:
        says = one_line(unfenced(reply), LONGEST)
        if any(mark in says for mark in "{}[]<>"):
            raise
        return says, []
    [said] = texts(found, "says", 1) or [""]
    numbers = _numbers(found.get("facts"), len(known.facts))
    return one_line(said, LONGEST), [known.facts[n - 1] for n in numbers]


def _numbers(value: JsonValue, most: int) -> list[int]:
    listed = [] if value is None else value
    if not isinstance(listed, list):
        raise Misfit('"facts" is a list of numbers')
    found = [n for n in listed if isinstance(n, int) and not isinstance(n, bool)]
    if len(found) < len(listed) or not all(0 < n <= most for n in found):
        raise Misfit(f'"facts" holds numbers from 1 to {most}')
    return list(dict.fromkeys(found))


def _missing(fact: str, says: str, values: frozenset[str]) -> str | None:
    """What of all that a fact names is not said; of one that names nothing, the fact itself."""
    wanted = [*named(fact), *sorted(value for value in values if _stands(value, fact))]
    return next((name for name in wanted or [fact] if not _stands(name, says)), None)


def _stands(part: str, text: str) -> bool:
    """Whether the part's words stand in the text, one after the other."""
    return _spaced(part) in _spaced(text)


@lru_cache(maxsize=8192)
def _spaced(text: str) -> str:
    """The words of a text, in lower case, each between blanks."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def named(text: str) -> list[str]:
    """Whatever in a text names something: quoted texts, numbers, dates, ids, names."""
    found: list[str] = []
    for token in _TOKEN.finditer(text):
        said = token[0]
        begins = _SENTENCE.search(text[: token.start()]) is not None
        if said[0] in '"“' or any(c.isdigit() or c == "@" for c in said):
            found.append(said.strip('"“”.,;:!?()'))
        elif said[0].isupper() and not (said in _SELF or (begins and said.casefold() in _STARTERS)):
            found.append(said)
    return [name for name in found if name]
