"""Forms 5 and 6: what can be done, by whom. Here actions are defined, so verbs are open words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nex.data.world import Attribute, In, Parameter, SetValue
from nex.language.reading.attributes import attributes
from nex.language.reading.meanings import Allows
from nex.language.reading.patterns import Bound
from nex.language.reading.restrictions import Thing, rooted
from nex.language.reading.spots import known
from nex.language.reading.states import states_of
from nex.language.reading.things import things
from nex.language.words.morphology import plural, singular
from nex.language.words.naming import RESERVED, is_name
from nex.language.words.tokens import Sentence

PARTICLES = frozenset(
    [
        "out",
        "in",
        "up",
        "down",
        "back",
        "off",
        "on",
        "over",
        "away",
        "through",
        "forward",
        "along",
        "around",
        "apart",
        "aside",
        "ahead",
    ]
)
PREPOSITIONS = frozenset(
    [
        "to",
        "with",
        "for",
        "by",
        "from",
        "on",
        "at",
        "in",
        "into",
        "onto",
        "against",
        "under",
        "through",
        "about",
        "per",
        "as",
    ]
)
_NO_VERBS = frozenset(
    [
        "have",
        "be",
        "own",
        "need",
        "want",
        "only",
        "not",
        "never",
        "also",
        "see",
        "get",
        "do",
        "keep",
    ]
)
_ARTICLES = frozenset(["a", "an", "the", "another", "some", "any", "each", "every"])
_ANYBODY = (("anybody",), ("anyone",), ("everybody",), ("everyone",))
_MODALS = (("can",), ("may",), ("are", "allowed", "to"), ("is", "allowed", "to"))
_WISHES = (*_MODALS, ("want", "to"), ("need", "to"))


def abilities(words: Sentence, bound: Bound, *, bullet: bool) -> list[tuple[Allows, ...]]:
    """Every way to read the whole statement as actions that somebody may do."""
    found: list[tuple[Allows, ...]] = []
    for callers, start, story in _openings(words, bullet):
        named = tuple(caller(name, bound) for name in callers)
        if words.at(0) == "only" and any(_is_state(name, bound) for name in callers):
            continue
        roles = tuple(name for name, is_role in named if is_role)
        for defined, end in _several(words, start, bound):
            if end != len(words) and not (story and words.starts(end, ("so", "that"))):
                continue
            who = tuple(name for name, _ in named)
            only = words.at(0) == "only"
            allowed = tuple(replace(one, callers=who, roles=roles, only=only) for one in defined)
            if allowed not in found:
                found.append(allowed)
    return found


def _openings(words: Sentence, bullet: bool) -> Iterator[tuple[tuple[str, ...], int, bool]]:
    """Who acts, where the verb starts, whether it is a user story."""
    if words.at(0) == "as" and "," in words.words:
        yield from _story(words, words.words.index(","))
        return
    for at in range(1, min(len(words), 14)):
        for modal in _MODALS:
            if words.starts(at, modal):
                anybody = words.words[:at] in _ANYBODY
                names = () if anybody else agents_named(words.words[words.at(0) == "only" : at])
                if names or anybody:
                    yield names, at + len(modal), False
                return
    if bullet or "->" in words.words:
        yield (), 0, False


def _story(words: Sentence, comma: int) -> Iterator[tuple[tuple[str, ...], int, bool]]:
    """`As a nurse, I want to ...`."""
    names = agents_named(words.words[1:comma])
    for wish in _WISHES:
        if names and words.starts(comma + 1, ("i", *wish)):
            yield names, comma + 2 + len(wish), True


def agents_named(words: tuple[str, ...]) -> tuple[str, ...]:
    """The agents of a list: `nurses and doctors`; () where a word is no part of a name."""
    parts: list[tuple[str, ...]] = [()]
    for word in words:
        if word in (",", "and", "or"):
            parts.append(())
        else:
            parts[-1] = (*parts[-1], word)
    bare = [part[1:] if part[0] in _ARTICLES else part for part in parts if part]
    if not all(is_name(part, 3) for part in bare):
        return ()
    return tuple(dict.fromkeys(singular(" ".join(part)) for part in bare))


def _is_state(name: str, bound: Bound) -> bool:
    """Whether a name is rather what some rows are: `only partners may ...`."""
    return bool(known(bound).kinds.named(plural(name)) or known(bound).kinds.named(name))


def caller(name: str, bound: Bound) -> tuple[str, bool]:
    """Who acts, and whether that is a role and no entity."""
    entity = known(bound).nouns.get(name)
    return (entity, False) if entity is not None else (name, True)


def _several(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[tuple[Allows, ...], int]]:
    for first, end in _definition(words, start, bound):
        yield (first,), end
        at = end + (words.at(end) == ",")
        if words.at(at) in ("and", "or"):
            for rest, after in _several(words, at + 1, bound):
                yield (first, *rest), after


def _definition(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Allows, int]]:
    verb = words.at(start)
    if not verb.replace("-", "").isalpha() or verb in RESERVED | _NO_VERBS:
        return
    for length in (1, 2) if words.at(start + 1) in PARTICLES else (1,):
        for noun, end in things(words, start + length, None, bound):
            if noun.article in _ARTICLES or (noun.many and not noun.article):
                said = " ".join(words.words[start : start + length])
                yield from _completed(words, end, (said, noun), bound)


def _completed(
    words: Sentence, start: int, said: tuple[str, Thing], bound: Bound
) -> Iterator[tuple[Allows, int]]:
    verb, noun = said
    given = tuple(rooted(c, (noun.entity,)) for c in noun.conditions)
    target = Parameter(name=noun.entity, entity=noun.entity)
    allowed = Allows(verb, noun.entity, parameters=(target,), requires=given)
    for complement, end in _complements(words, start, noun.entity, bound):
        for more, after in parameters(words, end, allowed.parameters, bound):
            full = replace(allowed, complement=complement, parameters=more)
            yield full, after
            yield from _arrow(words, after, full, bound)


def _complements(
    words: Sentence, start: int, entity: str, bound: Bound
) -> Iterator[tuple[str, int]]:
    """Nothing, a particle, a state of the object, or one behind "as"."""
    yield "", start
    if words.at(start) in PARTICLES:
        yield words.at(start), start + 1
    at = start + (words.at(start) == "as")
    for said, end in states_of(words, at, (entity, bound)):
        if len(said.values) == 1 and end - start > 0:
            yield " ".join(words.words[start:end]), end


def parameters(
    words: Sentence, start: int, before: tuple[Parameter, ...], bound: Bound
) -> Iterator[tuple[tuple[Parameter, ...], int]]:
    """Further parameters behind their prepositions, each with those before it."""
    yield before, start
    preposition = words.at(start)
    if preposition == "and" and before[-1].preposition:
        preposition = before[-1].preposition
    if preposition not in PREPOSITIONS:
        return
    for found, end in _parameter(words, start + 1, before, bound):
        added = found.model_copy(update={"preposition": preposition})
        if all(added.name != known.name for known in before):
            yield from parameters(words, end, (*before, added), bound)


def _parameter(
    words: Sentence, start: int, before: tuple[Parameter, ...], bound: Bound
) -> Iterator[tuple[Parameter, int]]:
    if words.at(start) not in _ARTICLES:
        for (entity, many), end in known(bound).things.at(words, start):
            if many:
                yield Parameter(name=entity, entity=entity), end
        return
    another = words.at(start) == "another"
    for end in _ends(words, start + 1):
        body = words.words[start + 1 : end]
        body = body[1:] if body[:1] in (("new",), ("different",)) else body
        found = attributes(body, known(bound).nouns)
        if found is None or len(found) != 1:
            continue
        made = _typed(found[0], "(" in body, before[0], bound)
        if made is None:
            continue
        again = another and any(p.name == made.name for p in before)
        yield made.model_copy(update={"name": f"other {made.name}"}) if again else made, end


def _ends(words: Sentence, start: int) -> Iterator[int]:
    """Where a parameter's words may end: before a preposition, a conjunction, or at the end."""
    depth = 0
    for at in range(start, min(start + 40, len(words) + 1)):
        word = words.at(at)
        depth += (word == "(") - (words.at(at - 1) == ")")
        closed = depth <= 0 or (depth == 1 and word == "(")
        stops = word in PREPOSITIONS or word in ("", "and", "or", ",", ":", "(", "so")
        if at > start and stops and closed:
            yield at


def _typed(found: Attribute, explicit: bool, target: Parameter, bound: Bound) -> Parameter | None:
    """A parameter with its type: stated, an entity's, or that of the object's attribute."""
    typed = found if explicit or found.type == "reference" else _shared(found, target, bound)
    if typed is None:
        return None
    return Parameter(
        name=found.name,
        type=typed.type,
        entity=typed.entity,
        values=typed.values,
        optional=found.optional,
    )


def _shared(found: Attribute, target: Parameter, bound: Bound) -> Attribute | None:
    """The attribute of that name: the object's own, or that of all entities that have one."""
    entities = known(bound).entities
    own = entities[target.name].attribute(found.name) if target.name in entities else None
    others = [a for e in entities.values() if (a := e.attribute(found.name)) is not None]
    alike = {(a.type, a.entity, a.values) for a in others}
    if own is None and len(alike) == 1:
        return others[0]
    return found if own is None and not others and found.type != "text" else own


def _arrow(
    words: Sentence, start: int, allowed: Allows, bound: Bound
) -> Iterator[tuple[Allows, int]]:
    """`: pending or paid -> shipped`, `(pending -> paid)`, `: from pending to paid`."""
    bracket = words.at(start) == "("
    at = start + (words.at(start) in ("(", ":"))
    leads = words.at(at) == "from"
    at += leads
    where = (allowed.object, bound)
    for before, middle in states_of(words, at, where):
        if words.at(middle) not in (("to", "->") if leads else ("->",)) or at == start:
            continue
        for after, end in states_of(words, middle + 1, where):
            if after.attribute != before.attribute or len(after.values) != 1:
                continue
            if bracket and words.at(end) != ")":
                continue
            path = (allowed.object, before.attribute)
            requires = (*allowed.requires, In(path=path, values=before.values))
            effects = (*allowed.effects, SetValue(path=path, to=after.values[0]))
            yield replace(allowed, requires=requires, effects=effects), end + bracket
