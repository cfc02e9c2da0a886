"""Forms 1 to 4 in their wordings: things, attributes, references, counts."""

from __future__ import annotations

from nex.data.world import Attribute, Entity, World
from nex.language.sentences.declared import (
    attribute_phrase,
    entity_sentence,
    qualifiers,
    value_text,
)
from nex.language.words.literals import literal
from nex.language.words.morphology import listed, plural, singular, with_article
from nex.language.writing.wordings import Choice


def thing_lines(world: World, choice: Choice) -> list[str]:
    """One block of text per entity."""
    names = frozenset(entity.name for entity in world.entities)
    told = (entity for entity in world.entities if not entity.single)
    return [line for entity in told for line in _entity(entity, names, choice)]


def _entity(entity: Entity, names: frozenset[str], choice: Choice) -> list[str]:
    """The entity in one sentence; sometimes an attribute is told in one of its own."""
    kept, later = list(entity.attributes), list[str]()
    if len(kept) > 1 and choice.chance(0.3):
        told = next((a for a in kept if _told(a)), None)
        if told is not None:
            kept.remove(told)
            later = _separately(told, entity, choice)
    if len(kept) > 1 and choice.chance(0.2):
        started = next((a for a in kept if a.initial is not None), None)
        if started is not None:
            later.append(_starting(started, entity))
            kept[kept.index(started)] = started.model_copy(update={"initial": None})
    shown = entity.model_copy(update={"attributes": tuple(kept)})
    return [choice.of(_sentences(shown, names)), *later]


def _told(attribute: Attribute) -> bool:
    plain = attribute == Attribute(
        name=attribute.name, type="one_of", values=attribute.values, initial=attribute.initial
    )
    return plain and attribute.type == "one_of" and len(attribute.values) > 1


def _separately(attribute: Attribute, entity: Entity, choice: Choice) -> list[str]:
    values = listed(attribute.values, "or")
    name = attribute.name
    options = [
        f"{_capital(with_article(entity.name))}'s {name} is one of {values}.",
        f"The {name} of {with_article(entity.name)} is {values}.",
    ]
    if name == "status":
        options.append(f"Each {entity.name} is {values}.")
    start = [_starting(attribute, entity)] if attribute.initial is not None else []
    return [choice.of(options), *start]


def _starting(attribute: Attribute, entity: Entity) -> str:
    value = literal(attribute.initial, attribute)
    return f"{_capital(with_article(entity.name))}'s {attribute.name} starts as {value}."


def _sentences(entity: Entity, names: frozenset[str]) -> list[str]:
    canonical = entity_sentence(entity, names)
    found = [f"{canonical}."]
    if entity.plural != plural(entity.name):
        return found
    head = f"{_capital(with_article(entity.name))} has "
    body = canonical.removeprefix(head)
    found += [
        f"Every {entity.name} has {body}.",
        f"For each {entity.name} we keep {body}.",
        _table(entity, names),
    ]
    if singular(entity.plural) == entity.name:
        found.append(f"{_capital(entity.plural)} have {body}.")
    if len(entity.attributes) > 1:
        items = [_bare(attribute, names) for attribute in entity.attributes]
        found += [f"- {_capital(entity.name)}: {', '.join(items)}", _open_list(head, entity, names)]
    found += _ended(entity, names, head)
    found += _belonging(entity, names)
    return found


def _bare(attribute: Attribute, names: frozenset[str]) -> str:
    said = attribute_phrase(attribute, names)
    return said.split(" ", 1)[1]


def _open_list(head: str, entity: Entity, names: frozenset[str]) -> str:
    """A colon and bullets, each an attribute."""
    items = [f"- {attribute_phrase(attribute, names)}" for attribute in entity.attributes]
    return f"{head.strip()}:\n\n" + "\n".join(items)


def _table(entity: Entity, names: frozenset[str]) -> str:
    rows = ["| thing | attribute | type |", "|---|---|---|"]
    for attribute in entity.attributes:
        said = [*_flags(attribute), *qualifiers(attribute, names)]
        rows.append(f"| {entity.name} | {attribute.name} | {'; '.join(said)} |")
    return "\n".join(rows)


def _flags(attribute: Attribute) -> list[str]:
    return ["optional"] * attribute.optional + ["unique"] * attribute.unique


def _ended(entity: Entity, names: frozenset[str], head: str) -> list[str]:
    """`... and a status: open or shut`, `... and a status, which is either open or shut`."""
    *before, last = entity.attributes
    plain = qualifiers(last, names) == [value_text(last.values)] and not last.optional
    if last.type != "one_of" or not plain or len(last.values) < 2 or last.unique:
        return []
    items = [attribute_phrase(attribute, names) for attribute in before]
    values = listed(last.values, "or")
    named = with_article(last.name)
    joined = f"{', '.join(items)} and {named}" if items else named
    return [f"{head}{joined}: {values}.", f"{head}{joined}, which is either {values}."]


def _belonging(entity: Entity, names: frozenset[str]) -> list[str]:
    """`A loan belongs to a member and a book, and has a due date.`"""
    links = [a for a in entity.attributes if a.entity == a.name and not a.optional and not a.unique]
    rest = [a for a in entity.attributes if a not in links]
    if not links:
        return []
    subject = _capital(with_article(entity.name))
    targets = [with_article(a.name) for a in links]
    facts = listed([attribute_phrase(a, names) for a in rest])
    end = f", and has {facts}." if rest else "."
    found = [f"{subject} belongs to {listed(targets)}{end}"]
    if len(links) == 2 and not rest:
        found.append(f"{subject} links {targets[0]} to {targets[1]}.")
    return found


def count_lines(world: World, choice: Choice) -> list[str]:
    """How many rows there are, in one sentence."""
    counted = [e for e in world.entities if e.count is not None and not e.single]
    if not counted:
        return []
    items = [f"{e.count} {e.name if e.count == 1 else e.plural}" for e in counted]
    options = [
        f"There are {listed(items)}.",
        f"We have {listed(items)}.",
        f"{', '.join(items)}.",
        "\n".join(f"- {item}" for item in items),
    ]
    return [choice.of(options)]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
