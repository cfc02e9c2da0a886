"""The canonical English of a World's pieces, and its inverse."""
