"""Repositories as environments: an image with pytest, editor tools, and a judge of their own."""
