"""Runs inside containers; nothing of it is imported by who starts them."""
