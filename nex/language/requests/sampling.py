"""Random requests about a World, for the round trip."""

from __future__ import annotations

from nex.data.streams import Stream
from nex.data.world import Action, Attribute, Entity, Parameter, Value, World
from nex.language.requests.request import (
    ASKED,
    Do,
    Every,
    Fallback,
    Free,
    Item,
    Many,
    Mention,
    Question,
    Ranked,
    Reach,
    Request,
    Speaker,
    Test,
    Trait,
    Way,
    When,
    mention,
)

NASTY = (
    "Dune",
    'The "Big" Sleep',
    "the book of the member",
    "",
    "“Curly” and “more”",
    'both " and ”',
    "O'Brien, Jr. and then return it.",
    "日本語の本",
    "🦊 fox; (paren) : colon?",
    "12",
    "line\nbreak",
    "and",
)


def random_request(world: World, stream: Stream) -> Request:
    """One to four items about whatever rows."""
    items = tuple(_item(world, stream) for _ in range(stream.between(1, 4)))
    speaker = None
    if stream.chance(0.3):
        role = stream.choice([*world.roles, *(e.name for e in world.entities)])
        label = stream.choice(NASTY) if stream.chance(0.6) else None
        speaker = Speaker(role, label)
    return Request(items, speaker)


def _item(world: World, stream: Stream) -> Item:
    if world.actions and stream.chance(0.3):
        return _compound(world, stream)
    kind = stream.below(3)
    if kind == 0 and world.actions:
        return _do(world, stream.choice(world.actions), stream)
    entity = stream.choice(world.entities)
    if kind == 1 and entity.attributes:
        attribute = stream.choice(entity.attributes)
        row = random_mention(world, entity, stream)
        return Reach(row, attribute.name, _value(world, attribute, stream, 0))
    asked = stream.choice(ASKED)
    if asked == "count" or not entity.attributes:
        return Question("count", random_mention(world, entity, stream))
    attribute = stream.choice(entity.attributes)
    return Question(asked, random_mention(world, entity, stream), attribute.name)


def _compound(world: World, stream: Stream) -> Item:
    kind = stream.below(3)
    if kind == 0:
        return _deed(world, stream)
    if kind == 1:
        return Fallback(_do(world, stream.choice(world.actions), stream), _deed(world, stream))
    branches = [_deed(world, stream), _deed(world, stream) if stream.chance(0.5) else None]
    then, otherwise = stream.shuffled(branches)
    return When(_test(world, stream), then, otherwise)


def _deed(world: World, stream: Stream) -> Do | Many:
    """An action on named rows, or on rows that are chosen by looking."""
    do = _do(world, stream.choice(world.actions), stream)
    rows = [
        (name, value)
        for name, value in do.arguments
        if isinstance(value, Mention) and value.of is None and stream.chance(0.5)
    ]
    ways = tuple((name, _way(world, value.entity, stream)) for name, value in rows)
    times = stream.between(2, 40) if stream.chance(0.3) else 1
    return Many(do, ways, times) if ways or times > 1 else do


def _way(world: World, entity: str, stream: Stream) -> Way:
    holders = [
        (holder.name, attribute.name)
        for holder in world.entities
        for attribute in holder.attributes
        if attribute.entity == entity
        and sum(other.entity == entity for other in holder.attributes) == 1
    ]
    if holders and stream.chance(0.3):
        counted, attribute = stream.choice(holders)
        return Ranked(stream.choice(("most", "fewest")), attribute, counted)
    plain = [a.name for a in world.entity(entity).attributes if a.type in ("integer", "money")]
    if plain and stream.chance(0.5):
        return Ranked(stream.choice(("highest", "lowest")), stream.choice(plain))
    return stream.choice((Every(), Free()))


def _test(world: World, stream: Stream) -> Test:
    entity = stream.choice(world.entities)
    row = random_mention(world, entity, stream)
    plain = [a for a in entity.attributes if a.type != "reference"]
    if not plain or stream.chance(0.3):
        least = Question("count", row)
        return Test(least, stream.choice((">=", "<")), stream.between(1, 9))
    attribute = stream.choice(plain)
    number = attribute.type in ("integer", "money", "number")
    operator = stream.choice(("=", ">=", "<")) if number else "="
    question = Question("value", row, attribute.name)
    return Test(question, operator, _plain(attribute, stream))


def _do(world: World, action: Action, stream: Stream) -> Do:
    said = [p for p in action.parameters if not p.optional or stream.chance(0.5)]
    return Do(action.name, tuple((p.name, _argument(world, p, stream)) for p in said))


def _argument(world: World, parameter: Parameter, stream: Stream) -> Mention | Value:
    kind = "reference" if parameter.entity else parameter.type
    attribute = Attribute(
        name=parameter.name, type=kind, values=parameter.values, entity=parameter.entity
    )
    return _value(world, attribute, stream, 0)


def random_mention(world: World, entity: Entity, stream: Stream, depth: int = 0) -> Mention:
    """A mention by up to three traits, or by what refers to the row."""
    holders = [
        (holder, attribute)
        for holder in world.entities
        for attribute in holder.attributes
        if attribute.entity == entity.name
    ]
    if holders and depth < 2 and stream.chance(0.25):
        holder, attribute = stream.choice(holders)
        return Mention(
            entity.name, of=(attribute.name, random_mention(world, holder, stream, depth + 1))
        )
    usable = [a for a in entity.attributes if a.type != "reference" or depth < 2]
    chosen = stream.sample(usable, stream.between(0, 3))
    traits = (Trait(a.name, _value(world, a, stream, depth + 1)) for a in chosen)
    return mention(entity.name, *traits)


def _value(world: World, attribute: Attribute, stream: Stream, depth: int) -> Mention | Value:
    if depth and stream.chance(0.1):
        return None
    if attribute.type == "reference":
        return random_mention(world, world.entity(attribute.entity or ""), stream, depth + 1)
    return _plain(attribute, stream)


def _plain(attribute: Attribute, stream: Stream) -> Value:
    match attribute.type:
        case "one_of":
            return stream.choice(attribute.values)
        case "yes_no":
            return stream.chance(0.5)
        case "date":
            return f"2026-{stream.between(1, 12):02}-{stream.between(1, 28):02}"
        case "time":
            return f"{stream.below(24):02}:{stream.below(60):02}"
        case "text":
            return stream.choice(NASTY)
        case _:
            return stream.between(-2000, 200000)
