"""Domain kits: workplaces as data, varied by seed, joined, and written out as specs."""
