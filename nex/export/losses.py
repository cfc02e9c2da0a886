"""What an export could not carry, counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Losses:
    """Counts, by what was lost; nothing is dropped without one."""

    counts: Counter[str] = field(default_factory=Counter[str])

    def drop(self, what: str, count: int = 1) -> None:
        """Say that `count` of something could not be carried."""
        if count:
            self.counts[what] += count

    def report(self) -> dict[str, int]:
        """The counts by name."""
        return dict(sorted(self.counts.items()))
