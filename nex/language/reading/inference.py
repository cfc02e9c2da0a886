"""What English leaves unsaid and a reader adds: each addition is marked in `Action.inferred`."""

from __future__ import annotations

from nex.data.world import (
    Action,
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
    Parameter,
    Path,
    SetValue,
    World,
)
from nex.language.reading.meanings import Chain
from nex.language.sentences.canonical import direct
from nex.language.sentences.clauses import change, demand
from nex.language.sentences.scope import CALLER, action_scope
from nex.language.words.morphology import participles

_CREATING = frozenset(
    [
        "create",
        "add",
        "register",
        "book",
        "place",
        "record",
        "file",
        "log",
        "raise",
        "schedule",
        "make",
    ]
)


def without_created(action: Action, used: frozenset[str] = frozenset()) -> Action:
    """The action without its object as a parameter, where the object is what it creates.

    `used` are names that rules about the action start their paths with.
    """
    target = direct(action)
    made = any(isinstance(e, CreateRow) and e.entity == action.object for e in action.effects)
    if target is None or not made or target.name in roots(action) | used:
        return action
    rest = tuple(p for p in action.parameters if p != target)
    return action.model_copy(update={"parameters": rest})


def inferred(world: World, chains: tuple[Chain, ...] = ()) -> World:
    """The World with every action completed; what was added is listed in `inferred`."""
    actions = tuple(_completed(world, action, chains) for action in world.actions)
    whole = world.model_copy(update={"actions": actions})
    if not any(action.verb.startswith("un") for action in actions):
        return whole
    undone = tuple(_marked(world, action, _undone(whole, action)) for action in actions)
    return world.model_copy(update={"actions": undone})


def _marked(world: World, before: Action, after: Action) -> Action:
    """The action with what was added to it marked."""
    scope = action_scope(world, after)
    new = [change(e, scope) for e in after.effects if e not in before.effects]
    return after.model_copy(update={"inferred": (*before.inferred, *new)})


def _completed(world: World, action: Action, chains: tuple[Chain, ...]) -> Action:
    entities = {entity.name: entity for entity in world.entities}
    before = action
    action = _created(action, entities)
    action = _named_state(action, entities)
    action = _assigned(action, entities)
    for chain in chains:
        action = _follows(action, chain)
    guards = [rule.condition for rule in world.rules if rule.action == action.name]
    used = frozenset(root for condition in guards for root in condition_roots(condition))
    action = _filled(without_created(action, used), entities)
    scope = action_scope(world, action)
    new_requires = [demand(c, scope) for c in action.requires if c not in before.requires]
    new_effects = [change(e, scope) for e in action.effects if e not in before.effects]
    return action.model_copy(update={"inferred": tuple(new_requires + new_effects)})


def _created(action: Action, entities: dict[str, Entity]) -> Action:
    """`book an appointment for a patient with a doctor` makes one that has those."""
    home = entities[action.object]
    target = direct(action)
    links = {a.entity for a in home.attributes if a.entity is not None}
    given = [p for p in action.parameters if p.preposition and p.entity in links]
    said = action.effects or target is None or target.name in roots(action)
    if said or not given or action.verb not in _CREATING or action.complement:
        return action
    return _with(action, CreateRow(entity=action.object, values=()))


def _named_state(action: Action, entities: dict[str, Entity]) -> Action:
    """`suspend a member` makes it suspended, `mark a book as lost` makes it lost."""
    target = direct(action)
    if target is None or _creates_or_deletes(action, target):
        return action
    said = action.complement.removeprefix("as ").removeprefix("to ")
    words = (said,) if said else (*participles(action.verb), *_again(action.verb))
    found = [
        (attribute.name, word)
        for attribute in entities[action.object].attributes
        for word in words
        if word in attribute.values
    ]
    if len(found) != 1:
        return action
    path = (target.name, found[0][0])
    if any(isinstance(e, SetValue) and e.path == path for e in action.effects):
        return action
    return _with(action, SetValue(path=path, to=found[0][1]))


def _again(verb: str) -> tuple[str, ...]:
    """States that a "re-" verb brings back: `reopen` -> open, `re-submit` -> submitted."""
    bare = verb.removeprefix("re-") if verb.startswith("re-") else verb.removeprefix("re")
    if bare == verb or len(bare) < 3 or " " in bare:
        return ()
    named = {"activate": ("active",), "instate": ("active",)}
    return (bare, *participles(bare), *named.get(bare, ()))


def _undone(world: World, action: Action) -> Action:
    """`unassign` clears what `assign` sets; `unlock` sets the other of two values."""
    target = direct(action)
    bare = action.verb.removeprefix("un").removeprefix("-")
    done = next((a for a in world.actions if (a.verb, a.object) == (bare, action.object)), None)
    if target is None or done is None or bare == action.verb or action.effects:
        return action
    home = world.entity(action.object)
    for effect in done.effects:
        if not isinstance(effect, SetValue) or effect.path[0] != target.name:
            continue
        attribute = home.attribute(effect.path[1]) if len(effect.path) == 2 else None
        if attribute is None:
            continue
        if attribute.optional and isinstance(effect.to, Path):
            return _with(action, SetValue(path=effect.path, to=None))
        others = [value for value in attribute.values if value != effect.to]
        if len(others) == 1:
            return _with(action, SetValue(path=effect.path, to=others[0]))
    return action


def _creates_or_deletes(action: Action, target: Parameter) -> bool:
    return any(
        (isinstance(e, CreateRow) and e.entity == target.entity)
        or (isinstance(e, DeleteRows) and e.entity == target.entity)
        for e in action.effects
    )


def _assigned(action: Action, entities: dict[str, Entity]) -> Action:
    """`assign an incident to an engineer` sets the incident's engineer."""
    target = direct(action)
    if target is None or action.effects:
        return action
    for parameter in action.parameters:
        fits = [a.name for a in entities[action.object].attributes if _fits(parameter, a)]
        if parameter.preposition and len(fits) == 1:
            effect = SetValue(path=(target.name, fits[0]), to=Path(path=(parameter.name,)))
            action = _with(action, effect)
    return action


def _fits(parameter: Parameter, attribute: Attribute) -> bool:
    if parameter.entity is not None:
        return attribute.entity == parameter.entity
    return (attribute.name, attribute.type) == (parameter.name, parameter.type)


def _follows(action: Action, chain: Chain) -> Action:
    """A chain of states demands the one before the one that the action sets."""
    target = direct(action)
    if target is None or target.entity != chain.entity:
        return action
    path = (target.name, chain.attribute)
    demanded = any(isinstance(c, In) and c.path == path for c in action.requires)
    reached = [e.to for e in action.effects if isinstance(e, SetValue) and e.path == path]
    if demanded or len(reached) != 1 or reached[0] not in chain.values[1:]:
        return action
    before = chain.values[chain.values.index(reached[0]) - 1]
    new = In(path=path, values=(before,))
    return action.model_copy(update={"requires": (*action.requires, new)})


def _filled(action: Action, entities: dict[str, Entity]) -> Action:
    """A created row takes what it needs from the parameters; what is missing becomes one."""
    parameters = list(action.parameters)
    effects: list[Effect] = []
    for effect in action.effects:
        if isinstance(effect, CreateRow):
            effects.append(_row_filled(effect, action, parameters, entities[effect.entity]))
        else:
            effects.append(effect)
    update = {"parameters": tuple(parameters), "effects": tuple(effects)}
    return action.model_copy(update=update)


def _row_filled(
    effect: CreateRow, action: Action, parameters: list[Parameter], home: Entity
) -> CreateRow:
    values = dict(effect.values)
    for attribute in home.attributes:
        if attribute.name in values:
            continue
        source = _source(attribute, action, parameters)
        needed = not attribute.optional and attribute.initial is None
        if source is None and needed:
            source = _added(attribute, parameters)
        if source is not None:
            values[attribute.name] = Path(path=(source,))
    return CreateRow(entity=effect.entity, values=tuple(values.items()))


def _source(attribute: Attribute, action: Action, parameters: list[Parameter]) -> str | None:
    """The parameter, or the caller, that a created row's attribute takes its value from."""
    for parameter in parameters:
        alike = (parameter.type, parameter.entity) == (attribute.type, attribute.entity)
        if parameter.name == attribute.name and alike:
            return parameter.name
    rows = [p.name for p in parameters if p.entity is not None and p.entity == attribute.entity]
    if len(rows) == 1 and not attribute.optional:
        return rows[0]
    mine = attribute.entity is not None and action.callers == (attribute.entity,)
    return CALLER if mine and not rows and not attribute.optional else None


def _added(attribute: Attribute, parameters: list[Parameter]) -> str:
    taken = {parameter.name for parameter in parameters}
    name = attribute.name if attribute.name not in taken else f"new {attribute.name}"
    parameters.append(
        Parameter(
            name=name,
            preposition="with",
            type=attribute.type,
            entity=attribute.entity,
            values=attribute.values,
        )
    )
    return name


def _with(action: Action, effect: Effect) -> Action:
    return action.model_copy(update={"effects": (*action.effects, effect)})


def roots(action: Action) -> set[str]:
    """Every name that a path in the action's requirements and effects starts with."""
    found: set[str] = set()
    for condition in action.requires:
        found |= condition_roots(condition)
    for effect in action.effects:
        match effect:
            case CreateRow():
                found |= {to.path[0] for _, to in effect.values if isinstance(to, Path)}
            case DeleteRows():
                found |= {v.path[0] for f in effect.where for v in f.among if isinstance(v, Path)}
            case SetValue():
                found |= {effect.path[0], *_operand_root(effect.to)}
            case _:
                found |= {effect.path[0], *_operand_root(effect.amount)}
    return found


def _operand_root(value: object) -> set[str]:
    return {value.path[0]} if isinstance(value, Path) else set()


def condition_roots(condition: Condition) -> set[str]:
    found: set[str] = set()
    if isinstance(condition, CountAtMost | Exists):
        found |= {v.path[0] for f in condition.where for v in f.among if isinstance(v, Path)}
    else:
        found.add(condition.path[0])
        found |= _operand_root(condition.to) if isinstance(condition, Compare) else set()
    return found | (condition_roots(condition.when) if condition.when is not None else set())
