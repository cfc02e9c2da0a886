"""Images of ours that nobody asked for lately: named, and removed on demand."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import cast

from nex.data.jsons import Json
from nex.grounding.docker.ages import last_asked
from nex.grounding.docker.api import Api, APIError, NotFound

OURS: Json = {"label": ["nex.base"]}
PREFIX = "nex/"
DAY = 86400.0


@dataclass(frozen=True, slots=True)
class Unused:
    """An image of ours of which no container is left."""

    id: str
    tags: tuple[str, ...]
    name: str
    """The server's, or `base`."""
    days: float
    """Since it was made or last asked for."""

    @property
    def shown(self) -> str:
        """Its name and the beginning of its tag, or of its digest where it has lost its tag."""
        text = self.tags[0] if self.tags else f"{PREFIX}{self.name}@{self.id.partition(':')[2]}"
        return text[: len(PREFIX) + len(self.name) + 13]


def unused_images(api: Api, days: float = 0.0, *, name: str = "") -> list[Unused]:
    """Images with our label, of no container, not asked for in `days`; of `name` only, if given.

    One that somebody gave a name of their own is theirs and not among them. Bases come last.
    """
    busy = {str(one.get("ImageID", "")) for one in api.containers(all=True, filters={})}
    listed = [one for one in api.images(filters=OURS) if str(one["Id"]) not in busy]
    found = [unused for one in listed if (unused := _unused(api, str(one["Id"]))) is not None]
    chosen = [one for one in found if one.days >= days and name in ("", one.name)]
    return sorted(chosen, key=lambda one: (one.name == "base", one.name, one.tags, one.id))


def remove_image(api: Api, image: Unused) -> bool:
    """Whether it is gone; False where something still stands on it.

    It is never forced: what a container was started from meanwhile stays.
    """
    for reference in image.tags or (image.id,):
        try:
            api.remove_image(reference, force=False)
        except NotFound:
            continue
        except APIError:
            return False
    return True


def _unused(api: Api, id: str) -> Unused | None:
    try:
        found = api.inspect_image(id)
    except NotFound:
        return None
    tags = tuple(sorted(cast("list[str]", found.get("RepoTags") or [])))
    if not all(tag.startswith(PREFIX) for tag in tags):
        return None
    labels = cast("dict[str, str]", cast("Json", found["Config"]).get("Labels") or {})
    days = (time.time() - last_asked(found)) / DAY
    return Unused(id, tags, labels.get("nex.image", "base"), days)
