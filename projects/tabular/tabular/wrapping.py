"""Lines of a width: wrapping, indenting, shortening."""

from __future__ import annotations


def pieces(word, width):
    """A word cut into parts of at most that width."""
    return [word[start : start + width] for start in range(0, len(word), width)]


def wrap(text, width):
    """The words in lines of at most that width; longer words are cut."""
    if width < 1:
        raise ValueError(f"no text fits into a width of {width}")
    lines, line = [], ""
    for word in text.split():
        for piece in pieces(word, width):
            if line and len(line) + 1 + len(piece) > width:
                lines.append(line)
                line = ""
            line = f"{line} {piece}" if line else piece
    if line:
        lines.append(line)
    return lines


def indent(lines, by, first=None):
    """The lines moved to the right; the first line by another width where that is given."""
    moved = []
    for number, line in enumerate(lines):
        width = first if number == 0 and first is not None else by
        moved.append(" " * width + line if line else line)
    return moved


def shorten(text, width, mark="..."):
    """The text, or its beginning with a mark, in at most that width; cut at a space if it can."""
    if len(text) <= width:
        return text
    room = width - len(mark)
    if room <= 0:
        return mark[:width]
    cut = text[:room]
    if text[room] != " " and " " in cut:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip() + mark


def fill(line, width):
    """The line with its gaps widened to that width, the gaps on the left first."""
    words = line.split()
    if len(words) < 2:
        return line
    room = width - sum(len(word) for word in words)
    gaps = len(words) - 1
    if room < gaps:
        return line
    each, extra = divmod(room, gaps)
    text = words[0]
    for number, word in enumerate(words[1:]):
        text += " " * (each + (1 if number < extra else 0)) + word
    return text


def justified(text, width):
    """The text wrapped and filled; the last line stays as it is."""
    lines = wrap(text, width)
    return [fill(line, width) for line in lines[:-1]] + lines[-1:]
