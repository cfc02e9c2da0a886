"""Datasets: pure functions from trajectories to the rows that trainers read."""
