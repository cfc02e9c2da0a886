"""The recordings that ship: one compressed file for each server."""
