"""Controlled English, both ways: specs become Worlds, Worlds and requests become English."""
