"""Removing what is ours: what a dead process left at every start, and all of it on demand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, cast

from nex.data.jsons import Json
from nex.grounding.docker.api import Api, APIError, NotFound
from nex.grounding.docker.owner import OWNER, is_orphan, owner_from

Kind = Literal["container", "network", "volume"]
OURS: Json = {"label": [OWNER]}


@dataclass(frozen=True, slots=True)
class Leftover:
    """Something in the daemon that carries our labels."""

    kind: Kind
    name: str
    labels: dict[str, str]
    state: str = ""

    @property
    def orphan(self) -> bool:
        """Whether nobody can still need it."""
        return is_orphan(self.labels)


def leftovers(api: Api) -> list[Leftover]:
    """Everything that carries our labels: containers first, then what they may hold on to."""
    containers = [
        Leftover("container", _name(found), _labels(found), str(found.get("State", "")))
        for found in api.containers(all=True, filters=OURS)
    ]
    networks = [
        Leftover("network", str(found["Name"]), _labels(found))
        for found in api.networks(filters=OURS)
    ]
    volumes = cast("list[Json]", api.volumes(filters=OURS).get("Volumes") or [])
    kept = [Leftover("volume", str(found["Name"]), _labels(found)) for found in volumes]
    found = [*containers, *networks, *kept]
    return [it for it in found if owner_from(it.labels.get(OWNER, "")) is not None]


def clean(api: Api, *, everything: bool = False, dry_run: bool = False) -> list[Leftover]:
    """Remove what is ours and needed by nobody (`everything`: by somebody too); what it was."""
    chosen = [it for it in leftovers(api) if everything or it.orphan]
    if dry_run:
        return chosen
    return [it for it in chosen if _removed(api, it)]


def reap(api: Api) -> list[Leftover]:
    """Remove what processes that are gone have left behind."""
    return clean(api)


def _removed(api: Api, it: Leftover) -> bool:
    removals: dict[Kind, Callable[[str], None]] = {
        "container": lambda name: api.remove_container(name, v=True, force=True),
        "network": api.remove_network,
        "volume": lambda name: api.remove_volume(name, force=True),
    }
    try:
        removals[it.kind](it.name)
    except NotFound:
        pass
    except APIError as e:
        return "already in progress" in str(e)
    return True


def _name(found: Json) -> str:
    return cast("list[str]", found["Names"])[0].lstrip("/")


def _labels(found: Json) -> dict[str, str]:
    return cast("dict[str, str]", found.get("Labels") or {})
