"""From what is wanted to a server with exact pins: resolve its packages, find how it starts."""

from __future__ import annotations

import json
import re
from typing import cast

from pydantic import ValidationError

from nex.data.jsons import Json
from nex.errors import InputError
from nex.grounding.catalogue.entry import Server, ServerEntry
from nex.grounding.catalogue.sources import Wanted
from nex.grounding.docker.image_spec import ImageSpec
from nex.grounding.docker.packages import SERVER, lock_packages

START = (
    "import sys; from importlib.metadata import distribution; "
    "all = distribution('{package}').entry_points; "
    "found = {{e.name: e for e in all if e.group == 'console_scripts'}}; "
    "start = found.get('{script}') or list(found.values())[0]; "
    "sys.argv[0] = start.name; sys.exit(start.load()())"
)
"""Runs a package's console script: the one of that name, else its first."""


def resolved(wanted: Wanted) -> Server:
    """The server with a lock of every package it needs; asks the package index.

    Raises InputError where the index does not have them, or the package starts no server.
    """
    asked = wanted.package + (_mark(wanted) + wanted.version if wanted.version else "")
    blank = ImageSpec(name=wanted.name, ecosystem=wanted.ecosystem, entrypoint=("true",))
    open_ended = blank.model_copy(update={"packages": (_asked(wanted, asked), *wanted.constraints)})
    lock = lock_packages(open_ended)
    version = wanted.version or locked_version(wanted, lock)
    return pinned(wanted, version, lock)


def pinned(wanted: Wanted, version: str, lock: str) -> Server:
    """The server of a lock that is there already."""
    start = _npm_start(wanted, lock) if wanted.ecosystem == "npm" else _python_start(wanted)
    try:
        image = ImageSpec(
            name=wanted.name,
            ecosystem=wanted.ecosystem,
            packages=(f"{wanted.package}{_mark(wanted)}{version}", *wanted.constraints),
            entrypoint=(*start, *wanted.arguments),
            environment=dict(wanted.environment),
            lock=lock,
        )
    except ValidationError as e:
        raise InputError(f"{wanted.name}: cannot be described: {e}") from e
    return Server(image, ServerEntry(description=wanted.description))


def locked_version(wanted: Wanted, lock: str) -> str:
    """The version that a lock holds of the wanted package; InputError where it holds none."""
    if wanted.ecosystem == "npm":
        return str(_npm_package(wanted, lock).get("version", ""))
    words = re.split(r"[-_.]+", wanted.package.partition("[")[0])
    name = "[-_.]+".join(map(re.escape, words))
    found = re.search(rf"(?im)^{name}(?:\[[^\]]*\])?==(\S+)", lock)
    if found is None:
        raise InputError(f"the lock of {wanted.name} holds no {wanted.package}")
    return found[1].rstrip("\\")


def _asked(wanted: Wanted, asked: str) -> str:
    return asked if wanted.ecosystem == "pypi" or wanted.version else f"{asked}@latest"


def _mark(wanted: Wanted) -> str:
    return "==" if wanted.ecosystem == "pypi" else "@"


def _python_start(wanted: Wanted) -> tuple[str, ...]:
    package = wanted.package.partition("[")[0]
    return ("python", "-c", START.format(package=package, script=wanted.script or package))


def _npm_start(wanted: Wanted, lock: str) -> tuple[str, ...]:
    listed = _npm_package(wanted, lock).get("bin")
    if not isinstance(listed, dict) or not listed:
        raise InputError(f"{wanted.package} of npm starts nothing: it has no bin")
    script = wanted.script or wanted.package.rpartition("/")[2]
    place = str(listed.get(script) or next(iter(listed.values())))
    return ("node", f"/{SERVER}/node_modules/{wanted.package}/{place.removeprefix('./')}")


def _npm_package(wanted: Wanted, lock: str) -> Json:
    packages = cast("Json", cast("Json", json.loads(lock)).get("packages") or {})
    found = packages.get(f"node_modules/{wanted.package}")
    if not isinstance(found, dict):
        raise InputError(f"the lock of {wanted.name} holds no {wanted.package}")
    return found
