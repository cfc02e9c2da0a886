"""Recordings of real servers, and twins that answer from them without the server."""
