"""Trees as text again, with no more parentheses than needed; and as simpler trees."""

from __future__ import annotations

from fractions import Fraction

from arith.parser import POWER, RIGHT, SIGN

ATOM = 9


def number_text(value):
    """A fraction as a decimal where it ends, else as a quotient."""
    if value.denominator == 1:
        return str(value.numerator)
    for digits in range(1, 7):
        scaled = value * 10**digits
        if scaled.denominator == 1:
            sign = "-" if scaled < 0 else ""
            padded = str(abs(scaled.numerator)).rjust(digits + 1, "0")
            return f"{sign}{padded[:-digits]}.{padded[-digits:]}"
    return f"{value.numerator}/{value.denominator}"


def hold(tree):
    """How tightly the outermost part of a tree holds."""
    if tree[0] == "negative":
        return SIGN
    if tree[0] == "let":
        return 0
    return POWER.get(tree[0], ATOM)


def inside(tree, least):
    """A part of an expression, in parentheses where it holds less tightly than that."""
    text = write(tree)
    return f"({text})" if hold(tree) < least else text


def write(tree):
    """The text of a tree; parsing it gives the tree back."""
    kind = tree[0]
    if kind == "number":
        return number_text(tree[1])
    if kind == "name":
        return tree[1]
    if kind == "negative":
        return "-" + inside(tree[1], SIGN)
    if kind == "call":
        return f"{tree[1]}({', '.join(write(each) for each in tree[2])})"
    if kind == "let":
        return f"let {tree[1]} = {write(tree[2])}, {write(tree[3])}"
    power = POWER[kind]
    left = inside(tree[1], power + 1 if kind in RIGHT else power)
    right = inside(tree[2], power if kind in RIGHT else power + 1)
    return f"{left} {kind} {right}"


def simplified(tree):
    """The tree without sums with 0, products with 1 or 0, powers of 1 and double signs."""
    kind = tree[0]
    if kind in ("number", "name", "call", "let"):
        return tree
    if kind == "negative":
        inner = simplified(tree[1])
        return inner[1] if inner[0] == "negative" else ("negative", inner)
    left, right = simplified(tree[1]), simplified(tree[2])
    zero, one = ("number", Fraction(0)), ("number", Fraction(1))
    if kind == "+" and zero in (left, right):
        return right if left == zero else left
    if kind == "*" and zero in (left, right):
        return zero
    if kind == "*" and one in (left, right):
        return right if left == one else left
    if (kind == "-" and right == zero) or (kind in "/^" and right == one):
        return left
    return (kind, left, right)
