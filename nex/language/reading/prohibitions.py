"""Form 8: what nobody may do, as guards on actions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nex.data.world import Attribute, Compare, Condition, CountAtMost, Exists, Path, Rule
from nex.language.reading.conditions import as_condition, fact
from nex.language.reading.deeds import Agents, Said, agents, completed, deed
from nex.language.reading.forms import SLOTS, form
from nex.language.reading.meanings import Rules
from nex.language.reading.patterns import Bound, Found, compiled, matches
from nex.language.reading.references import Filters, Rows
from nex.language.reading.restrictions import Thing, rooted
from nex.language.reading.spots import known, scope
from nex.language.sentences.canonical import direct
from nex.language.sentences.moods import opposite
from nex.language.sentences.pieces import joined
from nex.language.sentences.scope import CALLER
from nex.language.words.tokens import Sentence


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing that must not be the case, said as what must be.

    `fact` is the same as what is the case; None where no condition says that.
    """

    demanded: Condition
    fact: Condition | None


@dataclass(frozen=True, slots=True)
class Breaches:
    """What must not be the case together."""

    items: tuple[Breach, ...]


def _breach(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Breach, int]]:
    for found, end in fact(words, start, bound):
        turned = opposite(found)
        if turned is not None:
            yield Breach(turned, found), end
    outside: dict[str, object] = {"vocabulary": known(bound), "scope": scope(bound)}
    for inside, end in matches(_CROWD, words, start, outside):
        found = Found(inside)
        limit = CountAtMost(
            entity=found.take("rows", Rows).entity,
            where=found.take("filters", Filters).items,
            most=found.take("number", int),
        )
        yield Breach(limit, opposite(limit)), end
    for inside, end in matches(_FEW, words, start, outside):
        found = Found(inside)
        least = Exists(
            entity=found.take("rows", Rows).entity,
            where=found.take("filters", Filters).items,
            least=found.take("number", int) or 1,
        )
        yield Breach(least, opposite(least)), end
    for inside, end in matches(_DEAR, words, start, outside):
        found = Found(inside)
        most = CountAtMost(
            entity=found.take("rows", Rows).entity,
            where=found.take("filters", Filters).items,
            most=found.take("sum", int),
            total=found.take("summed", Attribute).name,
        )
        yield Breach(most, None), end


def breaches(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Breaches, int]]:
    for first, end in _breach(words, start, bound):
        yield Breaches((first,)), end
        if words.at(end) == "and":
            for rest, after in breaches(words, end + 1, bound):
                yield Breaches((first, *rest.items)), after


def _own(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[Said, int]]:
    """`approve their own claim`: the claim that points to the caller."""
    for one, end in known(bound).deeds.at(words, start):
        if one.form != "base" or not words.starts(end, ("their", "own")):
            continue
        for (entity, _), after in known(bound).things.at(words, end + 2):
            if entity == one.action.object:
                yield from completed(words, after, (one.action, Thing(entity)), bound)


_DEAR = compiled(
    "the total {summed} of {rows:summed_rows} {filters} is (more than|above|over) {sum}", SLOTS
)
_FEW = compiled("there are (fewer|less) than {number} {rows} {filters}", SLOTS)
_CROWD = compiled("there are more than {number} {rows} {filters}", SLOTS)
_FORBIDS = "(cannot|can not|must not|may not|shall not|must never|can never|may never|shall never)"
_IS_NEVER = f"({_FORBIDS} be|(is|are) never)"
_FORBIDDEN = "(not (possible|allowed|permitted)|forbidden|refused|prohibited)"
_NOBODY = "(nobody|no one|no-one)"
_IF = "[(if|when|while) {breaches}] [unless {unless:fact}]"


def _guard(found: Found) -> Rules | None:
    said = found.take("said", Said)
    facts = list(said.conditions)
    if found.has("agent"):
        agent = _agent(found.take("agent", Thing), said)
        if agent is None:
            return None
        facts = [*agent, *facts]
    turned = ((opposite(condition), condition) for condition in facts)
    breaches = [Breach(must, is_) for must, is_ in turned if must is not None]
    if len(breaches) < len(facts):
        return None
    if found.has("breaches"):
        breaches += found.take("breaches", Breaches).items
    if found.has("unless") and not breaches:
        held = as_condition(found.take("unless", object))
        return Rules(Rule(action=said.action.name, condition=held))
    return _rule(said.action.name, breaches, _exception(found))


def _all_guard(found: Found) -> Rules | None:
    """`Staff cannot check out a lost book`, where none but staff can check out books at all."""
    names = set(found.take("who", Agents).names)
    return _guard(found) if names == set(found.take("said", Said).action.callers) else None


def _exception(found: Found) -> list[Condition] | None:
    """What `unless` adds: the guard stands only where its condition does not hold."""
    if not found.has("unless"):
        return []
    turned = opposite(as_condition(found.take("unless", object)))
    return [turned] if turned is not None else None


def _agent(agent: Thing, said: Said) -> list[Condition] | None:
    """Who a restricted subject is: the caller, or the one parameter of that entity."""
    roots = [p.name for p in said.action.parameters if p.entity == agent.entity and p.preposition]
    if agent.entity in said.action.callers:
        roots.append(CALLER)
    if len(roots) != 1 or not agent.conditions:
        return None
    return [rooted(c, (roots[0],)) for c in agent.conditions]


def _rule(action: str, breaches: list[Breach], exception: list[Condition] | None) -> Rules | None:
    demanded = joint(breaches, exception) if exception is not None else None
    return Rules(Rule(action=action, condition=demanded)) if demanded is not None else None


def joint(breaches: list[Breach], exception: list[Condition]) -> Condition | None:
    """One breach is demanded not to be; a second one, or an exception, says when.

    None where there is none, or where two of them can only be demanded, not found.
    """
    ordered = sorted(breaches, key=lambda breach: breach.fact is not None)
    when = [breach.fact for breach in ordered[1:] if breach.fact is not None] + exception
    if not ordered or len(when) != len(ordered) - 1 + len(exception):
        return None
    return joined(ordered[0].demanded, when)


def _own_rule(found: Found) -> Rules | None:
    said = found.take("said", Said)
    target = direct(said.action)
    if target is None or said.conditions:
        return None
    if found.has("who") and set(found.take("who", Agents).names) != set(said.action.callers):
        return None
    home = said.scope.entities[said.action.object]
    links = [a.name for a in home.attributes if a.entity in said.action.callers and a.entity]
    if len(links) != 1:
        return None
    path = (target.name, links[0])
    condition = Compare(path=path, operator="!=", to=Path(path=(CALLER,)))
    return _rule(said.action.name, [Breach(condition, None)], _exception(found))


PROHIBITIONS = form(
    (
        (f"{_NOBODY} (may|can|must|shall) {{said:phrase}} {_IF}", _guard),
        (f"(never|do not|you {_FORBIDS}|it is forbidden to) {{said:phrase}} {_IF}", _guard),
        ("no {said:gerund} (if|when|while) {breaches}", _guard),
        ("no {said:deed} (if|when|while) {breaches}", _guard),
        (f"{{said:gerund}} is {_FORBIDDEN} (if|when|while) {{breaches}}", _guard),
        (f"{{said:deed}} is {_FORBIDDEN} (if|when|while) {{breaches}}", _guard),
        (f"{{subject:thing}} {_IS_NEVER} {{said:done}} {_IF}", _guard),
        (f"no {{subject:thing}} (may|can|shall) [ever] be {{said:done}} {_IF}", _guard),
        (f"{{agent:thing}} {_FORBIDS} {{said:phrase}} {_IF}", _guard),
        (f"no {{agent:thing}} (may|can|shall) {{said:phrase}} {_IF}", _guard),
        (f"[the] {{who:agents}} {_FORBIDS} {{said:phrase}} {_IF}", _all_guard),
        (f"{_NOBODY} (may|can) {{said:own}} [unless {{unless:fact}}]", _own_rule),
        (f"{{who:agents}} {_FORBIDS} {{said:own}} [unless {{unless:fact}}]", _own_rule),
    ),
    {"breaches": breaches, "own": _own, "agents": agents, "deed": deed},
)
