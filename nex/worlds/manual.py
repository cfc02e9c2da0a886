"""A manual: pages of prose, read like any other rows, in which the rules of the house stand."""

from __future__ import annotations

from collections.abc import Iterator

from nex.data.streams import Stream
from nex.data.world import Attribute, Entity, World
from nex.language.sentences.canonical import rule_sentence
from nex.worlds.actions import guards
from nex.worlds.invariants import touched
from nex.worlds.schema import Schema
from nex.worlds.state import State

PAGES = "manual page"
"""The entity that a manual's pages are rows of."""
PAGE = 4_000
"""Characters of a page, about a thousand tokens."""
MOST = 64_000
"""Tokens of a manual, at most."""
_TOKEN = 4
"""Characters of a token."""

_HEADINGS = ("About {things}", "Working with {things}", "{Things} in practice", "Notes on {things}")
_PROSE = (
    "Most days begin with a look at the {things} that came in overnight.",
    "New colleagues usually take a week to know their way around {things}.",
    "A {thing} is described by its {fact}, which is worth a second look.",
    "The {fact} of a {thing} is what people ask about most often.",
    "Whoever answers the phone keeps a list of {things} at hand.",
    "Over the years the number of {things} has grown steadily.",
    "It helps to say the {fact} of a {thing} aloud before going on.",
    "Colleagues from the other desk work with {things} too, though less often.",
    "In the old system a {thing} was kept on a card, with its {fact} in pencil.",
    "Questions about {things} are best asked in the morning.",
    "There is a short course on {things} every spring.",
    "A tidy record of each {thing} saves everybody time.",
    "People are grateful when the {fact} of a {thing} is explained to them calmly.",
    "When two {things} look alike, the {fact} tells them apart more often than not.",
)


def with_manual(world: World, tokens: int) -> World:
    """The World with a manual of about so many tokens; its rules are enforced as before."""
    pages = max(1, min(tokens, MOST) * _TOKEN // PAGE)
    attributes = (
        Attribute(name="number", type="integer", unique=True, minimum=1),
        Attribute(name="heading", type="text"),
        Attribute(name="content", type="text"),
    )
    manual = Entity(name=PAGES, plural="manual pages", attributes=attributes, count=pages)
    return world.model_copy(update={"entities": (*world.entities, manual)})


def write_manual(state: State) -> None:
    """Write the pages of the manual, if the World has one."""
    if PAGES not in state.schema.tables:
        return
    stream = Stream("manual", state.schema.dice)
    ids = state.ids(PAGES)
    rules = _shared_out(list(_rules(state.schema)), len(ids), stream)
    for nth, id in enumerate(ids):  # numbers are unique: no page takes one that another still has
        state.assign(PAGES, id, "number", -nth - 1)
    for nth, (id, stated) in enumerate(zip(ids, rules, strict=True)):
        heading, content = _page(state.world, stated, stream)
        state.assign(PAGES, id, "number", nth + 1)
        state.assign(PAGES, id, "heading", heading)
        state.assign(PAGES, id, "content", content)


def _rules(schema: Schema) -> Iterator[str]:
    """Every sentence that the tools' descriptions would call a rule, once."""
    world = schema.world
    found: dict[str, None] = {}
    for action in world.actions:
        found.update(dict.fromkeys(sentence for _, sentence in guards(world, action)))
        laws = (rule_sentence(world, one.rule) for one in touched(schema, action))
        found.update(dict.fromkeys(laws))
    yield from found


def _shared_out(rules: list[str], pages: int, stream: Stream) -> list[list[str]]:
    """The rules of each page, on pages drawn by chance."""
    found: list[list[str]] = [[] for _ in range(pages)]
    for rule in rules:
        found[stream.below(pages)].append(rule)
    return found


def _page(world: World, rules: list[str], stream: Stream) -> tuple[str, str]:
    entities = [entity for entity in world.entities if entity.name != PAGES and entity.attributes]
    about = stream.choice(entities)
    heading = _said(stream.choice(_HEADINGS), about, stream)
    sentences: list[str] = []
    length = sum(map(len, rules))
    while length < PAGE:
        sentence = _said(stream.choice(_PROSE), stream.choice((about, *entities)), stream)
        sentences.append(sentence)
        length += len(sentence) + 1
    for rule in rules:
        sentences.insert(stream.below(len(sentences) + 1), f"{rule}.")
    paragraphs = [" ".join(sentences[at : at + 5]) for at in range(0, len(sentences), 5)]
    return heading, "\n".join(paragraphs)


def _said(text: str, about: Entity, stream: Stream) -> str:
    fact = stream.choice(about.attributes).name
    things = about.plural
    named = {"thing": about.name, "things": things, "Things": things.capitalize(), "fact": fact}
    return text.format(**named)
