"""When to order again, and how much."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Policy:
    """Order when the stock falls to the point; fill up to the target; in whole boxes."""

    point: int
    target: int
    box: int = 1
    most: int | None = None

    def __post_init__(self):
        if self.target < self.point:
            raise ValueError("the target is below the point of ordering")
        if self.box < 1:
            raise ValueError("a box holds at least one unit")


def due(policy, stock, ordered=0):
    """Whether it is time to order, counting what is on its way."""
    return stock + ordered <= policy.point


def boxes(quantity, box):
    """How many whole boxes hold that many units."""
    return (quantity + box - 1) // box


def order_quantity(policy, stock, ordered=0):
    """Units to order now: whole boxes up to the target, or as many boxes as the most allows."""
    if not due(policy, stock, ordered):
        return 0
    wanted = boxes(policy.target - stock - ordered, policy.box) * policy.box
    if policy.most is not None and wanted > policy.most:
        wanted = policy.most // policy.box * policy.box
    return wanted


def days_of_cover(stock, sold, days):
    """For how many whole days the stock lasts at the rate of the last days; None: for ever."""
    if days <= 0:
        raise ValueError("the rate needs at least one day")
    if sold == 0:
        return None
    return stock * days // sold


def rush(policy, stock, sold, days, lead):
    """Whether the stock runs out before an order placed today arrives."""
    cover = days_of_cover(stock, sold, days)
    return cover is not None and cover < lead and due(policy, stock)
