"""What can usually be done with a thing of which only the attributes are known."""

from __future__ import annotations

from nex.data.world import (
    Action,
    Attribute,
    Compare,
    CreateRow,
    DeleteRows,
    Entity,
    Filter,
    Operand,
    Parameter,
    Path,
    SetValue,
)

CHANGING = ("move", "switch", "shift")
"""Verbs that set an attribute with a list of values, one for each such attribute."""
ADJUSTING = ("adjust", "correct")
"""Verbs that set a number."""


def usual_actions(entity: Entity) -> list[Action]:
    """Register one, change its states, assign it, correct its numbers, remove it."""
    states = [a for a in entity.attributes if a.type == "one_of" and len(a.values) > 1]
    numbers = [a for a in entity.attributes if a.type in ("integer", "number", "money")]
    links = [a for a in entity.attributes if a.entity not in (None, entity.name)]
    found = [register(entity)]
    found += [change(entity, a, verb) for a, verb in zip(states, CHANGING, strict=False)]
    found += [change(entity, a, verb) for a, verb in zip(numbers, ADJUSTING, strict=False)]
    found += [assign(entity, a) for a in links[:1]]
    return [*found, remove(entity)]


def register(entity: Entity, verb: str = "register") -> Action:
    """A new row: what it needs is given, what has a start or may be missing is not."""
    parameters: list[Parameter] = []
    values: list[tuple[str, Operand]] = []
    for attribute in entity.attributes:
        if attribute.optional or attribute.initial is not None:
            continue
        parameters.append(_given(attribute, first=not parameters))
        values.append((attribute.name, Path(path=(attribute.name,))))
    parameters.sort(key=lambda p: p.preposition != "for")
    effect = CreateRow(entity=entity.name, values=tuple(values))
    return Action(verb=verb, object=entity.name, parameters=tuple(parameters), effects=(effect,))


def change(entity: Entity, attribute: Attribute, verb: str) -> Action:
    """The attribute becomes a value that is given and that it does not have yet."""
    given = Parameter(
        name=attribute.name, preposition="to", type=attribute.type, values=attribute.values
    )
    path, to = (entity.name, attribute.name), Path(path=(attribute.name,))
    return Action(
        verb=verb,
        object=entity.name,
        parameters=(_row(entity), given),
        requires=(Compare(path=path, operator="!=", to=to),),
        effects=(SetValue(path=path, to=to),),
    )


def assign(entity: Entity, attribute: Attribute) -> Action:
    """The reference becomes a row that is given."""
    target = attribute.entity or ""
    given = Parameter(name=target, preposition="to", entity=target)
    effect = SetValue(path=(entity.name, attribute.name), to=Path(path=(target,)))
    return Action(
        verb="assign", object=entity.name, parameters=(_row(entity), given), effects=(effect,)
    )


def remove(entity: Entity, verb: str = "remove") -> Action:
    """The row goes."""
    where = (Filter(attribute="id", among=(Path(path=(entity.name,)),)),)
    return Action(
        verb=verb,
        object=entity.name,
        parameters=(_row(entity),),
        effects=(DeleteRows(entity=entity.name, where=where),),
    )


def _row(entity: Entity) -> Parameter:
    return Parameter(name=entity.name, entity=entity.name)


def _given(attribute: Attribute, *, first: bool) -> Parameter:
    return Parameter(
        name=attribute.name,
        preposition="for" if first and attribute.entity is not None else "with",
        type=attribute.type,
        entity=attribute.entity,
        values=attribute.values,
    )
