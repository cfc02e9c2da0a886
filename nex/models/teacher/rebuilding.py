"""From tool signatures back to a World: the part of it that the tools speak of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import cast

from nex.data.jsons import Json
from nex.data.messages import Signature
from nex.data.world import (
    Action,
    Attribute,
    AttributeType,
    Entity,
    Parameter,
    World,
    identifier,
)
from nex.language.dialects.reader import read_dialect
from nex.language.dialects.waiting import NAMES as WAITING, TAKES
from nex.language.reading.pace import read_span
from nex.language.reading.vocabulary import Vocabulary, vocabulary
from nex.language.requests.lexicon import lexicon
from nex.language.sentences.canonical import indefinite
from nex.language.sentences.clock import is_clock
from nex.language.sentences.contracts import (
    read_effect,
    read_requirement,
    read_rule,
    split_sentences,
)
from nex.language.words.morphology import with_article
from nex.models.teacher.guessing import guessed
from nex.models.teacher.knowledge import Demand, Knowledge, Skill, Tool
from nex.models.teacher.offers import USER, Offer, offers

_SEARCH = re.compile(r"Search (.+?)\.(?: |$)")
_GET = re.compile(r"Get (?:one|a|an) (.+) by its id\.$")
_ROW = re.compile(r"id of (?:the |an? )?(.+)")


def rebuild(tools: Sequence[Signature], orders: str) -> Knowledge:
    """What the signatures say; `orders` is the agent's prompt, which may list a colleague's tools."""
    tongue = read_dialect(tools)
    said = offers(tongue.plain, orders)
    entities = _entities(said)
    actions = [(offer, _action(offer, entities)) for offer in said if _acts(offer)]
    roles = dict.fromkeys(name for _, action in actions for name in action.callers)
    world = World(
        name="what the tools say",
        entities=tuple(entities.values()),
        roles=tuple(role for role in roles if role not in entities),
        actions=tuple(action for _, action in actions),
    )
    words = vocabulary(world)
    skills = [_skill(offer, action, words) for offer, action in actions]
    world = world.model_copy(update={"actions": tuple(skill.action for skill in skills)})
    own = {offer.name: offer for offer in said if offer.seat is None}
    finish = own.get("finish")
    statuses = finish.properties.get("status", {}).get("enum") if finish else None
    return Knowledge(
        world=world,
        lexicon=lexicon(world),
        entities=entities,
        skills={skill.action.name: skill for skill in skills},
        searches=_named(own.values(), _SEARCH, {e.plural: n for n, e in entities.items()}),
        reads=_named(own.values(), _GET, {n: n for n in entities}),
        lookups=_lookups(said, entities),
        asks="ask_user" in own,
        statuses=tuple(map(str, statuses)) if isinstance(statuses, list) else (),
        tongue=tongue,
    )


def _named(
    found: Iterable[Offer], pattern: re.Pattern[str], entities: dict[str, str]
) -> dict[str, str]:
    matches = ((offer, pattern.match(offer.lines[0])) for offer in found if offer.lines)
    return {
        entities[match[1]]: offer.name
        for offer, match in matches
        if match is not None and match[1] in entities
    }


def _lookups(said: list[Offer], entities: dict[str, Entity]) -> dict[str, tuple[str, ...]]:
    plurals = {entity.plural: name for name, entity in entities.items()}
    found: dict[str, tuple[str, ...]] = {}
    for seat in dict.fromkeys(offer.seat for offer in said if offer.seat not in (None, "", USER)):
        theirs = [offer for offer in said if offer.seat == seat]
        found[seat] = tuple(_named(theirs, _SEARCH, plurals))
    return found


def _acts(offer: Offer) -> bool:
    """Whether the tool performs an action: it neither reads nor ends nor asks."""
    if not offer.lines or offer.name in {"finish", "ask_user"} | WAITING:
        return False
    return not _SEARCH.match(offer.lines[0]) and not _GET.match(offer.lines[0])


def _entities(said: list[Offer]) -> dict[str, Entity]:
    """Entities by name: the search tool gives plural and attributes, the get tool the name."""
    singulars = [m[1] for offer in said if offer.lines and (m := _GET.match(offer.lines[0]))]
    plurals = {
        m[1]: offer for offer in said if offer.lines and (m := _SEARCH.match(offer.lines[0]))
    }
    found: dict[str, Entity] = {}
    pairs = zip(dict.fromkeys(singulars), plurals.items(), strict=False)
    for name, (plural, offer) in pairs:
        made = Entity(name=name, plural=plural, attributes=tuple(_attributes(offer)))
        found[name] = made.model_copy(update={"single": is_clock(made)})
    return found


def _attributes(offer: Offer) -> Iterable[Attribute]:
    for key, schema in offer.properties.items():
        bound = key.removesuffix("_min").removesuffix("_max")
        if key == "page" or (bound != key and bound in offer.properties):
            continue
        type, values, entity = _typed(schema)
        name = str(schema.get("title", key.replace("_", " ")))
        yield Attribute(name=name, type=type, values=values, entity=entity)


def _typed(schema: Json) -> tuple[AttributeType, tuple[str, ...], str | None]:
    """Type, listed values and entity of a value with this schema."""
    listed = schema.get("enum")
    if isinstance(listed, list):
        return "one_of", tuple(map(str, listed)), None
    text = str(schema.get("description", ""))
    if schema.get("type") == "string" and (match := _ROW.match(text)):
        return "reference", (), match[1]
    said = str(schema.get("format", text.partition(" ")[0]))
    if said in {"date", "time", "money"}:
        return cast("AttributeType", said), (), None
    plain: dict[str, AttributeType] = {
        "integer": "integer",
        "number": "number",
        "boolean": "yes_no",
    }
    return plain.get(str(schema.get("type")), "text"), (), None


def _action(offer: Offer, entities: dict[str, Entity]) -> Action:
    """The action's words, from the tool's name, its phrase and its arguments."""
    phrase = offer.lines[0].removesuffix(".")
    phrase = phrase[:1].lower() + phrase[1:]
    parameters: list[Parameter] = []
    for key, schema in offer.properties.items():
        type, values, entity = _typed(schema)
        parameters.append(
            Parameter(
                name=str(schema.get("title", key.replace("_", " "))),
                type=type,
                entity=entity,
                values=values,
                optional=key not in offer.required,
            )
        )
    verb, object, rest = _split(phrase, offer.name, parameters, entities)
    complement, parameters = _tail(rest, f"{verb} {object}", parameters, offer.name)
    return Action(
        verb=verb,
        object=object,
        complement=complement,
        parameters=tuple(parameters),
        callers=tuple(filter(None, offer.line("Who").split(", "))),
    )


def _split(
    phrase: str, tool: str, parameters: list[Parameter], entities: dict[str, Entity]
) -> tuple[str, str, str]:
    """Verb, object and what follows it in the phrase."""
    heads = {with_article(name): name for name in entities}
    heads.update({indefinite(p): p.entity for p in parameters if p.entity})
    for said in sorted(heads, key=len, reverse=True):
        verb, found, rest = f"{phrase} ".partition(f" {said} ")
        if found and tool.startswith(identifier(f"{verb} {heads[said]}")):
            return verb, heads[said], rest.strip()
    verb, _, rest = phrase.partition(" ")
    words = rest.split(" ")
    return verb, " ".join(words[1:2]) or tool, " ".join(words[2:])


def _tail(
    rest: str, start: str, parameters: list[Parameter], tool: str
) -> tuple[str, list[Parameter]]:
    """The complement, and the parameters with their prepositions."""
    complement = ""
    for end in range(len(rest), -1, -1):
        whole = end == len(rest) or rest[end] == " "
        if whole and identifier(f"{start} {rest[:end]}") == tool:
            complement, rest = rest[:end].strip(), rest[end:].strip()
            break
    found: list[Parameter] = []
    last = ""
    for parameter in parameters:
        before, said, after = f" {rest} ".partition(f" {indefinite(parameter)} ")
        preposition = before.strip() if said else ""
        last = last if preposition == "and" else preposition
        found.append(parameter.model_copy(update={"preposition": last if said else ""}))
        rest = after.strip() if said else rest
    return complement, found


def _skill(offer: Offer, action: Action, words: Vocabulary) -> Skill:
    """The action with what its description demands and promises."""
    needs = [
        (s, read_requirement(s, words, action)) for s in split_sentences(offer.line("Requires"))
    ]
    effects = [read_effect(s, words, action) for s in split_sentences(offer.line("Effect"))]
    if not effects:
        effects = [*guessed(action, {e.name: e for e in words.world.entities})]
    full = action.model_copy(
        update={
            "requires": tuple(condition for _, condition in needs if condition),
            "effects": tuple(effect for effect in effects if effect),
            "seconds": read_span(offer.line(TAKES).partition(".")[0]) or 0,
            "in_person": offer.seat == USER,
        }
    )
    demands = [Demand(sentence, condition) for sentence, condition in needs]
    demands += [_law(s, words) for s in split_sentences(offer.line("Rules"))]
    phrase = offer.lines[0].removesuffix(".")
    who = " or ".join(action.callers)
    only = f"Only {who} may {phrase[:1].lower()}{phrase[1:]}" if who else ""
    contract = (*offer.lines[2:], offer.line("Effect"))
    about = any("the caller" in line for line in contract)
    return Skill(full, Tool(offer.name, offer.seat), tuple(demands), only, about)


def _law(sentence: str, words: Vocabulary) -> Demand:
    rule = read_rule(sentence, words)
    return Demand(sentence, rule.condition, rule.entity) if rule else Demand(sentence, None)
