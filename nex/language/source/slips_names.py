"""Slips of names: another variable, another attribute, arguments the wrong way round."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from nex.language.source.reading import Place, Source, read_of

Found = Iterator[tuple[int, int, str]]
MOST = 3
"""Other names that are tried for one."""


def variable(source: Source, place: Place, most: int = MOST) -> Found:
    """A variable for another of the same function, the nearest in the order of their bindings."""
    node = place.node
    if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
        return
    if place.function is None or (names := source.names[place.function]).count(node.id) == 0:
        return
    at = names.index(node.id)
    others = sorted(
        (name for name in names if name != node.id), key=lambda name: abs(names.index(name) - at)
    )
    yield from ((*source.span(node), other) for other in others[:most])


def attribute(source: Source, place: Place, most: int = MOST) -> Found:
    """An attribute for another that the same function reads of anything, or the module elsewhere."""
    node = place.node
    if not isinstance(node, ast.Attribute) or isinstance(place.parent, ast.Call):
        return
    if place.function is None or not isinstance(node.ctx, ast.Load):
        return
    names = dict.fromkeys((*read_of(place.function), *source.attributes))
    end = source.span(node)[1]
    others = [name for name in names if name != node.attr]
    yield from ((end - len(node.attr), end, other) for other in others[:most])


def arguments(source: Source, place: Place) -> Found:
    """Two arguments next to each other, swapped; two parts of a tuple that is returned, too."""
    node = place.node
    if isinstance(node, ast.Call):
        parts = node.args
    elif isinstance(node, ast.Tuple) and isinstance(place.parent, ast.Return):
        parts = node.elts
    else:
        return
    for left, right in pairwise(parts):
        if not isinstance(left, ast.Starred) and not isinstance(right, ast.Starred):
            start, middle = source.span(left)
            after, end = source.span(right)
            if source.of(left) != source.of(right):
                yield start, end, source.of(right) + source.text[middle:after] + source.of(left)
