"""Start states: realistic, near every limit, the same everywhere, never against the rules."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest

from nex.data.world import (
    Action,
    Attribute,
    AttributeType,
    CountAtMost,
    Entity,
    Exists,
    In,
    NotIn,
    Parameter,
    Rule,
    SetValue,
    World,
)
from nex.errors import InputError
from nex.language.reading.reader import read_spec
from nex.worlds.invariants import invariants, violators
from nex.worlds.populate import Template, populate
from nex.worlds.session import Session
from nex.worlds.words import TEAMS


def test_what_a_state_implies_is_there(template: Template) -> None:
    state = template.clone()
    lent = {row["id"] for row in state.rows("book") if row["status"] == "on loan"}
    held = [row["book"] for row in state.rows("loan")]
    assert sorted(held, key=str) == sorted(lent, key=str)


def test_somebody_is_at_the_limit_and_somebody_one_below(template: Template) -> None:
    held = Counter(row["member"] for row in template.clone().rows("loan"))
    assert max(held.values()) == 3
    assert 2 in held.values()


def test_every_value_occurs_and_sizes_are_skewed(template: Template) -> None:
    state = template.clone()
    statuses = Counter(row["status"] for row in state.rows("book"))
    assert set(statuses) == {"available", "on loan", "reserved", "lost"}
    assert statuses["available"] > statuses["lost"]


def test_some_labels_are_easily_mistaken(template: Template) -> None:
    titles = [str(row["title"]) for row in template.clone().rows("book")]
    assert len(set(titles)) == 24
    assert any(one != other and other.startswith(one) for one in titles for other in titles)


def test_rows_are_called_what_the_last_word_of_their_noun_says() -> None:
    spec = "# Farm\n\nA service team has a name. A service has a name. There are 6 service teams.\n"
    state = populate(read_spec(spec, "farm.md").world, 1).clone()
    assert {row["name"] for row in state.rows("service team")} & set(TEAMS)


def test_numbers_lie_beside_their_rivals(depot_template: Template) -> None:
    state = depot_template.clone()
    distances: set[int] = set()
    for row in state.rows("order"):
        stock = state.cell("product", str(row["product"]), "quantity on hand")
        assert isinstance(stock, int)
        assert isinstance(row["quantity"], int)
        distances.add(stock - row["quantity"])
    assert {0, -1} & distances
    assert 10 in {row["quantity"] for row in state.rows("order")} | {
        row["quantity"]
        for seed in range(4)
        for row in populate(state.world, seed).clone().rows("order")
    }


@pytest.mark.parametrize("seed", range(12))
def test_invariants_hold_from_the_start(library: World, depot: World, seed: int) -> None:
    for world in (library, depot):
        state = populate(world, seed).clone()
        assert [violators(state, one) for one in invariants(state.schema)] == [
            [] for _ in invariants(state.schema)
        ]


def test_ids_tell_things_apart_and_no_order(template: Template) -> None:
    state = template.clone()
    books = state.ids("book")
    assert all(id.startswith("BO-") for id in books)
    assert len(set(books + state.ids("member") + state.ids("loan"))) == 41
    assert books != sorted(books)


PROGRAM = """
import sys
from nex.data.world import World
from nex.worlds.populate import populate
print(populate(World.model_validate_json(sys.stdin.read()), 7).digest)
"""


def test_the_same_seed_gives_the_same_bytes_under_any_hash_seed(
    template: Template, library: World
) -> None:
    for hash_seed in ("0", "77"):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            input=library.model_dump_json(),
            env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": ":".join(sys.path), "TZ": "Asia/Tokyo"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == template.digest
    again = populate(library, 7)
    assert again.image == template.image
    assert populate(library, 8).digest != template.digest


def test_clones_do_not_know_each_other(template: Template) -> None:
    one, other = template.clone(), template.clone()
    one.assign("book", one.ids("book")[0], "title", "Changed")
    assert other.digest() == template.digest != one.digest()
    copy = one.clone()
    one.assign("book", one.ids("book")[0], "title", "Again")
    assert copy.digest() != one.digest()


NASTY = ('Robert"); DROP TABLE t0;--', "select", "📚 book", "{{ x }} ${y} %s", "l'été", "книга")


@pytest.mark.parametrize("name", NASTY)
def test_names_are_data_whatever_they_are(name: str) -> None:
    world = World(
        name=name,
        entities=(
            Entity(
                name=name,
                plural=f"{name}s",
                count=6,
                attributes=(
                    Attribute(name=f"{name} name", type="text"),
                    Attribute(name="order", type="one_of", values=(name, "group by")),
                ),
            ),
        ),
        actions=(
            Action(
                verb="drop",
                object=name,
                parameters=(Parameter(name=name, entity=name),),
                requires=(In(path=(name, "order"), values=("group by",)),),
                effects=(SetValue(path=(name, "order"), to=name),),
            ),
        ),
    )
    session = Session(populate(world, 1))
    row = next(r for r in session.state.rows(name) if r["order"] == "group by")
    tool = session.signatures[-1]
    required = tool.input["required"]
    assert isinstance(required, list)
    key = required[0]
    assert session.call(tool.name, {str(key): row["id"]}).status == "ok"
    assert session.state.cell(name, str(row["id"]), "order") == name


def test_rules_that_contradict_are_named() -> None:
    thing = Entity(
        name="thing",
        plural="things",
        attributes=(Attribute(name="state", type="one_of", values=("a", "b")),),
    )
    path = ("thing", "state")
    rules = (
        Rule(condition=In(path=path, values=("a",)), entity="thing"),
        Rule(condition=NotIn(path=path, values=("a",)), entity="thing"),
    )
    with pytest.raises(InputError, match="contradicts"):
        populate(World(name="w", entities=(thing,), rules=rules), 1)


def test_a_broken_reference_is_named() -> None:
    thing = Entity(
        name="thing",
        plural="things",
        attributes=(Attribute(name="box", type="reference", entity="box"),),
    )
    with pytest.raises(InputError, match="'box' of 'thing' points to 'box'"):
        populate(World(name="w", entities=(thing,)), 1)


def test_start_states_are_mended_for_rules_about_other_rows() -> None:
    box = Entity(
        name="box",
        plural="boxes",
        count=5,
        attributes=(Attribute(name="size", type="one_of", values=("small", "large")),),
    )
    thing = Entity(
        name="thing",
        plural="things",
        count=9,
        attributes=(
            Attribute(name="kind", type="one_of", values=("pea", "piano")),
            Attribute(name="box", type="reference", entity="box"),
        ),
    )
    rules = (
        Rule(
            condition=In(
                path=("thing", "box", "size"),
                values=("large",),
                when=In(path=("thing", "kind"), values=("piano",)),
            ),
            entity="thing",
        ),
        Rule(condition=CountAtMost(entity="box", where=(), most=5)),
        Rule(condition=Exists(entity="thing", where=())),
    )
    state = populate(World(name="w", entities=(box, thing), rules=rules), 5).clone()
    assert any(row["kind"] == "piano" for row in state.rows("thing"))


@pytest.mark.parametrize("type", ["text", "integer", "money", "number", "date", "time"])
def test_unique_values_are_unique_for_every_type(type: AttributeType) -> None:
    thing = Entity(
        name="thing",
        plural="things",
        count=300,
        attributes=(Attribute(name="mark", type=type, unique=True),),
    )
    state = populate(World(name="w", entities=(thing,)), 1).clone()
    assert len({row["mark"] for row in state.rows("thing")}) == 300


@pytest.mark.parametrize("seed", range(5))
def test_rows_that_nobody_counted_go_where_a_limit_leaves_no_other_way(seed: int) -> None:
    """More agreements may be drawn than there are objects, and each object may have one."""
    text = (
        "# desk\n\nAn object has a number.\n\nAn agreement has an object and a note.\n\n"
        "There are 4 objects.\n\nAn object may have at most 1 agreement.\n\n"
        "Staff can end an agreement.\n\nWhen an agreement is ended, it is deleted.\n"
    )
    state = populate(read_spec(text, "desk.md").world, seed).clone()
    held = [row["object"] for row in state.rows("agreement")]
    assert 0 < len(held) == len(set(held)) <= 4


def test_more_rows_than_unique_values_is_refused() -> None:
    attribute = Attribute(name="half", type="one_of", values=("left", "right"), unique=True)
    thing = Entity(name="thing", plural="things", count=3, attributes=(attribute,))
    with pytest.raises(InputError, match="fewer than its rows"):
        populate(World(name="w", entities=(thing,)), 1)


def test_a_world_of_thousands_of_rows_is_made_in_time_and_more_is_refused(library: World) -> None:
    def sized(count: int) -> World:
        entities = [
            entity.model_copy(update={"count": count}) if entity.name != "loan" else entity
            for entity in library.entities
        ]
        return library.model_copy(update={"entities": tuple(entities)})

    assert len(populate(sized(3000), 1).clone().ids("book")) == 3000
    with pytest.raises(InputError, match="at most 20000"):
        populate(sized(10**9), 1)


def test_an_attribute_called_id_is_refused_with_the_way_out() -> None:
    thing = Entity(name="thing", plural="things", attributes=(Attribute(name="id", type="text"),))
    with pytest.raises(InputError, match="call it number or code"):
        populate(World(name="w", entities=(thing,)), 1)
