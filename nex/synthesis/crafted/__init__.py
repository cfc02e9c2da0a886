"""Crafted environments: seeded states of real servers, and tasks whose ends are computed."""
