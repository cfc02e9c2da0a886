"""Arithmetic as text, as a tree and as a number."""
