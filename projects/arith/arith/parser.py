"""From tokens to a tree of tuples: ("number", n), ("name", s), (operator, left, right), ..."""

from __future__ import annotations

from fractions import Fraction

from arith.lexer import ArithError, tokens

POWER = {
    "==": 1,
    "!=": 1,
    "<": 2,
    "<=": 2,
    ">": 2,
    ">=": 2,
    "+": 3,
    "-": 3,
    "*": 4,
    "/": 4,
    "%": 4,
    "^": 6,
}
"""How tightly a binary operator holds its sides."""
SIGN = 5
"""How tightly a sign holds what follows."""
RIGHT = ("^",)
"""Operators that group from the right."""


class Parser:
    """Reads one text; a position in its tokens is its only state."""

    def __init__(self, text):
        self.tokens = tokens(text)
        self.at = 0

    @property
    def token(self):
        return self.tokens[self.at]

    def step(self):
        """The token here; then stand on the next."""
        token = self.token
        self.at += 1
        return token

    def expect(self, text):
        """Step over a symbol that must be here."""
        if self.token.text != text:
            raise ArithError(f"expected {text!r}", self.token.position)
        return self.step()

    def expression(self, least=0):
        """An expression whose operators hold tighter than `least`."""
        left = self.operand()
        while self.token.kind == "symbol" and POWER.get(self.token.text, 0) > least:
            operator = self.step().text
            power = POWER[operator]
            right = self.expression(power - 1 if operator in RIGHT else power)
            left = (operator, left, right)
        return left

    def operand(self):
        """A number, a name, a call, a sign, a let, or something in parentheses."""
        token = self.step()
        if token.kind == "number":
            return ("number", Fraction(token.text))
        if token.text == "let":
            return self.let()
        if token.kind == "name":
            if self.token.text == "(":
                return ("call", token.text, self.arguments())
            return ("name", token.text)
        if token.text == "-":
            return ("negative", self.expression(SIGN))
        if token.text == "(":
            inner = self.expression()
            self.expect(")")
            return inner
        raise ArithError("expected a value", token.position)

    def arguments(self):
        """What stands in the parentheses of a call."""
        self.expect("(")
        found = []
        if self.token.text != ")":
            found.append(self.expression())
            while self.token.text == ",":
                self.step()
                found.append(self.expression())
        self.expect(")")
        return tuple(found)

    def let(self):
        """let NAME = VALUE, BODY"""
        name = self.step()
        if name.kind != "name":
            raise ArithError("expected a name", name.position)
        self.expect("=")
        value = self.expression()
        self.expect(",")
        return ("let", name.text, value, self.expression())


def parse(text):
    """The tree of a text; ArithError where it is none."""
    parser = Parser(text)
    tree = parser.expression()
    if parser.token.kind != "end":
        raise ArithError(f"unexpected {parser.token.text!r}", parser.token.position)
    return tree
