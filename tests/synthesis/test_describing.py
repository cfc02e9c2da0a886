"""Rows are described so that no other row fits, or, on purpose, so that several do."""

from __future__ import annotations

import pytest

from nex.data.streams import Stream
from nex.language.requests.request import Mention, Trait, mention
from nex.synthesis.describing import Describing
from nex.synthesis.snapshot import Snapshot, snapshot
from nex.worlds.actions import execute
from nex.worlds.populate import Template
from nex.worlds.writing import Done


@pytest.fixture
def rows(hotel: Template) -> Snapshot:
    return snapshot(hotel.clone())


def test_a_description_fits_its_row_alone(hotel: Template, rows: Snapshot) -> None:
    describing = Describing(hotel.world)
    found = 0
    for entity, table in rows.tables.items():
        for n, id in enumerate(table):
            row = describing.row(rows, entity, id, Stream("describe", entity, n))
            assert row is None or rows.meant(row) == (id,)
            found += row is not None
    assert found >= 0.9 * sum(len(table) for table in rows.tables.values())


def test_no_description_uses_an_id(hotel: Template, rows: Snapshot) -> None:
    describing = Describing(hotel.world)
    ids = {id for table in rows.tables.values() for id in table}
    for n, id in enumerate(rows.tables["reservation"]):
        row = describing.row(rows, "reservation", id, Stream("id", n), plain=0)
        assert not [one for one in ids if one in repr(row)]


def test_a_vague_description_fits_its_row_and_others(hotel: Template, rows: Snapshot) -> None:
    describing = Describing(hotel.world)
    for n, id in enumerate(rows.tables["reservation"]):
        row = describing.several(rows, "reservation", id, Stream("vague", n))
        if row is not None:
            meant = rows.meant(row)
            assert id in meant
            assert 2 <= len(meant) <= 6


def test_a_row_is_found_through_what_refers_to_it(rows: Snapshot) -> None:
    id, reservation = next(iter(rows.tables["reservation"].items()))
    through = Mention("room", of=("room", mention("reservation", Trait("id", id))))
    assert rows.meant(through) == (reservation["room"],)


def test_two_rows_inside_make_a_description_unfit(rows: Snapshot) -> None:
    double = mention("room", Trait("type", "double"))
    assert len(rows.meant(double)) > 1
    assert rows.only(mention("reservation", Trait("room", double))) is None


def test_a_snapshot_follows_an_action(hotel: Template, rows: Snapshot) -> None:
    state = hotel.clone()
    dirty = rows.having("room", "status", "dirty")[0]
    done = execute(state, "clean room", {"room": dirty})
    assert isinstance(done, Done)
    after = rows.after(state, done)
    assert after.cell("room", dirty, "status") == "clean"
    assert rows.cell("room", dirty, "status") == "dirty"
    assert after.tables == snapshot(state).tables


def test_what_is_tried_is_undone(hotel: Template, rows: Snapshot) -> None:
    state = hotel.clone()
    before = state.digest()
    with state.trial():
        execute(state, "clean room", {"room": rows.having("room", "status", "dirty")[0]})
        assert state.digest() != before
    assert state.digest() == before
