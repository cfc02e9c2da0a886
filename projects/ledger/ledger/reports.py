"""What the book says: sales, margins, turnover."""

from __future__ import annotations


def between(movements, first, last):
    """The movements of these days, both included."""
    return [move for move in movements if first <= move.day <= last]


def sold(movements, sku):
    """Units of a product that went out."""
    return sum(-move.quantity for move in movements if move.sku == sku and move.quantity < 0)


def margin(movements, prices):
    """Cents earned on what went out, at these selling prices; unpriced products are left out."""
    earned = 0
    for move in movements:
        if move.quantity < 0 and move.sku in prices:
            earned += -move.quantity * prices[move.sku] - move.cents
    return earned


def ranking(movements, most=3):
    """The products that sold best, as (sku, units); ties by name."""
    skus = sorted({move.sku for move in movements})
    counts = [(sku, sold(movements, sku)) for sku in skus]
    counts = [pair for pair in counts if pair[1] > 0]
    return sorted(counts, key=lambda pair: (-pair[1], pair[0]))[:most]


def daily(movements, sku, first, last):
    """The stock of a product at the end of each day, from what came and went before."""
    level = sum(move.quantity for move in movements if move.sku == sku and move.day < first)
    levels = []
    for day in range(first, last + 1):
        level += sum(move.quantity for move in movements if move.sku == sku and move.day == day)
        levels.append(level)
    return levels


def average(levels):
    """The mean, rounded half up to a whole unit; 0 for no days."""
    if not levels:
        return 0
    return (2 * sum(levels) + len(levels)) // (2 * len(levels))


def turnover(movements, sku, first, last):
    """How often the average stock was sold in these days, in hundredths."""
    mean = average(daily(movements, sku, first, last))
    if mean == 0:
        return 0
    return 100 * sold(between(movements, first, last), sku) // mean


def statement(movements):
    """One line per movement: day, product, signed units, note."""
    lines = []
    for move in movements:
        sign = "+" if move.quantity > 0 else "-"
        note = f"  {move.note}" if move.note else ""
        lines.append(f"{move.day:>3}  {move.sku:<8}{sign}{abs(move.quantity)}{note}")
    return "\n".join(lines)
