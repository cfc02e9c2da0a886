import pytest
from arith.lexer import ArithError, Token, name_end, number_end, tokens


def kinds(text):
    return [(token.kind, token.text) for token in tokens(text)]


def test_numbers_names_and_symbols():
    assert kinds("a1+ 2.5") == [("name", "a1"), ("symbol", "+"), ("number", "2.5"), ("end", "")]


def test_positions_are_where_tokens_start():
    assert [token.position for token in tokens("ab <= 12")] == [0, 3, 6, 8]


def test_long_symbols_win():
    assert kinds("1<=2")[1] == ("symbol", "<=")
    assert kinds("1<2")[1] == ("symbol", "<")
    assert kinds("a==b")[1] == ("symbol", "==")
    assert kinds("a=b")[1] == ("symbol", "=")


def test_a_point_needs_a_digit_after_it():
    assert number_end("12.5x", 0) == 4
    assert number_end("12.x", 0) == 2
    assert number_end("12.", 0) == 2
    assert number_end("1.25", 0) == 4
    assert number_end("a7", 1) == 2


def test_names_hold_digits_and_underscores():
    assert name_end("rate_2 x", 0) == 6
    assert tokens("_x")[0] == Token("name", "_x", 0)


def test_only_the_end_of_nothing():
    assert kinds("  \n") == [("end", "")]


def test_a_stray_character_is_refused_where_it_stands():
    with pytest.raises(ArithError) as caught:
        tokens("1 + $")
    assert caught.value.position == 4
