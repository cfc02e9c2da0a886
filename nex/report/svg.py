"""Hand-written SVG: histogram, bars, scales; text is escaped, colours are the page's classes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH = 420
ROW = 27
LEFT = 142
RIGHT = 68
PLOT = WIDTH - LEFT - RIGHT


def text(x: float, y: float, words: str, role: str = "") -> Markup:
    """One line of text; role: what the style sheet calls it."""
    return Markup('<text x="{}" y="{}" class="{}">{}</text>').format(_n(x), _n(y), role, words)


def rect(x: float, y: float, size: tuple[float, float], role: str, title: str = "") -> Markup:
    """A bar with rounded corners and a tooltip."""
    width, height = size
    return Markup(
        '<rect x="{}" y="{}" width="{}" height="{}" rx="3" class="{}"><title>{}</title></rect>'
    ).format(_n(x), _n(y), _n(max(width, 0)), _n(height), role, title)


def line(start: tuple[float, float], end: tuple[float, float], role: str) -> Markup:
    """A straight line."""
    return Markup('<line x1="{}" y1="{}" x2="{}" y2="{}" class="{}"/>').format(
        _n(start[0]), _n(start[1]), _n(end[0]), _n(end[1]), role
    )


def dot(x: float, y: float, role: str) -> Markup:
    """A small disc."""
    return Markup('<circle cx="{}" cy="{}" r="5" class="{}"/>').format(_n(x), _n(y), role)


def picture(height: float, label: str, parts: Iterable[Markup]) -> Markup:
    """A whole figure that scales with its column; label: what it shows, for those who cannot see."""
    body = Markup("").join(parts)
    return Markup(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}" preserveAspectRatio="xMinYMin">{}</svg>'
    ).format(WIDTH, _n(height), label, body)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: a share of 0..1 with words before and after it."""

    name: str
    share: float
    note: str
    tone: str = "good"
    mark: float | None = None
    """A share to compare with, drawn as a stroke across the bar; None: there is none."""


def bars(rows: Sequence[Bar], label: str) -> Markup:
    """Horizontal bars over a faint full width."""
    parts: list[Markup] = []
    for place, row in enumerate(rows):
        y = place * ROW
        parts += [
            text(LEFT - 10, y + 18, _cut(row.name, 21), "end"),
            rect(LEFT, y + 7, (PLOT, 14), "track"),
            rect(LEFT, y + 7, (PLOT * min(1, row.share), 14), row.tone, f"{row.name}: {row.note}"),
            text(LEFT + PLOT + 10, y + 18, row.note, "number"),
        ]
        if row.mark is not None:
            x = LEFT + PLOT * min(1, row.mark)
            parts.append(line((x, y + 3), (x, y + 25), "null"))
    return picture(len(rows) * ROW + 4, label, parts)


@dataclass(frozen=True, slots=True)
class Scale:
    """One row: a value between 1 (clones) and its shuffled ceiling."""

    name: str
    value: float
    ceiling: float
    note: str


def scales(rows: Sequence[Scale], label: str) -> Markup:
    """Where each set stands between a set of clones and a reshuffled one."""
    parts: list[Markup] = []
    for place, row in enumerate(rows):
        y = place * ROW * 1.6 + 16
        reach = (row.value - 1) / (row.ceiling - 1) if row.ceiling > 1 else 1.0
        x = LEFT + PLOT * min(1, max(0, reach))
        parts += [
            text(LEFT - 10, y + 5, row.name, "end"),
            line((LEFT, y), (LEFT + PLOT, y), "axis"),
            line((LEFT, y), (x, y), "span"),
            dot(x, y, "mark"),
            text(LEFT, y + 18, "clones 1.0", "small"),
            text(LEFT + PLOT, y + 18, f"shuffled {row.ceiling:.1f}", "small end"),
            text(LEFT + PLOT + 10, y + 5, row.note, "number"),
        ]
    return picture(len(rows) * ROW * 1.6 + 14, label, parts)


def histogram(values: Sequence[float], unit: str, label: str) -> Markup:
    """About a dozen bins over the range of the values, the mean marked; values not empty."""
    low, high = min(values), max(values)
    bins = min(14, max(1, round(len(values) ** 0.5)))
    width = (high - low) / bins or 1.0
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, int((value - low) / width))] += 1
    return _columns(counts, (low, width), f"{sum(values) / len(values):.1f} {unit}", label)


def _columns(counts: Sequence[int], scale: tuple[float, float], mean: str, label: str) -> Markup:
    low, width = scale
    left, bottom, step = 12.0, 150.0, (WIDTH - 24) / len(counts)
    parts: list[Markup] = [line((left, bottom), (WIDTH - 12, bottom), "axis")]
    for place, count in enumerate(counts):
        height = 118 * count / max(counts)
        ends = low + place * width, low + (place + 1) * width
        x, title = left + place * step, f"{ends[0]:.1f} to {ends[1]:.1f}: {count}"
        parts.append(rect(x + 1.5, bottom - height, (step - 3, height), "good", title))
        if count:
            parts.append(text(x + step / 2, bottom - height - 6, str(count), "small middle"))
    parts += [
        text(left, bottom + 18, f"{low:.1f}", "small"),
        text(WIDTH / 2, bottom + 18, f"mean {mean}", "small middle"),
        text(WIDTH - 12, bottom + 18, f"{low + width * len(counts):.1f}", "small end"),
    ]
    return picture(bottom + 26, label, parts)


def _cut(name: str, width: int) -> str:
    return name if len(name) <= width else name[: width - 1] + "\u2026"


__all__ = ["Bar", "Scale", "bars", "histogram", "picture", "scales"]
