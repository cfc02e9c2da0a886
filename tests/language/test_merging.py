"""Specs that share things: one World with the work of both, shared things once, others apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from nex.data.world import World
from nex.errors import InputError
from nex.language.reading.merging import merged
from nex.language.reading.reader import inspect_spec, read_spec
from nex.language.sentences.facts import unmarked
from nex.language.writing.writer import write_spec

SHARED = Path(__file__).parents[1] / "data" / "shared"


def shop() -> World:
    path = SHARED / "shop.md"
    return read_spec(path.read_text("utf-8"), str(path)).world


def desk(text: str, name: str = "desk") -> World:
    return read_spec(f"# {name}\n\n{text}\n", f"{name}.md").world


def test_every_sentence_about_sharing_is_exact() -> None:
    path = SHARED / "shop.md"
    reading = inspect_spec(path.read_text("utf-8"), str(path))
    assert {statement.kind for statement in reading.statements} == {"exact"}
    assert reading.statements[-1].echo == ("The orders are shared with warehouse.md",)


def test_shared_things_are_there_once_with_what_both_know_of_them() -> None:
    world = shop()
    assert [e.name for e in world.entities] == [
        "customer",
        "product",
        "order",
        "bin",
        "warehouse customer",
    ]
    product = world.entity("product")
    assert [a.name for a in product.attributes] == ["name", "quantity", "price", "state"]


def test_things_that_are_only_called_alike_are_kept_apart() -> None:
    action = shop().action("rate warehouse customer as poor")
    assert action.parameters[0].entity == "warehouse customer"
    assert action.section == "warehouse"


def test_every_action_says_whose_work_it_is() -> None:
    sections = {action.name: action.section for action in shop().actions}
    assert sections["pay order"] == "shop"
    assert sections["pack order"] == "warehouse"


def test_a_merged_world_reads_back_as_one_spec() -> None:
    world = shop()
    again = read_spec(write_spec(world), "again.md").world
    assert unmarked(again).meaning() == unmarked(world).meaning()


def test_what_both_say_differently_is_refused_with_the_way_out() -> None:
    one = desk("A book has a title and a price.", "one")
    two = desk("A book has a title and a price: low or high.", "two")
    with pytest.raises(InputError, match="the price of a book is one thing in 'one' and another"):
        merged(one, two, ("book",))


def test_a_deed_of_one_name_that_means_two_things_is_refused() -> None:
    said = "A book has a title and a state: new or old.\n\nAnybody can mend a book.\n\n"
    one = desk(f"{said}When a book is mended, it becomes new.", "one")
    two = desk(f"{said}When a book is mended, it becomes old.", "two")
    with pytest.raises(InputError, match="both 'one' and 'two' can mend book"):
        merged(one, two, ("book",))


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (None, "no such spec beside this one"),
        ("# other\n\nA cat has a name.\n", "knows no 'book'"),
        ("", "says nothing"),
    ],
)
def test_a_spec_that_cannot_be_shared_with_is_named(
    tmp_path: Path, other: str | None, message: str
) -> None:
    if other is not None:
        (tmp_path / "other.md").write_text(other, "utf-8")
    text = "# desk\n\nA book has a title.\n\nBooks are shared with other.md.\n"
    with pytest.raises(InputError, match=message):
        read_spec(text, str(tmp_path / "desk.md"))


def test_two_specs_that_share_with_each_other_are_read_once(tmp_path: Path) -> None:
    for name, other in (("one", "two"), ("two", "one")):
        text = f"# {name}\n\nA book has a title.\n\nBooks are shared with {other}.md.\n"
        (tmp_path / f"{name}.md").write_text(text, "utf-8")
    path = tmp_path / "one.md"
    assert read_spec(path.read_text("utf-8"), str(path)).world.name == "one and two"


def test_a_spec_reaches_no_file_outside_of_its_folder() -> None:
    text = "# desk\n\nA book has a title.\n\nBooks are shared with ../secret.md.\n"
    assert inspect_spec(text, "desk.md").statements[-1].kind == "note"
