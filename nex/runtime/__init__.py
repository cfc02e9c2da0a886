"""The recursion: units called in scopes, within budgets, leaving a log of events."""
