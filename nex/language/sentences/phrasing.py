"""Actions as a spec defines them: typed parameters, restricted nouns."""

from __future__ import annotations

from nex.data.world import Action, Attribute, Entity, Parameter, World
from nex.language.sentences.canonical import direct, indefinite, phrase, tail
from nex.language.sentences.declared import value_text
from nex.language.words.morphology import participle, plural, with_article

_KINDS = {"yes_no": "yes/no"}


def defining_phrase(world: World, action: Action, verb: str | None = None) -> str:
    """The action with its parameters, each typed where its name does not say its type."""
    return phrase(action, verb or action.verb, lambda p: _typed(world, action, p))


def _typed(world: World, action: Action, parameter: Parameter) -> str:
    said = indefinite(parameter)
    if parameter.entity is not None:
        plain = parameter.name in (parameter.entity, f"other {parameter.entity}")
        return said if plain else f"{said} ({with_article(parameter.entity)})"
    own = world.entity(action.object).attribute(parameter.name)
    if own is not None and (own.type, own.values) == (parameter.type, parameter.values):
        return said
    return f"{said} ({_kind(parameter)})"


def _kind(parameter: Parameter) -> str:
    if parameter.type == "one_of":
        return value_text(parameter.values)
    return _KINDS.get(parameter.type, parameter.type)


def passive(action: Action, be: str, *, many: bool = False, before: str = "") -> str:
    """What happens to the action's object: `a book can only be checked out`."""
    name = plural(action.object) if many else action.object
    said = f"{before} {name}".strip()
    subject = said if many else with_article(said)
    return f"{subject} {be} {participle(action.verb)}{_complement(action)}"


def passive_whole(action: Action, be: str) -> str:
    """The same with every parameter: `a book is checked out to a member`."""
    return f"{with_article(action.object)} {be} {participle(action.verb)}{tail(action)}"


def _complement(action: Action) -> str:
    return f" {action.complement}" if action.complement else ""


def own_state(action: Action, path: tuple[str, ...]) -> bool:
    """Whether the path is an attribute of the row that the verb acts on."""
    target = direct(action)
    return target is not None and len(path) == 2 and path[0] == target.name


def attribute_of(entity: Entity, name: str) -> Attribute | None:
    """The entity's attribute of that name."""
    return entity.attribute(name)
