from fractions import Fraction

import pytest
from arith.evaluate import Undefined, evaluate


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("10 - 4 - 3", 3),
        ("7 / 2", Fraction(7, 2)),
        ("7 % 3", 1),
        ("-7 % 3", 2),
        ("2 ^ 3 ^ 2", 512),
        ("2 ^ -2", Fraction(1, 4)),
        ("-3 ^ 2", -9),
        ("0.5 + 0.25", Fraction(3, 4)),
    ],
)
def test_numbers(text, expected):
    assert evaluate(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 < 3", True),
        ("3 < 3", False),
        ("3 <= 3", True),
        ("4 <= 3", False),
        ("3 > 3", False),
        ("4 > 3", True),
        ("3 >= 3", True),
        ("2 >= 3", False),
        ("1 == 2", False),
        ("1 != 2", True),
    ],
)
def test_comparisons(text, expected):
    assert evaluate(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abs(-4)", 4),
        ("min(3, 1, 2)", 1),
        ("max(3, 1, 2)", 3),
        ("clamp(12, 0, 10)", 10),
        ("clamp(-2, 0, 10)", 0),
        ("clamp(5, 0, 10)", 5),
        ("clamp(5, 3, 3)", 3),
        ("gcd(12, 18)", 6),
        ("gcd(-4, 6)", 2),
        ("gcd(0, 5)", 5),
        ("if(1 < 2, 10, 20)", 10),
        ("if(1 > 2, 10, 20)", 20),
        ("floor(7 / 2)", 3),
        ("floor(-7 / 2)", -4),
    ],
)
def test_functions(text, expected):
    assert evaluate(text) == expected


def test_names_have_values():
    assert evaluate("price * 3 - off", price=4, off=2) == 10


def test_let_is_seen_only_inside():
    assert evaluate("let x = 2, x * x + y", y=1) == 5
    assert evaluate("(let x = 2, x) + x", x=10) == 12


@pytest.mark.parametrize(
    "text",
    [
        "1 / 0",
        "1 % 0",
        "0 ^ -1",
        "2 ^ 0.5",
        "x",
        "nope(1)",
        "min()",
        "abs(1, 2)",
        "clamp(1, 3, 2)",
        "gcd(1, 0.5)",
        "gcd(0.5, 1)",
    ],
)
def test_what_has_no_value(text):
    with pytest.raises(Undefined):
        evaluate(text)


def test_zero_to_a_whole_power():
    assert evaluate("0 ^ 2") == 0
    assert evaluate("0 ^ 0") == 1
