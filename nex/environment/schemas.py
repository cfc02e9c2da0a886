"""The published JSON Schemas: what editors and other programs may know of the files nex writes."""

from __future__ import annotations

import sys
from pathlib import Path

import orjson
from pydantic import BaseModel

from nex.data.blueprint import Blueprint
from nex.data.environment import EnvironmentCard
from nex.data.frozen import SCHEMA_KEY, Filed
from nex.data.jsons import Json
from nex.data.manifest import Manifest
from nex.data.recording import Recording
from nex.data.scores import ScoreCard
from nex.data.seal import Seal
from nex.data.task import Proof, Task
from nex.data.world import World
from nex.synthesis.kits.kit import Kit

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PUBLISHED: dict[str, tuple[str, type[BaseModel]]] = {
    "blueprint": ("nex.blueprint/1", Blueprint),
    "environment": ("nex.environment/1", EnvironmentCard),
    "kit": ("nex.kit/1", Kit),
    "proof": ("nex.proof/1", Proof),
    "recording": ("nex.recording/1", Recording),
    "run": ("nex.run/1", Manifest),
    "scores": ("nex.scores/1", ScoreCard),
    "seal": ("nex.seal/1", Seal),
    "task": ("nex.task/1", Task),
    "world": ("nex.world/1", World),
}
"""File name -> the version that it describes, and the record."""


def schema_file(name: str) -> bytes:
    """The text of a published schema, as it stands in `docs/schemas`."""
    version, record = PUBLISHED[name]
    schema: Json = {"$schema": DIALECT, "$id": version, **record.model_json_schema()}
    if issubclass(record, Filed):
        properties = schema["properties"]
        assert isinstance(properties, dict), "a record is an object"
        about = "Where this schema lies; for editors, no part of the record."
        schema["properties"] = {
            SCHEMA_KEY: {"type": "string", "description": about},
            **properties,
        }
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2) + b"\n"


def main() -> None:
    """Write every schema: `python -m nex.environment.schemas FOLDER`."""
    folder = Path(sys.argv[1])
    for name in PUBLISHED:
        (folder / f"{name}.json").write_bytes(schema_file(name))


if __name__ == "__main__":
    main()
