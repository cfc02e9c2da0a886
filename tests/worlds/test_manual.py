"""A manual holds every rule of the house among much prose; the World enforces them all the same."""

from __future__ import annotations

import pytest

from nex.environment.shipped import shipped_spec
from nex.language.reading.reader import read_spec
from nex.language.sentences.contracts import read_rule
from nex.worlds.manual import PAGE, PAGES, with_manual
from nex.worlds.populate import Template, populate
from nex.worlds.tools import plain_tools


def template(name: str, tokens: int) -> Template:
    world = read_spec(shipped_spec(name), f"{name}.md").world
    return populate(with_manual(world, tokens), 3)


@pytest.mark.parametrize("name", ["hotel", "expenses", "library", "warehouse"])
def test_every_rule_stands_in_the_manual_once(name: str) -> None:
    made = template(name, 16_000)
    text = "\n".join(str(row["content"]) for row in made.clone().rows(PAGES))
    told = [tool.signature.description for tool in plain_tools(made.schema, hidden=False)]
    lines = [line for one in told for line in one.splitlines() if line.startswith("Rules: ")]
    rules = {rule for line in lines for rule in line[7:].removesuffix(".").split("; ")}
    rules = {rule for rule in rules if "manual page" not in rule}
    assert rules
    assert all(text.count(f"{rule}.") == 1 for rule in rules)


def test_a_manual_is_as_long_as_was_asked_for() -> None:
    pages = template("hotel", 64_000).clone().rows(PAGES)
    assert [page["number"] for page in pages] == list(range(1, len(pages) + 1))
    characters = sum(len(str(page["content"])) for page in pages)
    assert 0.95 * 64_000 <= characters / 4 <= 1.1 * 64_000
    assert all(len(str(page["content"])) < 2 * PAGE for page in pages)


def test_prose_is_no_rule() -> None:
    made = template("hotel", 8_000)
    sentences = {
        sentence.strip().removesuffix(".")
        for row in made.clone().rows(PAGES)
        for sentence in str(row["content"]).replace("\n", " ").split(". ")
    }
    rules = {one for one in sentences if read_rule(one, made.world) is not None}
    assert 0 < len(rules) < 12


def test_the_same_world_gets_the_same_manual() -> None:
    assert template("hotel", 4_000).digest == template("hotel", 4_000).digest
