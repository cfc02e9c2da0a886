"""What a tree is worth: an exact fraction, or true or false."""

from __future__ import annotations

from fractions import Fraction

from arith.parser import parse


class Undefined(Exception):
    """There is no value: an unknown name, a division by zero, a wrong number of arguments."""


def power(base, exponent):
    """base ^ exponent for whole exponents."""
    if exponent.denominator != 1:
        raise Undefined("only whole exponents are defined")
    if base == 0 and exponent < 0:
        raise Undefined("zero has no negative power")
    return base ** int(exponent)


def divided(left, right):
    """left / right"""
    if right == 0:
        raise Undefined("division by zero")
    return left / right


def remainder(left, right):
    """left % right, with the sign of right"""
    if right == 0:
        raise Undefined("division by zero")
    return left % right


BINARY = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": divided,
    "%": remainder,
    "^": power,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
}


def clamp(value, low, high):
    """The value, or the bound that it passes."""
    if low > high:
        raise Undefined("the bounds are the wrong way round")
    return max(low, min(value, high))


def gcd(left, right):
    """The greatest common divisor of two whole numbers."""
    if left.denominator != 1 or right.denominator != 1:
        raise Undefined("gcd needs whole numbers")
    while right:
        left, right = right, left % right
    return abs(left)


def chosen(test, yes, no):
    """if(test, yes, no)"""
    return yes if test else no


FUNCTIONS = {
    "abs": (1, abs),
    "min": (None, min),
    "max": (None, max),
    "clamp": (3, clamp),
    "gcd": (2, gcd),
    "if": (3, chosen),
    "floor": (1, lambda value: Fraction(value.numerator // value.denominator)),
}
"""Name -> how many arguments (None: at least one), and what it does."""


def call(name, arguments):
    """What a function gives."""
    if name not in FUNCTIONS:
        raise Undefined(f"no function {name!r}")
    wanted, function = FUNCTIONS[name]
    if wanted is None and not arguments:
        raise Undefined(f"{name} needs at least one value")
    if wanted is not None and len(arguments) != wanted:
        raise Undefined(f"{name} takes {wanted} values, not {len(arguments)}")
    return function(*arguments)


def value_of(tree, names):
    """The value of a tree where names have these values."""
    kind = tree[0]
    if kind == "number":
        return tree[1]
    if kind == "name":
        if tree[1] not in names:
            raise Undefined(f"no value for {tree[1]!r}")
        return names[tree[1]]
    if kind == "negative":
        return -value_of(tree[1], names)
    if kind == "call":
        return call(tree[1], [value_of(each, names) for each in tree[2]])
    if kind == "let":
        inner = {**names, tree[1]: value_of(tree[2], names)}
        return value_of(tree[3], inner)
    return BINARY[kind](value_of(tree[1], names), value_of(tree[2], names))


def evaluate(text, **names):
    """The value of a text."""
    return value_of(parse(text), {name: Fraction(value) for name, value in names.items()})
