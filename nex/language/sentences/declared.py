"""Things and their attributes as canonical English."""

from __future__ import annotations

from nex.data.world import Attribute, Entity
from nex.language.reading.attributes import is_type
from nex.language.words.literals import literal, scaled
from nex.language.words.morphology import listed, plural, with_article
from nex.language.words.naming import usual_type

_KINDS = {"yes_no": "yes/no", "reference": "reference"}


def entity_sentence(entity: Entity, entities: frozenset[str] = frozenset()) -> str:
    """`A book has a title, an author and a status (available, on loan or lost)`."""
    name = with_article(entity.name)
    if entity.plural != plural(entity.name):
        name = f"{name} (plural {entity.plural})"
    parts = [attribute_phrase(attribute, entities) for attribute in entity.attributes]
    said = f"{name} has {listed(parts)}" if parts else name
    return said[:1].upper() + said[1:]


def attribute_phrase(attribute: Attribute, entities: frozenset[str] = frozenset()) -> str:
    """`a status (available or lost; starts as available)`, `an optional manager (an employee)`."""
    prefix = "optional " * attribute.optional + "unique " * attribute.unique
    said = "; ".join(qualifiers(attribute, entities))
    return with_article(f"{prefix}{attribute.name}") + (f" ({said})" if said else "")


def qualifiers(attribute: Attribute, entities: frozenset[str] = frozenset()) -> list[str]:
    """What brackets must say of an attribute: its type where its name does not, bounds, start."""
    found = [kind] if (kind := stated_type(attribute, entities)) else []
    if attribute.minimum is not None and attribute.maximum is not None:
        low, high = _bound(attribute, attribute.minimum), _bound(attribute, attribute.maximum)
        found.append(f"between {low} and {high}")
    elif attribute.minimum is not None:
        found.append(f"at least {_bound(attribute, attribute.minimum)}")
    elif attribute.maximum is not None:
        found.append(f"at most {_bound(attribute, attribute.maximum)}")
    if attribute.initial is not None:
        found.append(f"starts as {literal(attribute.initial, attribute)}")
    return found


def stated_type(attribute: Attribute, entities: frozenset[str]) -> str:
    """The type as brackets say it; "" where the name says it already."""
    if attribute.type == "one_of":
        return value_text(attribute.values)
    if attribute.type == "reference":
        return "" if attribute.entity == attribute.name else with_article(attribute.entity or "")
    if attribute.type == usual_type(attribute.name) and attribute.name not in entities:
        return ""
    return _KINDS.get(attribute.type, attribute.type)


def value_text(values: tuple[str, ...]) -> str:
    """`available, on loan or lost`, behind "one of" where the list might be misread."""
    text = listed(values, "or")
    return f"one of {text}" if len(values) < 2 or any(is_type(v) for v in values) else text


def _bound(attribute: Attribute, value: int) -> str:
    return scaled(value, attribute.type)
