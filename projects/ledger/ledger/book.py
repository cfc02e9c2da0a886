"""The book: every movement in order, and the stock that follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field

from ledger.batches import Batch, OutOfStock, add, take, total


@dataclass(frozen=True)
class Movement:
    """One line of the book; a positive quantity came in, a negative one went out."""

    day: int
    sku: str
    quantity: int
    cents: int
    note: str = ""


@dataclass
class Book:
    """The stock of a warehouse."""

    stock: dict = field(default_factory=dict)
    movements: list = field(default_factory=list)
    today: int = 0

    def advance(self, day):
        """Go on to a later day; days never go back."""
        if day < self.today:
            raise ValueError(f"day {day} is before {self.today}")
        self.today = day

    def receive(self, sku, quantity, price, note=""):
        """Units come in at a price in cents."""
        batch = Batch(self.today, quantity, price)
        self.stock[sku] = add(self.stock.get(sku, []), batch)
        self.movements.append(Movement(self.today, sku, quantity, batch.value, note))

    def issue(self, sku, quantity, note=""):
        """Units go out; the cents that they had cost."""
        if sku not in self.stock:
            raise KeyError(f"unknown product {sku!r}")
        left, cost = take(self.stock[sku], quantity)
        self.stock[sku] = left
        self.movements.append(Movement(self.today, sku, -quantity, cost, note))
        return cost

    def quantity(self, sku):
        """Units there now; 0 for a product that was never there."""
        return total(self.stock.get(sku, []))

    def value(self, sku=None):
        """Cents that the stock of one product, or of all, has cost."""
        if sku is not None:
            return sum(batch.value for batch in self.stock.get(sku, []))
        return sum(self.value(each) for each in self.stock)

    def count(self, sku, found, note="count"):
        """Put the stock right after a count: the difference in units."""
        difference = found - self.quantity(sku)
        if difference > 0:
            last = self.stock[sku][-1].price if self.stock.get(sku) else 0
            self.receive(sku, difference, last, note)
        elif difference < 0:
            self.issue(sku, -difference, note)
        return difference

    def bundle(self, parts, sku, quantity):
        """Make units of a product from parts: {part: units each}; nothing happens if one lacks."""
        for part, each in parts.items():
            if self.quantity(part) < each * quantity:
                raise OutOfStock(f"{part} does not suffice for {quantity} of {sku}")
        cost = sum(self.issue(part, each * quantity, sku) for part, each in parts.items())
        self.receive(sku, quantity, cost // quantity, "bundle")
        return cost
