"""The nearest statement that would be exact, for a guess or a note that sounds like a rule.

A sentence is searched for what the World has words for; what it mentions is put into the forms
one after the other, and the first that reads back as exact is the rewrite.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nex.data.world import Action, Entity, World
from nex.language.reading.behaviours import behaviours
from nex.language.reading.echoes import echo
from nex.language.reading.meanings import Allows, Causes, Declares, Meaning, Requires, Rules
from nex.language.reading.progress import Passes
from nex.language.reading.vocabulary import Vocabulary, vocabulary
from nex.language.sentences.canonical import action_phrase, passive_phrase, rule_sentence
from nex.language.words.literals import NUMERIC
from nex.language.words.morphology import listed, participles, with_article
from nex.language.words.tokens import Sentence, TooHard, sentence

_NEVER = frozenset(
    [
        "cannot",
        "never",
        "nobody",
        "no",
        "not",
        "don't",
        "dont",
        "cant",
        "without",
        "forbidden",
        "refuse",
    ]
)
_MUST = frozenset(
    [
        "must",
        "only",
        "need",
        "needs",
        "should",
        "required",
        "requires",
        "once",
        "before",
        "after",
    ]
)
_BECOMES = frozenset(
    [
        "becomes",
        "become",
        "sets",
        "set",
        "puts",
        "makes",
        "goes",
        "turns",
        "back",
        "changes",
        "bumps",
        "marks",
        "moves",
    ]
)
_LESS = frozenset(
    ["reduces", "reduce", "lowers", "lower", "decreases", "decrease", "takes", "less"]
)
_MORE = frozenset(["increases", "increase", "raises", "raise", "adds", "add", "more"])
_AT_MOST = frozenset(["most", "maximum", "max", "than", "exceed", "limit"])
_MAY = frozenset(["can", "may", "could", "allowed"])
CUES = _NEVER | _MUST | _BECOMES | _LESS | _MORE | _AT_MOST | _MAY | {"if", "when", "unless"}
"""Words that make a sentence sound like a rule."""


@dataclass(frozen=True, slots=True)
class _Mentions:
    """What of the World a sentence mentions."""

    words: Sentence
    world: World
    entities: tuple[Entity, ...]
    actions: tuple[Action, ...]
    numbers: tuple[str, ...]

    def has(self, cues: frozenset[str]) -> bool:
        """Whether any of the cues is among the words."""
        return bool(cues & set(self.words.words))


def nearest(text: str, at: int, passes: Passes, world: World) -> str | None:
    """The rewrite of a statement; None where nothing near it can be said exactly."""
    words = sentence(text if len(text) < 2000 else "")
    if not (CUES & set(words.words)) or len(words) > 60:
        return None
    known = vocabulary(world)
    for meaning in passes.meanings(at):
        said = _said(meaning, world)
        if said is not None and _exact(said, known):
            return said
    context = passes.contexts.get(at)
    mentions = _mentions(words, known, context)
    return next((said for said in _candidates(mentions) if _exact(said, known)), None)


def _said(meaning: Meaning, world: World) -> str | None:
    """A meaning as one statement of its form."""
    names = frozenset(entity.name for entity in world.entities)
    match meaning:
        case Rules(rule=rule, more=()):
            return f"{rule_sentence(world, rule)}."
        case Requires(action=name) | Causes(action=name):
            action = world.action(name)
            said = [line.split(": ", 1)[1] for line in echo(meaning, world, names)]
            if isinstance(meaning, Requires):
                return f"To {action_phrase(action)}, {' and '.join(said)}."
            return f"When {passive_phrase(action)}, {listed(said)}."
        case Declares() | Allows():
            return (
                f"{_capital(echo(meaning, world, names)[0])}."
                if echo(meaning, world, names)
                else None
            )
        case _:
            return None


def _exact(text: str, known: Vocabulary) -> bool:
    words = sentence(text.removesuffix("."))
    try:
        return len(behaviours(words, known, None)) == 1
    except TooHard:
        return False


def _mentions(words: Sentence, known: Vocabulary, context: str | None) -> _Mentions:
    entities = [e for at in range(len(words)) for (e, _), _ in known.things.at(words, at)]
    deeds = [
        deed.action.name
        for at in range(len(words))
        for deed, end in known.deeds.at(words, at)
        if not (deed.form == "participle" and _is_state(words, (at, end), entities, known))
    ]
    deeds += [] if deeds else _about(entities, known.world)
    deeds += [context] if context is not None else []
    named = [name for name in dict.fromkeys(deeds) if known.world.action(name).object in entities]
    others = [name for name in dict.fromkeys(deeds) if name not in named]
    actions = (*named, *others)[:3]
    return _Mentions(
        words,
        known.world,
        tuple(known.entities[name] for name in dict.fromkeys(entities)),
        tuple(known.world.action(name) for name in actions),
        tuple(word for word in words.words if word.replace(".", "").isdigit()),
    )


def _is_state(
    words: Sentence, span: tuple[int, int], entities: list[str], known: Vocabulary
) -> bool:
    """Whether a participle is rather the state of something mentioned: `suspended members`."""
    said = " ".join(words.words[span[0] : span[1]])
    return any(known.states(entity).named(said) for entity in entities)


def _about(entities: list[str], world: World) -> list[str]:
    """The actions on everything that is mentioned, where no verb names one."""
    return [
        action.name
        for action in world.actions
        if entities and set(entities) <= {p.entity for p in action.parameters}
    ]


def _candidates(mentions: _Mentions) -> Iterator[str]:
    yield from _limits(mentions)
    for action in mentions.actions:
        yield from _numbers(action, mentions)
        for owned, value in _states(action, mentions):
            if mentions.has(_NEVER):
                yield f"Nobody may {action_phrase(action)} if {owned} is {value}."
            if mentions.has(_BECOMES):
                yield f"When {passive_phrase(action)}, {owned} becomes {value}."
            if mentions.has(_MUST | {"if", "when"}):
                yield f"To {action_phrase(action)}, {owned} must be {value}."


def _limits(mentions: _Mentions) -> Iterator[str]:
    if not mentions.has(_AT_MOST) or not mentions.numbers:
        return
    for owner in mentions.entities:
        for counted in mentions.entities:
            if any(a.entity == owner.name for a in counted.attributes):
                number = mentions.numbers[0]
                yield f"{_capital(with_article(owner.name))} may have at most {number} {counted.plural}."


def _states(action: Action, mentions: _Mentions) -> Iterator[tuple[str, str]]:
    """Each value in the sentence with the attribute of one of the action's rows that has it."""
    text = f" {' '.join(mentions.words.words)} "
    for parameter in action.parameters:
        if parameter.entity is None:
            continue
        for attribute in mentions.world.entity(parameter.entity).attributes:
            for value in attribute.values:
                own = value in participles(action.verb)
                if f" {value} " in text and len(value) > 1 and not own:
                    yield f"the {parameter.name}'s {attribute.name}", value


def _numbers(action: Action, mentions: _Mentions) -> Iterator[str]:
    words = mentions.words.words
    moved = {w for w, after in zip(words, (*words[1:], ""), strict=True) if after != "than"}
    if not mentions.numbers or not moved & (_LESS | _MORE):
        return
    verb = "decreases" if moved & _LESS else "increases"
    text = f" {' '.join(mentions.words.words)} "
    for parameter in action.parameters:
        home = mentions.world.entity(parameter.entity) if parameter.entity is not None else None
        for attribute in home.attributes if home is not None else ():
            if attribute.type in NUMERIC and f" {attribute.name} " in text:
                owned = f"the {parameter.name}'s {attribute.name}"
                yield f"When {passive_phrase(action)}, {owned} {verb} by {mentions.numbers[0]}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
