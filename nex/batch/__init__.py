"""Many rollouts: the plan, the log that survives a crash, concurrency, budget, resume."""
