"""The embedded teacher: a planner that reads only instruction, tool signatures and observations."""
