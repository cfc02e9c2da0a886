"""Exit codes, the same for every verb."""

from __future__ import annotations

OK = 0
INFRASTRUCTURE = 1
"""Some rollouts still end in infrastructure errors; the resume command was printed."""
BAD_INPUT = 2
BUDGET = 3
NOTHING_STARTED = 4
INTERRUPTED = 130
