"""The records that pass between rooms: frozen, digestible, without I/O or async."""
