import pytest
from arith.lexer import ArithError
from arith.parser import parse

ONE, TWO, THREE = (("number", n) for n in (1, 2, 3))


def test_products_hold_tighter_than_sums():
    assert parse("1 + 2 * 3") == ("+", ONE, ("*", TWO, THREE))
    assert parse("1 * 2 + 3") == ("+", ("*", ONE, TWO), THREE)


def test_differences_group_from_the_left():
    assert parse("1 - 2 - 3") == ("-", ("-", ONE, TWO), THREE)


def test_powers_group_from_the_right():
    assert parse("1 ^ 2 ^ 3") == ("^", ONE, ("^", TWO, THREE))


def test_a_sign_holds_less_than_a_power():
    assert parse("-2 ^ 3") == ("negative", ("^", TWO, THREE))
    assert parse("-2 * 3") == ("*", ("negative", TWO), THREE)
    assert parse("--1") == ("negative", ("negative", ONE))


def test_parentheses_come_first():
    assert parse("(1 + 2) * 3") == ("*", ("+", ONE, TWO), THREE)


def test_comparisons_hold_least():
    assert parse("1 + 2 < 3") == ("<", ("+", ONE, TWO), THREE)
    assert parse("1 < 2 == 3") == ("==", ("<", ONE, TWO), THREE)


def test_calls_take_any_number_of_values():
    assert parse("f()") == ("call", "f", ())
    assert parse("f(1, g(2))") == ("call", "f", (ONE, ("call", "g", (TWO,))))


def test_let_gives_a_name_to_a_value():
    assert parse("let x = 1 + 2, x") == ("let", "x", ("+", ONE, TWO), ("name", "x"))


@pytest.mark.parametrize(
    ("text", "position"),
    [("", 0), ("1 +", 3), ("1 2", 2), ("(1", 2), ("f(1,", 4), ("let 1 = 2, 3", 4), ("f(1 2)", 4)],
)
def test_what_is_no_expression_is_refused(text, position):
    with pytest.raises(ArithError) as caught:
        parse(text)
    assert caught.value.position == position
