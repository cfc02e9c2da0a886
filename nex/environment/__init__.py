"""Environments: the folder, the record in memory, and opening one for a task."""
