"""Readings: a workspace that a server left behind, as tables; one module each."""
