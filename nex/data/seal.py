"""A Seal: what an environment held when nex wrote it, so that every later edit can be named."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from nex.data.frozen import Filed


class Seal(Filed):
    """seal.json: digests of the parts as they were proved. It is no part of what it seals."""

    schema_version: Literal["nex.seal/1"] = "nex.seal/1"
    environment: str
    """Digest of the whole."""
    card: dict[str, str] = Field(default_factory=dict)
    """Field of environment.json -> digest of what stands there."""
    world: str
    tasks: dict[str, str] = Field(default_factory=dict)
    """Task id -> digest of its record."""
    blueprints: dict[str, str] = Field(default_factory=dict)
    """Blueprint name -> digest of its record."""
