"""How alike two calls of a tool are, by their arguments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nex.data.jsons import Json, JsonValue

Leaves = Mapping[str, JsonValue]
MOST_LEAVES = 200
MOST_CHARACTERS = 300
SAME_KIND = 0.1
"""Two values that share nothing but their type."""


def leaves(arguments: Json) -> dict[str, JsonValue]:
    """Every value that holds no others, by its path."""
    found: dict[str, JsonValue] = {}
    for path, value in _walk("", arguments):
        if len(found) >= MOST_LEAVES:
            break
        found[path] = value
    return found


def _walk(path: str, value: JsonValue) -> Iterator[tuple[str, JsonValue]]:
    match value:
        case dict() if value:
            for key, inner in value.items():
                yield from _walk(f"{path}.{key}", inner)
        case list() if value:
            for place, inner in enumerate(value):
                yield from _walk(f"{path}[{place}]", inner)
        case _:
            yield path, value


def likeness(left: Leaves, right: Leaves) -> float:
    """The mean likeness of the leaves, those of one side only counting as 0; 1: the same call."""
    paths = {**left, **right}
    if not paths:
        return 1.0
    both = [_alike(left[path], right[path]) for path in paths if path in left and path in right]
    return sum(both) / len(paths)


def _alike(left: JsonValue, right: JsonValue) -> float:
    if left == right and isinstance(left, bool) == isinstance(right, bool):
        return 1.0
    match left, right:
        case (str(), str()):
            return SAME_KIND + (1 - SAME_KIND) * 0.9 * _common(left, right)
        case (bool(), _) | (_, bool()):
            return 0.0
        case (int() | float(), int() | float()):
            return SAME_KIND + 0.5 / (1 + abs(left - right))
        case _:
            return SAME_KIND if type(left) is type(right) else 0.0


def _common(left: str, right: str) -> float:
    """Dice's coefficient of the texts' sets of three letters."""
    a, b = _threes(left), _threes(right)
    return 2 * len(a & b) / (len(a) + len(b))


def _threes(text: str) -> set[str]:
    padded = f"  {text[:MOST_CHARACTERS].lower()} "
    return {padded[n : n + 3] for n in range(len(padded) - 2)}
