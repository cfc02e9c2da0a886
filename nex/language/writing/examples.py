"""Form 14 in its wordings."""

from __future__ import annotations

from nex.data.world import Example, In, Parameter, Value, World
from nex.language.sentences.canonical import third_person_phrase
from nex.language.sentences.clauses import fact
from nex.language.sentences.scope import Scope, action_scope, as_attribute
from nex.language.words.literals import read_literal
from nex.language.words.morphology import listed, with_article
from nex.language.writing.wordings import Choice, tells


def example_sentence(world: World, example: Example) -> str:
    """An example, canonically: `Example: when a clerk checks out "Dune" to "Mia", ...`."""
    return _sentence(world, example, Choice())


def example_lines(world: World, choice: Choice) -> list[str]:
    """One sentence per example."""
    return [f"{_sentence(world, example, choice)}." for example in world.examples]


def _sentence(world: World, example: Example, choice: Choice) -> str:
    action = world.action(example.action)
    scope = action_scope(world, action)
    facts = list(example.facts)
    given = dict(example.arguments)
    shown = tuple(p for p in action.parameters if p.name in given)
    short = action.model_copy(update={"parameters": shown})
    done = third_person_phrase(short, lambda p: _argument(given[p.name], p, facts, (scope, choice)))
    lead = choice.of(("Example: when", "For example, when"))
    told = listed([_fact(path, value, scope) for path, value in facts])
    condition = f", given {told}" if told else ""
    return f"{lead} {_who(example)} {done}{condition}, {_end(example, scope)}"


def _argument(
    text: str, parameter: Parameter, facts: list[tuple[str, Value]], how: tuple[Scope, Choice]
) -> str:
    """A label, sometimes with its noun or with a fact in brackets; a value as it is."""
    scope, choice = how
    if parameter.entity is None:
        return _value(text, parameter)
    full = f'the {parameter.name} "{text}"'
    said = choice.of([full, f'"{text}"']) if parameter.preposition else full
    entity = scope.entities[parameter.entity]
    for fact_ in facts:
        root, _, name = fact_[0].partition(".")
        tellable = root == parameter.name and isinstance(fact_[1], str)
        if tellable and tells(entity, name, fact_[1]) and choice.chance(0.4):
            facts.remove(fact_)
            return f"{said} ({fact_[1]})"
    return said


def _value(text: str, parameter: Parameter) -> str:
    attribute = as_attribute(parameter)
    return f'"{text}"' if read_literal(text, attribute) is None else text


def _who(example: Example) -> str:
    if example.caller is None:
        return "somebody"
    name, label = example.caller
    return with_article(name) if label is None else f'the {name} "{label}"'


def _end(example: Example, scope: Scope) -> str:
    if example.refused:
        return "it is refused"
    if not example.then:
        return "it is allowed"
    return f"then {listed([_fact(path, value, scope) for path, value in example.then])}"


def _fact(path: str, value: Value, scope: Scope) -> str:
    return fact(In(path=tuple(path.split(".")), values=(value,)), scope)
