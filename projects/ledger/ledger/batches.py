"""Batches of one product: bought at a price, used up oldest first."""

from __future__ import annotations

from dataclasses import dataclass, replace


class OutOfStock(Exception):
    """More was asked for than there is."""


@dataclass(frozen=True)
class Batch:
    """So many units, bought on a day at a price in cents per unit."""

    day: int
    quantity: int
    price: int

    def __post_init__(self):
        if self.quantity <= 0:
            raise ValueError(f"a batch needs a positive quantity, not {self.quantity}")
        if self.price < 0:
            raise ValueError(f"a price cannot be negative: {self.price}")

    @property
    def value(self):
        """Cents that the whole batch has cost."""
        return self.quantity * self.price


def total(batches):
    """Units in all batches together."""
    return sum(batch.quantity for batch in batches)


def oldest_first(batches):
    """The batches by the day on which they came; a cheaper one first on the same day."""
    return sorted(batches, key=lambda batch: (batch.day, batch.price))


def add(batches, batch):
    """The batches with one more; equal day and price are put together."""
    for place, known in enumerate(batches):
        if known.day == batch.day and known.price == batch.price:
            merged = replace(known, quantity=known.quantity + batch.quantity)
            return [*batches[:place], merged, *batches[place + 1 :]]
    return oldest_first([*batches, batch])


def take(batches, quantity):
    """What is left after taking units from the oldest batches, and what these units had cost."""
    if quantity < 0:
        raise ValueError(f"cannot take {quantity} units")
    if quantity > total(batches):
        raise OutOfStock(f"{quantity} wanted, {total(batches)} there")
    cost = 0
    left = []
    for batch in oldest_first(batches):
        used = min(batch.quantity, quantity)
        quantity -= used
        cost += used * batch.price
        if used < batch.quantity:
            left.append(replace(batch, quantity=batch.quantity - used))
    return left, cost


def older_than(batches, day, days):
    """The batches that have lain for more than so many days on that day."""
    return [batch for batch in batches if day - batch.day > days]
