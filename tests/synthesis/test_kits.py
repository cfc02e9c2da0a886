"""Kits: every variant reads back whole, joined or alone, under any of its names."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from nex.data.streams import Stream
from nex.data.world import World
from nex.errors import InputError
from nex.language.reading.reader import inspect_spec
from nex.language.reading.renaming import Names, renamed
from nex.synthesis.kits.composing import Drawn, kit_text, kit_world
from nex.synthesis.kits.joining import joined
from nex.synthesis.kits.kit import Kit
from nex.synthesis.kits.making import Written, reads_back, variant, write_kits
from nex.synthesis.kits.shelf import all_kits, parse_kit, read_kits, shipped_kits

KITS = shipped_kits()
BY_NAME = {kit.name: kit for kit in KITS}

OWN = """
schema = "nex.kit/1"
name = "flower shop"
words = ["florist", "flower"]
parts = { wreaths = 0.5 }
numbers = { "most orders" = [2, 3] }
things = [
  { name = "buyer", key = "person", count = [5, 8], has = ["a name", "a city"] },
  { name = "bunch", count = [6, 9], has = ["a name", "a state (fresh, sold or faded)", "a buyer"] },
  { name = "bunch", part = "wreaths", has = ["a ribbon (black or white)"] },
]
actions = [
  { who = ["florist"], does = "sell a bunch: fresh -> sold" },
  { who = ["florist"], does = "throw out a bunch", needs = ["the bunch must be faded"], then = ["the bunch is deleted"] },
]
rules = [{ say = "a buyer may have at most {most orders} sold bunches" }]
also = { bunch = ["bouquet"], "state.faded" = ["dead"], "sell bunch" = ["hand over"], florist = ["clerk"] }
"""


def whole(kit: Kit) -> Drawn:
    """The variant with every optional part."""
    return Drawn(
        parts=frozenset(kit.parts),
        numbers={name: pair[0] for name, pair in kit.numbers.items()},
        counts={thing.name: thing.count[1] for thing in kit.things if thing.count},
    )


DOCS = Path(__file__).parents[2] / "docs"


def own() -> Kit:
    return parse_kit(OWN, "own.toml")


def test_there_are_at_least_thirty_kits_of_different_things():
    assert len(KITS) >= 30
    things = {kit.name: {thing.name for thing in kit.things} for kit in KITS}
    assert all(
        len(things[one] & things[other]) < 3 for one in things for other in things if one != other
    )


@pytest.mark.parametrize("kit", KITS, ids=lambda kit: kit.name)
def test_every_sentence_of_a_kit_is_exact(kit: Kit):
    reading = inspect_spec(kit_text(kit, whole(kit)), kit.name)
    assert [s.text for s in reading.statements if s.kind != "exact"] == []
    assert [lint.text for lint in reading.lints if lint.grade == "error"] == []


@pytest.mark.parametrize("kit", KITS, ids=lambda kit: kit.name)
def test_every_variant_reads_back_as_the_world_it_was_written_from(kit: Kit):
    for seed in range(2):
        written = write_kits((kit,), seed)
        assert reads_back(written.spec, written.world)


def test_pairs_of_kits_read_back_or_are_refused():
    refused: list[tuple[str, str]] = []
    for at in range(12):
        pair = KITS[at * 3 % len(KITS)], KITS[(at * 5 + 7) % len(KITS)]
        try:
            written = write_kits(pair, at)
        except InputError:
            refused.append((pair[0].name, pair[1].name))
        else:
            assert reads_back(written.spec, written.world)
    assert len(refused) <= 1


def test_the_same_seed_gives_the_same_text_and_another_another():
    kit = BY_NAME["veterinary clinic"]
    assert write_kits((kit,), 4).spec == write_kits((kit,), 4).spec
    assert len({write_kits((kit,), seed).spec for seed in range(4)}) == 4


def test_optional_parts_are_there_in_some_variants_only():
    kit = BY_NAME["pharmacy"]
    seen = {
        any(entity.name == "supplier" for entity in kit_world(kit, Stream("parts", seed)).entities)
        for seed in range(12)
    }
    assert seen == {True, False}


def test_other_names_reach_paths_rules_values_and_verbs():
    world = kit_world(own(), Stream("own", 1))
    names = Names(
        nouns={"bunch": "bouquet", "florist": "clerk"},
        values={("state", "faded"): "dead"},
        verbs={"sell bunch": "hand over"},
    )
    found = renamed(world, names)
    said = found.model_dump_json()
    assert "bunch" not in said
    assert "faded" not in said
    assert "florist" not in said
    assert [action.name for action in found.actions] == ["hand over bouquet", "throw out bouquet"]
    assert found.entity("bouquet").plural == "bouquets"


def test_joined_kits_share_what_is_the_same_at_heart():
    first = kit_world(BY_NAME["bike rental"], Stream("a"))
    second = kit_world(own(), Stream("b"))
    both = joined(first, second, {"buyer": "rider"})
    names = [entity.name for entity in both.entities]
    assert "buyer" not in names
    rider = both.entity("rider")
    assert rider.attribute("city") is not None
    assert rider.attribute("deposit") is not None
    assert both.entity("bunch").attribute("rider") is not None


def test_namesakes_of_two_kits_stay_apart():
    repair = BY_NAME["car repair shop"]
    agency = BY_NAME["translation agency"]
    written: Written = write_kits((repair, agency), "apart")
    names = {entity.name for entity in written.world.entities}
    jobs = {name for name in names if name.split(" ")[-1] in ("job", "order", "assignment")}
    assert len(jobs) == 2


@pytest.mark.parametrize(
    "names",
    [
        ("bakery orders", "courier depot"),  # a route's van and driver, a van, a driver
        ("courier depot", "bakery orders"),
    ],
)
def test_what_one_kit_calls_like_another_ones_thing_or_role_stays_apart(names: tuple[str, str]):
    world = write_kits((BY_NAME[names[0]], BY_NAME[names[1]]), "apart").world
    taken = {*world.roles, *(entity.name for entity in world.entities)}
    plain = [a.name for entity in world.entities for a in entity.attributes if a.entity is None]
    assert not taken & set(plain)


def test_ones_own_kits_stand_beside_the_shipped_ones_and_before_namesakes(tmp_path: Path):
    (tmp_path / "flowers.toml").write_text(OWN)
    (tmp_path / "hotel.toml").write_text(OWN.replace("flower shop", "hotel front desk"))
    kits = all_kits(tmp_path)
    assert len(kits) == len(KITS) + 1
    assert [kit.name for kit in kits[:2]] == ["flower shop", "hotel front desk"]
    assert len([kit for kit in kits if kit.name == "hotel front desk"]) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("schema = ", "no TOML"),
        ('schema = "nex.kit/1"\nname = "x"\nthings = []\nactions = []', "things"),
        (OWN.replace("nex.kit/1", "nex.kit/2"), "schema"),
        (OWN.replace('part = "wreaths"', 'part = "hats"'), "unknown part 'hats'"),
        (OWN.replace("[2, 3]", "[3, 2]"), "least first"),
        (OWN.replace("wreaths = 0.5", "wreaths = 1.5"), "likelihood"),
        (OWN.replace("[2, 3]", "[2, 3]", 1) + 'colour = "red"\n', "colour"),
    ],
)
def test_what_is_no_kit_is_refused_with_its_place(text: str, said: str):
    with pytest.raises(InputError, match=r"own\.toml: ") as caught:
        parse_kit(text, "own.toml")
    assert said in str(caught.value)


def test_a_kit_with_a_sentence_that_is_not_exact_says_which():
    kit = parse_kit(OWN.replace("sell a bunch: fresh -> sold", "make people happy"), "own.toml")
    with pytest.raises(InputError, match="make people happy"):
        variant(kit, Stream("odd"))


def test_a_number_that_no_kit_knows_is_named():
    kit = parse_kit(OWN.replace("{most orders}", "{most buyers}"), "own.toml")
    with pytest.raises(InputError, match="most buyers"):
        variant(kit, Stream("odd"))


def test_a_folder_without_kits_is_refused(tmp_path: Path):
    with pytest.raises(InputError, match="holds 0 kits"):
        read_kits(tmp_path)
    with pytest.raises(InputError, match="is no folder"):
        read_kits(tmp_path / "none")
    (tmp_path / "big.toml").write_text("#" * 70_000)
    with pytest.raises(InputError, match="larger than"):
        read_kits(tmp_path)


def test_a_world_under_no_other_name_is_the_same():
    world: World = kit_world(own(), Stream("own", 1))
    assert renamed(world, Names()) == world


def test_the_published_schema_is_that_of_a_kit():
    published = json.loads((DOCS / "schemas" / "kit.json").read_text())
    assert published | Kit.model_json_schema() == published


def test_the_kit_in_the_documents_reads_back():
    [text] = re.findall(r"```toml\n(.*?)```", (DOCS / "making-worlds.md").read_text(), re.DOTALL)
    written = write_kits((parse_kit(text, "making-worlds.md"),), 1)
    assert reads_back(written.spec, written.world)
