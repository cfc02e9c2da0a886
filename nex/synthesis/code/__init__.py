"""Bugs in working programs: a repository read, small slips put in, an issue written about them."""
