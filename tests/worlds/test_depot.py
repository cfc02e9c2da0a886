"""Types, arithmetic, bounds, uniqueness, deletions, and rules about who calls."""

from __future__ import annotations

import pytest

from nex.data.jsons import Json
from nex.data.task import Caller, Start
from nex.worlds.populate import Template
from nex.worlds.session import Session
from nex.worlds.state import Row


@pytest.fixture
def session(depot_template: Template) -> Session:
    return Session(depot_template)


def _order(session: Session, *, enough: bool = True, large: bool | None = False) -> Row:
    for row in session.state.rows("order"):
        stock = session.state.cell("product", str(row["product"]), "quantity on hand")
        quantity = row["quantity"]
        assert isinstance(stock, int)
        assert isinstance(quantity, int)
        fits = large is None or (quantity > 10) == large
        if row["status"] == "new" and (stock >= quantity) == enough and fits:
            return row
    raise AssertionError("no such order was populated")


def test_picking_lowers_the_stock_by_the_orders_quantity(session: Session) -> None:
    order = _order(session)
    before = session.state.cell("product", str(order["product"]), "quantity on hand")
    assert session.call("pick_order", {"order": order["id"]}).status == "ok"
    after = session.state.cell("product", str(order["product"]), "quantity on hand")
    assert isinstance(before, int)
    assert isinstance(after, int)
    assert isinstance(order["quantity"], int)
    assert before - after == order["quantity"]


def test_a_comparison_of_two_rows_blocks(session: Session) -> None:
    order = _order(session, enough=False, large=None)
    result = session.call("pick_order", {"order": order["id"]})
    assert result.code == "precondition_failed"
    assert (
        "the order's product's quantity on hand must be at least the order's quantity"
        in result.text
    )


def test_nobody_picks_an_order_of_their_own(depot_template: Template) -> None:
    order = _order(Session(depot_template))
    owner, other = str(order["placed by"]), "CL-0"
    for row, code in ((owner, "rule_violation"), (other, None)):
        caller = Caller(role="clerk", row=row)
        session = Session(depot_template, Start(caller=caller))
        assert session.call("pick_order", {"order": order["id"]}).code == code


def test_a_guarded_rule_counts_only_where_its_condition_holds(depot_template: Template) -> None:
    state = depot_template.clone()
    order = _order(Session(depot_template), large=True)
    codes: dict[str, str | None] = {}
    for clerk in state.rows("clerk"):
        if clerk["id"] != order["placed by"]:
            start = Start(caller=Caller(role="clerk", row=str(clerk["id"])))
            result = Session(depot_template, start).call("pick_order", {"order": order["id"]})
            codes[str(clerk["grade"])] = result.code
    assert codes == {"junior": "rule_violation", "senior": None}


@pytest.mark.parametrize(("amount", "says"), [(-10_000, "at least 0"), (10_000, "at most 500")])
def test_bounds_are_rules(session: Session, amount: int, says: str) -> None:
    product = session.state.ids("product")[0]
    before = session.state.digest()
    result = session.call("restock_product", {"product": product, "amount": amount})
    assert result.code == "rule_violation"
    assert f"For every product, the product's quantity on hand must be {says}" in result.text
    assert session.state.digest() == before


def test_money_is_decimal_outside_and_integer_inside(session: Session) -> None:
    product = session.state.ids("product")[0]
    result = session.call("reprice_product", {"product": product, "price": 12.5})
    assert isinstance(result.value, dict)
    assert '"price":12.5' in result.text
    assert session.state.cell("product", product, "price") == 1250
    found = session.call("search_products", {"price_min": 12.5, "price_max": 12.5}).value
    assert isinstance(found, dict)
    assert isinstance(found["rows"], list)
    assert product in [row["id"] for row in found["rows"] if isinstance(row, dict)]
    wrong = session.call("reprice_product", {"product": product, "price": 1.234})
    assert wrong.code == "validation_error"
    assert "at most 2 decimals" in wrong.text


def test_what_is_referred_to_stays(session: Session) -> None:
    held = str(session.state.rows("order")[0]["product"])
    before = session.state.digest()
    result = session.call("discard_product", {"product": held})
    assert result.code == "conflict"
    assert "is still the product of order" in result.text
    assert session.state.digest() == before


def test_a_unique_value_is_given_once(session: Session) -> None:
    email = session.state.rows("clerk")[0]["email"]
    arguments: Json = {"name": "Ann Lee", "email": str(email)}
    assert session.call("register_clerk", arguments).code == "conflict"
    fresh = session.call("register_clerk", {"name": "Ann Lee", "email": "ann@example.org"})
    assert fresh.status == "ok"
    assert isinstance(fresh.value, dict)
    assert session.evidence().changes[0].after == {
        "name": "Ann Lee",
        "email": "ann@example.org",
        "grade": "junior",
        "boss": None,
    }


def test_new_rows_start_as_the_world_says(session: Session) -> None:
    product, clerk = session.state.ids("product")[-1], session.state.ids("clerk")[0]
    crowd = [r for r in session.state.rows("order") if r["product"] == product]
    arguments: Json = {"product": product, "clerk": clerk, "quantity": 2}
    result = session.call("place_order", arguments)
    assert (result.status, len(crowd) < 3) == ("ok", True)
    assert session.evidence().changes[0].after["status"] == "new"


def test_an_optional_argument_may_be_left_out_or_null(session: Session) -> None:
    orders = [r for r in session.state.rows("order") if r["status"] == "picked"]
    assert session.call("ship_order", {"order": orders[0]["id"]}).status == "ok"
    assert session.call("ship_order", {"order": orders[1]["id"], "day": None}).status == "ok"
    wrong = session.call("ship_order", {"order": orders[0]["id"], "day": "2026-02-30"})
    assert wrong.code == "validation_error"
    assert "YYYY-MM-DD" in wrong.text
