"""When an image was last asked for, as the daemon itself keeps it: the time of its last tag."""

from __future__ import annotations

import time
from datetime import datetime
from typing import cast

from nex.data.jsons import Json
from nex.grounding.docker.api import Api

NOTED_EVERY = 3600.0
"""Seconds after which an image that is asked for is tagged again: no rollout pays for that."""


def note_use(api: Api, tag: str, found: Json) -> None:
    """Give the image the tag that it has, so that the daemon knows when it was asked for."""
    if time.time() - last_asked(found) > NOTED_EVERY:
        repository, _, name = tag.rpartition(":")
        api.tag(str(found["Id"]), repository, name)


def last_asked(found: Json) -> float:
    """Seconds since 1970 at which an inspected image was made or last asked for."""
    about = cast("Json", found.get("Metadata") or {})
    times = (found.get("Created"), about.get("LastTagTime"))
    return max((_seconds(at) for at in times if isinstance(at, str) and at), default=0.0)


def _seconds(at: str) -> float:
    try:
        return datetime.fromisoformat(at).timestamp()
    except (ValueError, OverflowError):
        return 0.0
