"""Drafts: a schema that people have becomes a spec that reads back whole."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from pathlib import Path

import pytest

from nex.data.jsons import Json
from nex.data.world import Entity
from nex.errors import InputError
from nex.language.reading.reader import read_spec
from nex.language.reading.report import Reading
from nex.synthesis.schemas.ddl import draft_sql
from nex.synthesis.schemas.drafted import Drafted
from nex.synthesis.schemas.names import thing_of, value_of, words_of
from nex.synthesis.schemas.openapi import draft_openapi
from nex.synthesis.schemas.table import draft_csv
from nex.worlds.populate import populate

SQL = """
-- a shop /* not a comment
CREATE TYPE order_status AS ENUM ('new', 'on_hold', 'shipped');
CREATE TABLE IF NOT EXISTS public.customers (
  id SERIAL PRIMARY KEY,
  "fullName" VARCHAR(80) NOT NULL,
  email TEXT NOT NULL UNIQUE,
  tier TEXT NOT NULL DEFAULT 'none' CHECK (tier IN ('none','silver','gold')),
  vip BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE TABLE products (
  sku TEXT PRIMARY KEY,
  price NUMERIC(10,2) NOT NULL CHECK (price >= 0),
  stock INTEGER NOT NULL DEFAULT 0 CHECK (stock > -1 AND stock <= 1000),
  CHECK (price < 10 OR stock < 5)
);
CREATE TABLE orders (
  id BIGINT PRIMARY KEY,
  customer_id INT NOT NULL REFERENCES customers(id) ON DELETE CASCADE,
  product_sku TEXT NOT NULL,
  quantity INT NOT NULL CHECK (quantity BETWEEN 1 AND 99),
  status order_status NOT NULL DEFAULT 'new',
  note TEXT,
  CONSTRAINT fk FOREIGN KEY (product_sku) REFERENCES products (sku)
);
CREATE INDEX i ON orders(status);
INSERT INTO customers VALUES (1, 'x;y''); DROP TABLE orders; --');
"""
API: Json = {
    "openapi": "3.0.3",
    "components": {
        "schemas": {
            "Pet": {
                "required": ["name", "status"],
                "properties": {
                    "id": {"type": "integer"},
                    "name": {"type": "string"},
                    "status": {"type": "string", "enum": ["free", "SOLD"], "default": "free"},
                    "price": {"type": "number", "minimum": 0},
                    "tags": {"type": "array"},
                },
            },
            "PetOrder": {
                "required": ["petId", "quantity"],
                "properties": {
                    "petId": {"type": "integer"},
                    "quantity": {"type": "integer", "minimum": 1},
                    "state": {"enum": ["placed", "cancelled"], "default": "placed"},
                },
            },
        }
    },
    "paths": {
        "/pets": {"get": {}, "post": {"operationId": "addPet"}},
        "/pets/{id}": {"delete": {}, "patch": {}},
        "/pet-orders": {"post": {"operationId": "placeOrder"}},
        "/pet-orders/{id}/cancel": {"post": {}},
        "/pet-orders/{id}/print": {"post": {}},
        "/login": {"post": {}},
    },
}
CSV = """id,Title,Genre,Copies,Price,Added On,Lent,Note
1,Dune,sci-fi,3,9.99,2024-01-02,yes,
2,Emma,classic,1,5.00,2023-04-02,no,torn
3,"Good, Omens",comedy,2,7.50,2022-01-02,no,
4,Ubik,sci-fi,4,8.00,2021-01-02,yes,
5,Persuasion,classic,0,6.20,2020-01-02,no,
6,Mort,comedy,2,7.00,2024-03-02,no,
"""


def shop() -> Drafted:
    return draft_sql(SQL, "shop.sql", "shop")


def pets() -> Drafted:
    return draft_openapi(json.dumps(API), "pets.json", "pet store")


def books() -> Drafted:
    return draft_csv(CSV, "books.csv", "books")


def read_beside(found: Drafted, folder: Path) -> Reading:
    """The draft read where its files stand beside it."""
    for name, text in found.files:
        (folder / name).write_text(text)
    return read_spec(found.spec, str(folder / "draft.md"))


def said(entity: Entity) -> dict[str, str]:
    """Attribute -> its type, its values or its target."""
    return {a.name: ", ".join(a.values) or a.entity or a.type for a in entity.attributes}


@pytest.mark.parametrize("draft", [shop, pets, books])
def test_every_line_of_a_draft_is_exact(draft: object, tmp_path: Path):
    assert callable(draft)
    found = draft()
    assert isinstance(found, Drafted)
    reading = read_beside(found, tmp_path)
    assert {statement.kind for statement in reading.statements} == {"exact"}


def test_tables_become_things():
    world = shop().world
    assert [entity.name for entity in world.entities] == ["customer", "product", "order"]
    assert said(world.entity("customer")) == {
        "full name": "text",
        "email": "text",
        "tier": "none, silver, gold",
        "vip": "yes_no",
    }
    assert said(world.entity("order")) == {
        "customer": "customer",
        "product": "product",
        "quantity": "integer",
        "status": "new, on hold, shipped",
        "note": "text",
    }


def test_constraints_become_bounds_starts_and_marks():
    world = shop().world
    stock = world.entity("product").attribute("stock")
    assert stock is not None
    assert (stock.minimum, stock.maximum, stock.initial) == (0, 1000, 0)
    quantity = world.entity("order").attribute("quantity")
    assert quantity is not None
    assert (quantity.minimum, quantity.maximum) == (1, 99)
    sku = world.entity("product").attribute("sku")
    note = world.entity("order").attribute("note")
    assert sku is not None
    assert note is not None
    assert sku.unique
    assert note.optional


def test_a_check_that_no_spec_can_say_is_remarked():
    assert any("price < 10 or stock < 5" in remark for remark in shop().remarks)


def test_a_dump_that_adds_its_keys_later_is_read():
    text = """
    CREATE TABLE public.team (id integer NOT NULL, name character varying(40) NOT NULL);
    CREATE TABLE public.player (id integer NOT NULL, team_id integer NOT NULL,
      role text, CONSTRAINT c CHECK (((role)::text = ANY ((ARRAY['goal'::text, 'field'::text])))));
    ALTER TABLE ONLY public.player ADD CONSTRAINT p PRIMARY KEY (id);
    ALTER TABLE ONLY public.player
      ADD CONSTRAINT f FOREIGN KEY (team_id) REFERENCES public.team(id) ON DELETE CASCADE;
    """
    world = draft_sql(text, "dump.sql", "league").world
    assert said(world.entity("player")) == {"team": "team", "role": "goal, field"}


def test_operations_become_actions_and_the_others_are_remarked():
    found = pets()
    assert [action.name for action in found.world.actions] == [
        "add pet",
        "delete pet",
        "move pet",
        "switch pet",
        "place pet order",
        "cancel pet order",
    ]
    assert any("/login" in remark for remark in found.remarks)
    assert any("print pet order" in remark for remark in found.remarks)
    assert any("'tags'" in remark for remark in found.remarks)


def test_columns_are_typed_by_their_values():
    world = books().world
    assert said(world.entity("book")) == {
        "title": "text",
        "genre": "classic, comedy, sci-fi",
        "copies": "integer",
        "price": "money",
        "added on": "date",
        "lent": "yes_no",
        "note": "text",
    }
    note = world.entity("book").attribute("note")
    assert note is not None
    assert note.optional


def test_the_rows_of_a_table_stand_in_the_state(tmp_path: Path):
    template = populate(read_beside(books(), tmp_path).world, 3)
    rows = template.clone().rows("book")
    assert [row["title"] for row in rows] == [
        "Dune",
        "Emma",
        "Good, Omens",
        "Ubik",
        "Persuasion",
        "Mort",
    ]
    assert (rows[1]["lent"], rows[1]["price"], rows[1]["note"]) == (False, 500, "torn")


def test_a_row_that_does_not_fit_is_left_out_and_said(tmp_path: Path):
    text = "title,added\nDune,2026-01-02\nEmma,2026-02-30\nMort,2026-03-04\n"
    found = draft_csv(text, "books.csv", "books")
    assert found.remarks == ("1 of 3 rows, which do not fit",)
    [table] = read_beside(found, tmp_path).world.tables
    assert table.rows == (("Dune", "2026-01-02"), ("Mort", "2026-03-04"))


def test_an_attribute_that_would_break_the_tools_is_left_out():
    text = "name,page\na,1\nb,2\n"
    found = draft_csv(text, "leaf.csv", "leaves")
    assert found.world.entities[0].attribute("page") is None
    assert found.remarks


@pytest.mark.parametrize(
    ("identifier", "words"),
    [
        ("orderLines", "order lines"),
        ("ORDER_LINES", "order lines"),
        ("is_active", "active"),
        ("2fa_code", "fa code"),
        ("the", ""),
        ("x'; DROP", "x drop"),
        ("größe", "größe"),
    ],
)
def test_identifiers_become_words(identifier: str, words: str):
    assert words_of(identifier) == words


def test_values_and_things_are_words_too():
    assert thing_of("order_lines") == "order line"
    assert value_of("ON_HOLD") == "on hold"
    assert value_of("the one") == ""


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (draft_sql, "SELECT 1"),
        (draft_sql, ""),
        (draft_sql, "CREATE TABLE"),
        (draft_sql, "CREATE TABLE t ("),
        (draft_sql, "CREATE TABLE t (id int primary key)"),
        (draft_openapi, "{"),
        (draft_openapi, "[]"),
        (draft_openapi, '{"openapi": "2.0", "components": {"schemas": {"a": {}}}}'),
        (draft_openapi, '{"openapi": "3.1.0", "components": {"schemas": {"A": {}}}}'),
        (draft_csv, ""),
        (draft_csv, "a,b\n"),
        (draft_csv, "a,b\n1\n"),
        (draft_csv, "id\n1\n"),
    ],
)
def test_what_is_no_schema_is_refused(read: object, text: str):
    assert callable(read)
    with pytest.raises(InputError, match=r"^file:"):
        read(text, "file", "thing")


@pytest.mark.parametrize(
    "text",
    [
        "/*" * 100_000,
        "'\\" * 100_000,
        "(" * 100_000,
        "CREATE TABLE t (" + "a int," * 30_000,
        "CREATE TABLE t (a text CHECK (" + "(" * 50_000,
    ],
)
def test_hostile_sql_is_answered_soon(text: str):
    start = time.process_time()
    with suppress(InputError):
        draft_sql(text, "file", "thing")
    assert time.process_time() - start < 5
