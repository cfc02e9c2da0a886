"""All servers of the catalogue: those that ship, and those that were added here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nex.errors import InputError
from nex.grounding.catalogue.entry import Server, read_server
from nex.grounding.code.server import NAME as CODE, project_server
from nex.grounding.docker.servers import SERVERS

ADDED = Path("servers")
"""Where `nex tools add` puts a server, and where all verbs look for one."""


def shelf(added: Path = ADDED) -> dict[str, Server]:
    """Every server by its name; one that was added stands before a shipped one."""
    folders = [path.parent for home in (SERVERS, added) for path in home.glob("*/image.json")]
    found = {folder.name: read_server(folder) for folder in folders}
    return dict(sorted(found.items()))


def servers_named(names: Sequence[str], added: Path = ADDED) -> list[Server]:
    """Those servers, or all where none is named; InputError names those there are.

    What serves code environments is nobody else's, so it is found by its name alone.
    """
    known = shelf(added)
    if CODE in names:
        known[CODE] = project_server()
    unknown = [name for name in names if name not in known]
    if unknown:
        raise InputError(
            f"no server {unknown[0]!r}; known: {', '.join(known)}; or add it: nex tools add SOURCE"
        )
    return [known[name] for name in names] if names else list(known.values())


def folder_of(name: str, added: Path = ADDED) -> Path:
    """Where that server is described."""
    return added / name if (added / name / "image.json").exists() else SERVERS / name
