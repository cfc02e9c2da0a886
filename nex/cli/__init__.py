"""The command `nex`: resolves names to objects, prints, exits; everything else lives below."""

from nex.cli.main import main

__all__ = ["main"]
