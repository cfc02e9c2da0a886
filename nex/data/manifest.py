"""A run's manifest: what is to be rolled out and with what; fixed before the first rollout."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from nex.data.frozen import Frozen


class PlanItem(Frozen):
    """One rollout to make. Its id is known before it runs and says all that decides it."""

    id: str
    environment: str
    """Name of the environment's folder, which carries its digest."""
    task: str
    blueprint: str
    """The blueprint's digest."""
    architecture: str
    """The blueprint's name."""
    model: str
    rollout: int = 0
    """Which of the k rollouts of this task, blueprint and model."""


class Price(Frozen):
    """US dollars for a million tokens."""

    input: float
    output: float


class Manifest(Frozen):
    """manifest.json of a run folder: the plan, and the versions, seeds and digests behind it."""

    schema_version: Literal["nex.run/1"] = "nex.run/1"
    id: str
    seed: int = 0
    environments: dict[str, str] = Field(default_factory=dict)
    """Environment name -> digest of its world."""
    models: tuple[str, ...] = ()
    sandbox: str = ""
    tools: dict[str, str] = Field(default_factory=dict)
    """Environment name -> digest of its tool list."""
    images: dict[str, str] = Field(default_factory=dict)
    """Image name -> digest."""
    prices: dict[str, Price] = Field(default_factory=dict)
    """Model name -> price; a model without one is missing here."""
    versions: dict[str, str] = Field(default_factory=dict)
    settings: dict[str, str] = Field(default_factory=dict)
    """Options of the command that change what a rollout does."""
    plan: tuple[PlanItem, ...] = ()
