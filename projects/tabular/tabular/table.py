"""Tables: columns of a width, alignment, Markdown."""

from __future__ import annotations

from tabular.wrapping import wrap

SIDES = ("left", "right", "centre")


def padded(text, width, side="left"):
    """The text in a cell of that width; what is odd goes to the right of a centred text."""
    if side not in SIDES:
        raise ValueError(f"no side {side!r}")
    room = max(width - len(text), 0)
    if side == "left":
        before = 0
    elif side == "right":
        before = room
    else:
        before = room // 2
    return " " * before + text + " " * (room - before)


def widths(rows):
    """The width of each column; short rows have empty cells."""
    count = max((len(row) for row in rows), default=0)
    return [max(len(row[place]) for row in rows if place < len(row)) for place in range(count)]


def is_number(text):
    """Whether a cell holds a number such as -1, 2.50 or 1,200."""
    digits = text.strip().removeprefix("-").replace(",", "")
    whole, point, rest = digits.partition(".")
    return whole.isdigit() and (rest.isdigit() if point else True)


def sides(rows):
    """Columns whose cells (beside empty ones) are all numbers to the right, others to the left."""
    found = []
    for place in range(len(widths(rows))):
        cells = [row[place] for row in rows if place < len(row) and row[place].strip()]
        found.append("right" if cells and all(is_number(cell) for cell in cells) else "left")
    return found


def completed(row, count):
    """The row with empty cells up to that many."""
    return list(row) + [""] * (count - len(row))


def plain(rows, gap=2):
    """The rows as lines, columns apart by a gap, nothing behind the last text."""
    sizes, where = widths(rows), sides(rows[1:] or rows)
    where = where + ["left"] * (len(sizes) - len(where))
    lines = []
    for row in rows:
        cells = completed(row, len(sizes))
        texts = [
            padded(cell, size, side) for cell, size, side in zip(cells, sizes, where, strict=True)
        ]
        lines.append((" " * gap).join(texts).rstrip())
    return lines


def escaped(cell):
    """A cell as Markdown takes it."""
    return cell.replace("|", "\\|").replace("\n", "<br>")


def markdown(head, rows):
    """A Markdown table; numbers to the right."""
    count = len(head)
    body = [completed([escaped(cell) for cell in row], count)[:count] for row in rows]
    top = [escaped(cell) for cell in head]
    where = sides(body) if body else ["left"] * count
    sizes = [max(size, 3) for size in widths([top, *body])]
    rule = [
        "-" * (size - 1) + (":" if side == "right" else "-")
        for size, side in zip(sizes, where, strict=True)
    ]

    def line(cells):
        texts = [
            padded(cell, size, side) for cell, size, side in zip(cells, sizes, where, strict=True)
        ]
        return f"| {' | '.join(texts)} |"

    return [line(top), f"| {' | '.join(rule)} |", *(line(cells) for cells in body)]


def boxed(text, width):
    """The text in a frame whose inside has at most that width."""
    lines = wrap(text, width) or [""]
    inner = max(len(line) for line in lines)
    edge = "+" + "-" * (inner + 2) + "+"
    return [edge, *(f"| {padded(line, inner)} |" for line in lines), edge]
