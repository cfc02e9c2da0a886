"""Random actions: transitions, assignments, arithmetic, creation, deletion."""

from __future__ import annotations

from collections.abc import Callable

from nex.data.streams import Stream
from nex.data.world import (
    Action,
    AddValue,
    Attribute,
    Condition,
    CreateRow,
    DeleteRows,
    Effect,
    Entity,
    Filter,
    In,
    Operand,
    Parameter,
    Path,
    SetValue,
    World,
)
from nex.language.sampling.conditions import literal_of, sampled_condition
from nex.language.sampling.wordstock import (
    ASSIGNING,
    CHANGING,
    CREATING,
    DELETING,
    LOWERING,
    RAISING,
    VERBS,
)
from nex.language.sentences.clock import TODAY, keeps_time
from nex.language.sentences.scope import action_scope
from nex.language.words.literals import NUMERIC, SCALES

Make = Callable[[World, Entity, Stream], Action | None]


def sampled_action(world: World, stream: Stream) -> Action | None:
    """A random action on a random entity; None where the drawn kind does not fit it."""
    entity = stream.choice(_things(world))
    make = stream.weighted(
        (_transition, _marking, _assignment, _arithmetic, _creation, _deletion, _change),
        (4, 1, 2, 2, 2, 1, 1),
    )
    action = make(world, entity, stream)
    if action is None:
        return None
    action = action.model_copy(update={"callers": _callers(world, stream)})
    return action.model_copy(update={"requires": _requires(world, action, stream)})


def _things(world: World) -> list[Entity]:
    return [entity for entity in world.entities if not entity.single]


def _callers(world: World, stream: Stream) -> tuple[str, ...]:
    if stream.chance(0.15):
        return (stream.choice(_things(world)).name,)
    return tuple(stream.sample(world.roles, stream.between(0, 2)))


def _requires(world: World, action: Action, stream: Stream) -> tuple[Condition, ...]:
    found = list(action.requires)
    scope = action_scope(world, action)
    for _ in range(stream.weighted((0, 1, 2), (4, 3, 1))):
        extra = sampled_condition(scope, stream, guarded=0.15)
        paths = [getattr(c, "path", c) for c in found]
        if extra is not None and getattr(extra, "path", extra) not in paths:
            found.append(extra)
    return tuple(found)


def _transition(world: World, entity: Entity, stream: Stream) -> Action | None:
    states = [a for a in entity.attributes if a.type == "one_of" and len(a.values) > 1]
    if not states:
        return None
    state = stream.choice(states)
    at = stream.between(1, len(state.values) - 1)
    path = (entity.name, state.name)
    before = state.values[:at] if stream.chance(0.3) else (state.values[at - 1],)
    effects: list[Effect] = [SetValue(path=path, to=state.values[at])]
    effects += _further(world, entity, stream)
    requires = (In(path=path, values=before),) if stream.chance(0.8) else ()
    return Action(
        verb=stream.choice(VERBS),
        object=entity.name,
        parameters=(_row(entity.name),),
        requires=requires,
        effects=tuple(effects),
    )


def _further(world: World, entity: Entity, stream: Stream) -> list[Effect]:
    """Sometimes an effect on a row that the object points to."""
    found: list[Effect] = []
    for link in entity.attributes:
        target = next((e for e in world.entities if e.name == link.entity), None)
        if target is None or not stream.chance(0.4):
            continue
        effect = _effect_on((entity.name, link.name), target, stream)
        found += [effect] if effect is not None else []
    return found


def _effect_on(path: tuple[str, ...], entity: Entity, stream: Stream) -> Effect | None:
    attribute = stream.choice(entity.attributes)
    here = (*path, attribute.name)
    if attribute.type in NUMERIC:
        amount = stream.between(1, 9) * SCALES[attribute.type]
        return AddValue(path=here, amount=amount, sign=stream.choice((1, -1)))
    if attribute.optional and stream.chance(0.5):
        return SetValue(path=here, to=None)
    value = literal_of(attribute, stream)
    if attribute.type == "date" and stream.chance(0.5):
        return SetValue(path=here, to=Path(path=here, days=stream.choice((7, 14, -3))))
    return SetValue(path=here, to=value) if value is not None else None


def _marking(_: World, entity: Entity, stream: Stream) -> Action | None:
    states = [a for a in entity.attributes if a.type == "one_of"]
    if not states:
        return None
    state = stream.choice(states)
    value = stream.choice(state.values)
    return Action(
        verb="mark",
        object=entity.name,
        complement=f"as {value}",
        parameters=(_row(entity.name),),
        effects=(SetValue(path=(entity.name, state.name), to=value),),
    )


def _assignment(_: World, entity: Entity, stream: Stream) -> Action | None:
    links = [a for a in entity.attributes if a.entity is not None]
    if not links:
        return None
    link = stream.choice(links)
    name = link.entity or ""
    if name == entity.name:
        name = f"other {name}"
    parameter = Parameter(name=name, preposition="to", entity=link.entity)
    effect = SetValue(path=(entity.name, link.name), to=Path(path=(name,)))
    return Action(
        verb=stream.choice(ASSIGNING),
        object=entity.name,
        parameters=(_row(entity.name), parameter),
        effects=(effect,),
    )


def _arithmetic(_: World, entity: Entity, stream: Stream) -> Action | None:
    numbers = [a for a in entity.attributes if a.type in NUMERIC]
    if not numbers:
        return None
    number = stream.choice(numbers)
    raises = stream.chance(0.5)
    parameters = [_row(entity.name)]
    amount: Operand = stream.between(1, 12) * SCALES[number.type]
    if stream.chance(0.6):
        name = stream.choice(("amount", "step", "difference"))
        parameters.append(Parameter(name=name, preposition="by", type=number.type))
        amount = Path(path=(name,))
    path = (entity.name, number.name)
    return Action(
        verb=stream.choice(RAISING if raises else LOWERING),
        object=entity.name,
        parameters=tuple(parameters),
        effects=(AddValue(path=path, amount=amount, sign=1 if raises else -1),),
    )


def _change(_: World, entity: Entity, stream: Stream) -> Action | None:
    attribute = stream.choice(entity.attributes)
    if attribute.type == "reference":
        return None
    parameter = Parameter(
        name=attribute.name,
        preposition="to",
        type=attribute.type,
        values=attribute.values,
    )
    effect = SetValue(path=(entity.name, attribute.name), to=Path(path=(attribute.name,)))
    return Action(
        verb=stream.choice(CHANGING),
        object=entity.name,
        complement="",
        parameters=(_row(entity.name), parameter),
        effects=(effect,),
    )


def _later(stream: Stream) -> Path:
    """Some days after today, or today."""
    return Path(path=TODAY, days=stream.choice((0, 1, 7, 14, 28)))


def _creation(world: World, entity: Entity, stream: Stream) -> Action | None:
    """An action that makes a row: its references and needed values are parameters."""
    parameters: list[Parameter] = []
    values: list[tuple[str, Operand]] = []
    for attribute in entity.attributes:
        needed = not attribute.optional and attribute.initial is None
        if not needed and stream.chance(0.8):
            continue
        preset = literal_of(attribute, stream) if stream.chance(0.4) else None
        if attribute.type == "date" and keeps_time(world) and stream.chance(0.5):
            preset = _later(stream)
        if preset is not None:
            values.append((attribute.name, preset))
            continue
        parameter = _for_attribute(attribute, parameters, stream)
        if parameter.name == entity.name:
            return None
        parameters.append(parameter)
        values.append((attribute.name, Path(path=(parameter.name,))))
    return Action(
        verb=stream.choice(CREATING),
        object=entity.name,
        parameters=tuple(parameters),
        effects=(CreateRow(entity=entity.name, values=tuple(values)),),
    )


def _for_attribute(attribute: Attribute, before: list[Parameter], stream: Stream) -> Parameter:
    preposition = "with"
    if attribute.entity is not None and all(p.preposition != "for" for p in before):
        preposition = stream.choice(("for", "with"))
    return Parameter(
        name=attribute.name,
        preposition=preposition,
        type=attribute.type,
        entity=attribute.entity,
        values=attribute.values,
    )


def _deletion(world: World, entity: Entity, stream: Stream) -> Action | None:
    mine = Path(path=(entity.name,))
    pointing = [
        (other.name, a.name)
        for other in world.entities
        for a in other.attributes
        if a.entity == entity.name and other.name != entity.name
    ]
    effects: list[Effect] = []
    if pointing and stream.chance(0.5):
        other, link = stream.choice(pointing)
        effects.append(DeleteRows(entity=other, where=(Filter(attribute=link, among=(mine,)),)))
    effects.append(DeleteRows(entity=entity.name, where=(Filter(attribute="id", among=(mine,)),)))
    return Action(
        verb=stream.choice(DELETING),
        object=entity.name,
        parameters=(_row(entity.name),),
        effects=tuple(effects),
    )


def _row(entity: str) -> Parameter:
    return Parameter(name=entity, entity=entity)
