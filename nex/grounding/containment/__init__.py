"""Containment: hostile servers met on purpose, and what they could do."""
