"""Workflows: units made of units, whose order is fixed by code instead of a model."""
