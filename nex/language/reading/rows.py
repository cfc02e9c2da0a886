"""Rows of Markdown tables as the sentences that they stand for, where their columns say which.

A row comes as pieces: a cell's text with its place in the file, and the words between cells,
which have none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from nex.language.words.morphology import with_article

Cell = tuple[str, int]
Piece = tuple[str, int | None]
Named = Mapping[str, Cell]

_THING = ("thing", "entity", "object")
_ATTRIBUTE = ("attribute", "field", "column", "property")
_TYPE = ("type", "values", "kind", "allowed values")
_ACTION = ("action", "operation")
_WHO = ("who", "role", "roles", "by", "actor", "who may", "who can", "allowed for")
_NEEDS = (
    "precondition",
    "preconditions",
    "requires",
    "needs",
    "condition",
    "conditions",
    "only if",
)
_CHANGES = ("effect", "effects", "result", "changes", "then", "outcome")
_NUMBERING = ("#", "no", "no.", "nr", "nr.", "id", "ref")
_NOTHING = frozenset(("", "-", "\u2013", "\u2014", "n/a", "none", "any"))
_QUALIFIER = re.compile(
    r"(optional|unique|(one of|at least|at most|between|from|starts as|initially)\b.*|a reference to .*)",
    re.IGNORECASE,
)
_SETS = re.compile(r"([a-z][a-z ]*?)\s*(?:->|→|=|:|becomes|is set to)\s*(.+)", re.IGNORECASE)
_DEFINED = frozenset(["a", "an", "the", "its", "it", "every", "each", "all"])


def cells_of(line: str, offset: int) -> list[Cell]:
    """The cells of a table's line, each with where its text begins."""
    found: list[Cell] = []
    at = offset + line.index("|") + 1
    for cell in line.strip().strip("|").split("|"):
        found.append((cell.strip().strip("*`"), at + len(cell) - len(cell.lstrip())))
        at += len(cell) + 1
    return found


def row_pieces(header: list[str], cells: list[Cell], heading: str) -> list[Piece]:
    """What a row says; a table of attributes without a column of things is about its heading."""
    named = {name: cell for name, cell in zip(header, cells, strict=False) if cell[0]}
    said = _attribute(named, heading) or _action(named)
    return list(said) if said else _plain(header, cells)


def _plain(header: list[str], cells: list[Cell]) -> list[Piece]:
    """The cells in a row; without their number, where that leaves one."""
    pairs = list(zip(header, cells, strict=False))
    told = [cell for name, cell in pairs if name not in _NUMBERING and cell[0]]
    kept = told if len(told) == 1 else cells
    return _joined(", ", kept)[1:]


def _joined(glue: str, cells: list[Cell]) -> list[Piece]:
    """Each cell behind the glue."""
    return [piece for cell in cells for piece in ((glue, None), cell)]


def _first(named: Named, headers: tuple[str, ...]) -> Cell | None:
    """The cell of the first of these columns in which something stands."""
    found = (named[name] for name in headers if name in named)
    return next((cell for cell in found if cell[0].lower() not in _NOTHING), None)


def _rest(named: Named, known: tuple[str, ...]) -> list[Cell]:
    kept = [cell for name, cell in named.items() if name not in (*known, *_NUMBERING)]
    return [cell for cell in kept if cell[0].lower() not in _NOTHING]


def _attribute(named: Named, heading: str) -> list[Piece]:
    """`A room has a capacity (integer; at least 1)`; other remarks stand behind a dash."""
    thing, attribute = _first(named, _THING), _first(named, _ATTRIBUTE)
    if attribute is None or (thing is None and not heading):
        return []
    owner: Piece = thing if thing is not None else (heading, None)
    head: list[Piece] = [(_article(owner[0]), None), owner, (" has ", None)]
    head += [(_article(attribute[0]), None), attribute]
    further = _rest(named, (*_THING, *_ATTRIBUTE, *_TYPE))
    kind = _first(named, _TYPE)
    inside = [kind] if kind is not None else []
    inside += [cell for cell in further if _qualifies(cell[0])]
    remarks = [cell for cell in further if not _qualifies(cell[0])]
    return [*head, *_bracket(inside), *_joined(" -- ", remarks)]


def _article(noun: str) -> str:
    return with_article(noun.lower()).split(" ")[0] + " "


def _qualifies(text: str) -> bool:
    return all(_QUALIFIER.fullmatch(part.strip()) for part in re.split("[;,]", text))


def _bracket(cells: list[Cell]) -> Iterator[Piece]:
    for at, cell in enumerate(cells):
        yield ("; " if at else " (", None)
        yield cell
    if cells:
        yield (")", None)


def _action(named: Named) -> list[Piece]:
    """`Managers can confirm a booking. Only if it is requested. Its status becomes confirmed`."""
    action, before, after = (_first(named, names) for names in (_ACTION, ("from",), ("to",)))
    who, needs, changes = (_first(named, names) for names in (_WHO, _NEEDS, _CHANGES))
    if action is None or not (who or needs or changes or (before and after)):
        return []
    said: list[Piece] = [who, (" can ", None)] if who else []
    said.append(action)
    if before and after:
        said += [(": ", None), before, (" -> ", None), after]
    said += [*_needed(needs), *_changed(changes)]
    known = (*_ACTION, "from", "to", *_WHO, *_NEEDS, *_CHANGES)
    return [*said, *_joined(". ", _rest(named, known))]


def _needed(cell: Cell | None) -> Iterator[Piece]:
    if cell is None:
        return
    yield (". " if " must " in f" {cell[0]} " else ". Only if ", None)
    yield cell


def _changed(cell: Cell | None) -> Iterator[Piece]:
    """An effect; where it begins with an attribute's name, that of the action's object."""
    if cell is None:
        return
    sets = _SETS.fullmatch(cell[0])
    yield (". ", None)
    if sets is None or sets[1].split(" ")[0].lower() in _DEFINED:
        yield cell
        return
    yield ("its ", None)
    yield (sets[1], cell[1])
    yield (" becomes ", None)
    yield (sets[2], cell[1] + sets.start(2))
