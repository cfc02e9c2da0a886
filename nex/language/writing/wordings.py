"""Other ways to say a condition or an effect, all of which read back as the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nex.data.streams import Stream
from nex.data.world import (
    AddValue,
    Attribute,
    Compare,
    Condition,
    CountAtMost,
    CreateRow,
    DeleteRows,
    Effect,
    Entity,
    Exists,
    In,
    IsSet,
    NotIn,
    Operator,
    SetValue,
    Value,
)
from nex.language.sentences.clauses import DEMANDS, FACTS, change, demand, fact, noun, operand
from nex.language.sentences.moods import Mood, opposite
from nex.language.sentences.pieces import chain
from nex.language.sentences.scope import Scope
from nex.language.words.literals import literal
from nex.language.words.morphology import listed, with_article


@dataclass(frozen=True, slots=True)
class Choice:
    """Picks among wordings: by a stream, or the canonical (first) one."""

    stream: Stream | None = None

    def of(self, options: Sequence[str]) -> str:
        """One of the options."""
        return options[0] if self.stream is None else self.stream.choice(options)

    def chance(self, probability: float) -> bool:
        """Whether to take a side way; never without a stream."""
        return self.stream is not None and self.stream.chance(probability)


_VERBS: dict[Mood, dict[str, tuple[str, ...]]] = {
    "demand": {
        "is": ("must be", "has to be", "needs to be"),
        "not": ("must not be", "cannot be", "must never be"),
        "has": ("must have",),
        "lacks": ("must have no", "must not have a"),
    },
    "fact": {
        "is": ("is",),
        "not": ("is not",),
        "has": ("has",),
        "lacks": ("has no", "does not have a"),
    },
}
_COMPARED: dict[Operator, tuple[str, ...]] = {
    ">=": ("at least", "no less than"),
    "<=": ("at most", "no more than", "up to"),
    ">": ("more than", "greater than", "above"),
    "<": ("less than", "below", "under"),
    "=": ("equal to", "the same as"),
    "!=": (),
}


def demand_wording(condition: Condition, scope: Scope, choice: Choice) -> str:
    """What must hold, in one of its wordings, with its `if` or `unless`."""
    return choice.of(clauses(condition, scope, "demand")) + _guard(condition, scope, choice)


def fact_wording(condition: Condition, scope: Scope, choice: Choice) -> str:
    """What holds, in one of its wordings; the condition's `when` is left out."""
    return choice.of(clauses(condition, scope, "fact"))


def _guard(condition: Condition, scope: Scope, choice: Choice) -> str:
    whens = [*chain(condition)][1:]
    if not whens:
        return ""
    turned = opposite(whens[0])
    if turned is not None and len(whens) == 1 and choice.chance(0.3):
        return f" unless {fact_wording(turned, scope, choice)}"
    return f" if {' and '.join(fact_wording(when, scope, choice) for when in whens)}"


def clauses(condition: Condition, scope: Scope, mood: Mood) -> list[str]:
    """Every wording of a condition without its `when`, the canonical one first."""
    bare = condition.model_copy(update={"when": None})
    first = (demand if mood == "demand" else fact)(bare, scope)
    match condition:
        case In(path=path, values=values) | NotIn(path=path, values=values):
            others = _membership(path, values, (scope, mood, isinstance(condition, In)))
        case IsSet(path=path) if len(path) > 1:
            verbs = _VERBS[mood]["lacks" if condition.negated else "has"]
            some = path[-1] if condition.negated else with_article(path[-1])
            others = [f"{row} {verb} {some}" for row in nouns(path[:-1], scope) for verb in verbs]
        case Compare(path=path, to=to, operator=operator):
            value = operand(to, scope.attribute(path))
            verb = (DEMANDS if mood == "demand" else FACTS)[operator]
            others = [f"{row} {verb} {value}" for row in nouns(path, scope)]
            others += [
                f"{row} {be} {bound} {value}"
                for row in nouns(path, scope)
                for be in _VERBS[mood]["is"]
                for bound in _COMPARED[operator]
            ]
        case CountAtMost() | Exists() | IsSet():
            others = []
    return [first, *others]


def _membership(
    path: tuple[str, ...], values: tuple[Value, ...], how: tuple[Scope, Mood, bool]
) -> list[str]:
    scope, mood, holds = how
    attribute = scope.attribute(path)
    said = listed([literal(value, attribute) for value in values], "or")
    verbs = _VERBS[mood]["is" if holds else "not"]
    found = [f"{row} {verb} {said}" for row in nouns(path, scope) for verb in verbs]
    if len(values) == 2 and not holds:
        neither = listed([literal(value, attribute) for value in values], "nor")
        found += [f"{row} {_VERBS[mood]['is'][0]} neither {neither}" for row in nouns(path, scope)]
    if len(path) > 1 and attribute is not None and _speaks(path, values, scope):
        found += _states(path, values, how)
    return found


def _states(
    path: tuple[str, ...], values: tuple[Value, ...], how: tuple[Scope, Mood, bool]
) -> list[str]:
    """`the book must be available`: the values alone say which attribute is meant."""
    scope, mood, holds = how
    rows = nouns(path[:-1], scope)
    if isinstance(values[0], bool):
        verbs = _VERBS[mood]["is" if values[0] == holds else "not"]
        return [f"{row} {verb} {path[-1]}" for row in rows for verb in verbs]
    said = listed([str(value) for value in values], "or")
    verbs = _VERBS[mood]["is" if holds else "not"]
    return [f"{row} {verb} {said}" for row in rows for verb in verbs]


def _speaks(path: tuple[str, ...], values: tuple[Value, ...], scope: Scope) -> bool:
    homes = scope.homes(path[:-1])
    entity = scope.entities[homes[0]] if len(homes) == 1 else None
    return entity is not None and all(tells(entity, path[-1], value) for value in values)


def tells(entity: Entity, attribute: str, value: Value) -> bool:
    """Whether a value alone says which attribute of the entity it belongs to."""
    word = attribute if isinstance(value, bool) else value
    owners = [a.name for a in entity.attributes if _says(a, word)]
    return owners == [attribute] and isinstance(word, str)


def _says(attribute: Attribute, word: Value) -> bool:
    return word in attribute.values or (attribute.type == "yes_no" and attribute.name == word)


def nouns(path: tuple[str, ...], scope: Scope) -> list[str]:
    """Ways to name a path: `the book's status`, `its status`, `the status of the book`."""
    found = [noun(path)]
    if path[0] == scope.subject and path[0] in scope.roots:
        found.append("it" if len(path) == 1 else "its " + "'s ".join(path[1:]))
    if len(path) == 2:
        found.append(f"the {path[1]} of {noun(path[:1])}")
    return found


def change_wording(effect: Effect, scope: Scope, choice: Choice) -> str:
    """What an effect does, in one of its wordings."""
    return choice.of([change(effect, scope), *_changes(effect, scope)])


def _changes(effect: Effect, scope: Scope) -> list[str]:
    match effect:
        case SetValue(path=path, to=to) if to is not None:
            value = operand(to, scope.attribute(path))
            found = [
                f"{row} {verb} {value}"
                for row in nouns(path, scope)
                for verb in ("becomes", "is set to", "changes to", "goes to")
            ]
            if not isinstance(to, str) or len(path) < 2 or not _speaks(path, (to,), scope):
                return found
            return found + [f"{row} becomes {to}" for row in nouns(path[:-1], scope)]
        case SetValue(path=path):
            return [f"{row} is cleared" for row in nouns(path, scope)]
        case AddValue(path=path):
            by = operand(effect.amount, scope.attribute(path))
            verbs = ("increases", "goes up", "is raised", "grows")
            if effect.sign == -1:
                verbs = ("decreases", "goes down", "is reduced", "drops")
            return [f"{row} {verb} by {by}" for row in nouns(path, scope) for verb in verbs]
        case CreateRow():
            return [change(effect, scope).replace(" is created", " is made", 1)]
        case DeleteRows():
            return [change(effect, scope).removesuffix("deleted") + "removed"]


def doing_wording(effect: Effect, scope: Scope, choice: Choice) -> str:
    """What an effect does, behind a gerund: `makes it available`, `creates a loan`."""
    text = change(effect, scope)
    match effect:
        case SetValue(path=path, to=None):
            return f"clears {choice.of(nouns(path, scope))}"
        case SetValue(path=path, to=to):
            value = operand(to, scope.attribute(path))
            found = [
                f"{verb} {row} to {value}"
                for row in nouns(path, scope)
                for verb in ("sets", "changes")
            ]
            if isinstance(to, str) and len(path) > 1 and _speaks(path, (to,), scope):
                found += [f"makes {row} {to}" for row in nouns(path[:-1], scope)]
            return choice.of(found)
        case AddValue(path=path):
            verbs = (
                ("increases", "raises") if effect.sign == 1 else ("reduces", "lowers", "decreases")
            )
            by = operand(effect.amount, scope.attribute(path))
            return choice.of([f"{v} {row} by {by}" for row in nouns(path, scope) for v in verbs])
        case CreateRow():
            return f"{choice.of(('creates', 'adds'))} {text.replace(' is created', '', 1)}"
        case DeleteRows():
            return f"{choice.of(('deletes', 'removes'))} {text.removesuffix(' is deleted')}"
