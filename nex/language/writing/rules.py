"""Forms 8 and 9 in their wordings: prohibitions and limits."""

from __future__ import annotations

from nex.data.world import Action, CountAtMost, NotIn, Rule, World
from nex.language.sentences.canonical import action_phrase, direct, owning, phrase, rule_sentence
from nex.language.sentences.clauses import breach, whose
from nex.language.sentences.moods import opposite
from nex.language.sentences.phrasing import passive_whole
from nex.language.sentences.pieces import chain
from nex.language.sentences.scope import CALLER, Scope, rule_scope, singles
from nex.language.words.literals import literal
from nex.language.words.morphology import listed, plural, with_article
from nex.language.writing.wordings import Choice, clauses, demand_wording, fact_wording, tells


def rule_lines(world: World, choice: Choice) -> list[str]:
    """One sentence per rule."""
    return [f"{choice.of(_rule(world, rule, choice))}." for rule in world.rules]


def _rule(world: World, rule: Rule, choice: Choice) -> list[str]:
    scope = rule_scope(world, rule)
    if rule.action is not None:
        return [rule_sentence(world, rule), *_guard(world, rule, scope, choice)]
    return [rule_sentence(world, rule), *_invariant(rule, scope, choice)]


def _guard(world: World, rule: Rule, scope: Scope, choice: Choice) -> list[str]:
    action = world.action(rule.action or "")
    breached = _breach(rule, scope, choice)
    said = action_phrase(action)
    found = [
        f"No one may {said} if {breached}",
        f"Never {said} if {breached}",
        f"{_capital(passive_whole(action, 'cannot be'))} if {breached}",
        f"{_capital(passive_whole(action, 'must not be'))} if {breached}",
    ]
    return found + _restricted(world, rule, scope)


def _breach(rule: Rule, scope: Scope, choice: Choice) -> str:
    """The breach and its `when`, which may come as "unless" the opposite."""
    condition = rule.condition
    whens = [*chain(condition)][1:]
    turned = opposite(condition)
    bare = condition.model_copy(update={"when": None})
    first = breach(bare, scope)
    if turned is not None:
        first = choice.of(clauses(turned, scope, "fact"))
    exception = opposite(whens[-1]) if whens else None
    if exception is not None and choice.chance(0.5):
        said = [fact_wording(when, scope, choice) for when in whens[:-1]]
        held = " and ".join([first, *said])
        return f"{held} unless {fact_wording(exception, scope, choice)}"
    return " and ".join([first, *(fact_wording(when, scope, choice) for when in whens)])


def _restricted(world: World, rule: Rule, scope: Scope) -> list[str]:
    """`Never check out a book to a suspended member`, `Suspended members cannot ...`."""
    action = world.action(rule.action or "")
    condition = rule.condition
    if not isinstance(condition, NotIn) or condition.when is not None or len(condition.path) != 2:
        return []
    root, name = condition.path
    if root in singles(world):
        return []
    homes = scope.homes((root,))
    words = [value for value in condition.values if isinstance(value, str)]
    if (
        len(homes) != 1
        or not words
        or not all(tells(scope.entities[homes[0]], name, w) for w in words)
    ):
        return []
    said = listed(words, "or")
    found: list[str] = []
    if root != CALLER and not root.startswith("other "):
        whole = phrase(
            action,
            action.verb,
            lambda p: with_article(f"{said} {p.name}") if p.name == root else _plain(p.name),
        )
        found += [f"Never {whole}", f"Nobody may {whole}"] if root == homes[0] else []
    return found + _subjects(action, root, homes[0], said)


def _subjects(action: Action, root: str, home: str, said: str) -> list[str]:
    """The restricted row as the subject, where the sentence says which row it is."""
    target = direct(action)
    if target is not None and target.name == root:
        done = passive_whole(action, "cannot be").split(" ", 1)[1]
        return [f"{_capital(with_article(f'{said} {done}'))}"]
    rows = [p.name for p in action.parameters if p.entity == home and p.preposition]
    rows += [CALLER] if home in action.callers else []
    if rows != [root]:
        return []
    bare = phrase(
        action.model_copy(update={"parameters": action.parameters[:1] if target else ()}),
        action.verb,
    )
    return [f"{_capital(said)} {plural(home)} cannot {bare}"]


def _plain(name: str) -> str:
    return f"an{name}" if name.startswith("other ") else with_article(name)


def _invariant(rule: Rule, scope: Scope, choice: Choice) -> list[str]:
    condition = rule.condition
    entity = rule.entity or ""
    link = owning(entity, condition, scope)
    if link is not None and isinstance(condition, CountAtMost):
        return _limits(entity, link, condition, scope)
    said = demand_wording(condition, scope, choice)
    found = [f"For each {entity}, {said}", f"For any {entity}, {said}"]
    if condition.when is None:
        found.append(
            f"It always holds for every {entity} that {fact_wording(condition, scope, choice)}"
        )
    canonical = rule_sentence_tail(rule, scope)
    if canonical.startswith(f"the {entity}"):
        found.append(f"Every {canonical.removeprefix('the ')}")
    return found


def rule_sentence_tail(rule: Rule, scope: Scope) -> str:
    """The demand of an invariant, canonically."""
    return demand_wording(rule.condition, scope, Choice())


def _limits(entity: str, link: str, condition: CountAtMost, scope: Scope) -> list[str]:
    rest = tuple(f for f in condition.where if f.attribute != link)
    counted = scope.entities[condition.entity]
    name = counted.name if condition.most == 1 else counted.plural
    said = f"{condition.most} {name}{whose(counted.name, rest, scope)}"
    owner = with_article(entity)
    found = [
        f"No {entity} may have more than {said}",
        f"{_capital(owner)} cannot have more than {said}",
        f"{_capital(owner)} can have up to {said} at the same time",
    ]
    if (
        len(rest) == 1
        and rest[0].operator == "="
        and all(isinstance(v, str) and tells(counted, rest[0].attribute, v) for v in rest[0].among)
    ):
        attribute = counted.attribute(rest[0].attribute)
        words = listed([literal(v, attribute) for v in rest[0].among if isinstance(v, str)], "or")
        found.append(f"{_capital(owner)} may have at most {condition.most} {words} {name}")
    return found


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
