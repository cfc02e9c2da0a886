from fractions import Fraction

import pytest
from arith.parser import parse
from arith.writing import number_text, simplified, write


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(3), "3"),
        (Fraction(1, 2), "0.5"),
        (Fraction(-1, 4), "-0.25"),
        (Fraction(1, 8), "0.125"),
        (Fraction(5, 100), "0.05"),
        (Fraction(1, 3), "1/3"),
        (Fraction(1, 10**6), "0.000001"),
        (Fraction(1, 10**7), "1/10000000"),
    ],
)
def test_numbers_as_decimals(value, expected):
    assert number_text(value) == expected


@pytest.mark.parametrize(
    "text",
    [
        "1 + 2 * 3",
        "(1 + 2) * 3",
        "1 - (2 - 3)",
        "1 - 2 - 3",
        "2 ^ 3 ^ 2",
        "(2 ^ 3) ^ 2",
        "-(1 + 2)",
        "-2 ^ 2",
        "(-2) ^ 2",
        "f(1, x)",
        "let x = 1, x + 2",
        "(let x = 1, x) * 2",
        "1 < 2 == (2 < 3)",
    ],
)
def test_writing_gives_the_text_back_and_the_tree(text):
    tree = parse(text)
    assert parse(write(tree)) == tree


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(1 * 2) + 3", "1 * 2 + 3"),
        ("1 * (2 * 3)", "1 * (2 * 3)"),
        ("((x))", "x"),
        ("(1 - 2) - 3", "1 - 2 - 3"),
        ("2 ^ (3 ^ 2)", "2 ^ 3 ^ 2"),
        ("-(x)", "-x"),
    ],
)
def test_no_more_parentheses_than_needed(text, expected):
    assert write(parse(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x + 0", "x"),
        ("0 + x", "x"),
        ("x * 1", "x"),
        ("1 * x", "x"),
        ("x * 0", "0"),
        ("x - 0", "x"),
        ("0 - x", "0 - x"),
        ("x / 1", "x"),
        ("x ^ 1", "x"),
        ("--x", "x"),
        ("-(x + 0)", "-x"),
        ("x + 1", "x + 1"),
        ("(x * 1) + (y * 0)", "x"),
        ("f(x + 0)", "f(x + 0)"),
    ],
)
def test_simpler_trees(text, expected):
    assert write(simplified(parse(text))) == expected
