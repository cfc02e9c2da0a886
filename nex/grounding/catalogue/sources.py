"""What a server is added from: a package, an `mcpServers` config, a registry's `server.json`."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast

from nex.data.jsons import Json, JsonValue
from nex.errors import InputError

PACKAGE = re.compile(
    r"(?P<name>(@[a-z0-9._-]+/)?[A-Za-z0-9._-]+(\[[a-z,]+\])?)((==|@)(?P<version>[^\s=@]+))?"
)
LATEST = ("", "latest")
RUNNERS: dict[str, Literal["pypi", "npm"]] = {"uvx": "pypi", "pipx": "pypi", "npx": "npm"}
WAYS = "give pypi:NAME==VERSION, npm:NAME@VERSION, an mcpServers config or a server.json"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A server to add: its package, how it is started, what it finds in its environment."""

    name: str
    ecosystem: Literal["pypi", "npm"]
    package: str
    version: str = ""
    """"": the newest; the lock says which that is."""
    script: str = ""
    """The console script or bin of the package; "": the one that is named like it."""
    arguments: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    description: str = ""
    constraints: tuple[str, ...] = ()
    """Exact pins of other packages that it needs."""


def read_source(source: str) -> tuple[Wanted, ...]:
    """The servers that a source names: one, or all those of a config.

    Raises InputError for a source of none of the known forms.
    """
    ecosystem, colon, package = source.partition(":")
    if colon and ecosystem in ("pypi", "npm"):
        return (_packaged(ecosystem, package),)
    path = Path(source)
    if not path.is_file():
        raise InputError(f"{source!r} is no file and no package: {WAYS}")
    try:
        found: JsonValue = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as e:
        raise InputError(f"{path}: no JSON: {e}; {WAYS}") from e
    match found:
        case {"mcpServers": dict(servers)} if not servers:
            raise InputError(f"{path}: mcpServers holds no server; {WAYS}")
        case {"mcpServers": dict(servers)}:
            return tuple(_configured(path, name, one) for name, one in servers.items())
        case {"packages": list(packages), "name": str(name)}:
            return (_registered(path, found, name, packages),)
        case _:
            raise InputError(f"{path}: neither mcpServers nor a registry's packages; {WAYS}")


def _packaged(ecosystem: Literal["pypi", "npm"], text: str) -> Wanted:
    package, version = _split(text)
    return Wanted(plain_name(package), ecosystem, package, version)


def _split(text: str) -> tuple[str, str]:
    found = PACKAGE.fullmatch(text)
    if found is None:
        raise InputError(f"{text!r} is no package with a version; write NAME==1.2.3 or NAME@1.2.3")
    version = found["version"] or ""
    return found["name"], "" if version in LATEST else version


def plain_name(package: str) -> str:
    """What the catalogue calls a package's server: no scope, no words that all of them carry."""
    scope, _, last = package.partition("[")[0].lower().removeprefix("@").rpartition("/")
    words = [w for w in re.split(r"[-_.]+", last) if w not in ("mcp", "server", "")]
    return "-".join(words) or scope or last


def _configured(path: Path, name: str, config: JsonValue) -> Wanted:
    match config:
        case {"command": str(command), **rest}:
            arguments = [str(part) for part in cast("list[JsonValue]", rest.get("args") or [])]
            environment = cast("Json", rest.get("env") or {})
            wanted = _launched(f"{path}: {name}", Path(command).name, arguments)
        case {"url": _}:
            raise InputError(f"{path}: {name}: a remote server cannot run in a container")
        case _:
            raise InputError(f"{path}: {name}: neither command nor url")
    return _with(wanted, plain_name(name), environment)


def _launched(where: str, command: str, arguments: Sequence[str]) -> Wanted:
    """What `uvx`, `pipx run` or `npx` would start."""
    if command not in RUNNERS:
        raise InputError(f"{where}: {command!r} starts no package; known: {', '.join(RUNNERS)}")
    ecosystem, rest, package = RUNNERS[command], list(arguments), ""
    while rest and (rest[0].startswith("-") or (command == "pipx" and rest[0] == "run")):
        flag = rest.pop(0)
        if flag in ("--from", "--package", "-p", "--spec") and rest:
            package = rest.pop(0)
    if not rest:
        raise InputError(f"{where}: no package after {command}")
    script = rest.pop(0)
    name, version = _split(package or script)
    return Wanted(
        plain_name(name), ecosystem, name, version, script if package else "", tuple(rest)
    )


def _registered(path: Path, found: Json, name: str, packages: list[JsonValue]) -> Wanted:
    for package in packages:
        match package:
            case {"registryType": "pypi" | "npm" as kind, "identifier": str(identifier), **rest}:
                wanted = Wanted(
                    plain_name(name.rpartition("/")[2]),
                    kind,
                    identifier,
                    str(rest.get("version") or ""),
                    arguments=_registered_arguments(rest.get("packageArguments")),
                    description=str(found.get("description") or ""),
                )
                return _with(wanted, wanted.name, _defaults(rest.get("environmentVariables")))
            case _:
                continue
    raise InputError(f"{path}: none of its packages is of PyPI or npm")


def _registered_arguments(listed: JsonValue) -> tuple[str, ...]:
    words: list[str] = []
    for one in cast("list[Json]", listed or []):
        value = one.get("value", one.get("default"))
        if one.get("type") == "named":
            words.append(str(one.get("name")))
        if value is not None:
            words.append(str(value))
    return tuple(words)


def _defaults(listed: JsonValue) -> Json:
    variables = cast("list[Json]", listed or [])
    return {str(v["name"]): v["default"] for v in variables if v.get("default") is not None}


def _with(wanted: Wanted, name: str, environment: Json) -> Wanted:
    pairs = tuple((key, str(value)) for key, value in environment.items())
    return replace(wanted, name=name, environment=pairs)
