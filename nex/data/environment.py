"""An Environment's own record: what its folder holds and what it was made from."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from nex.data.frozen import Frozen


class FaultProfile(Frozen):
    """How often and how a World's tools misbehave; probabilities per call, latency in seconds."""

    rate_limited: float = 0.0
    """Refused before anything happens."""
    timeout: float = 0.0
    """The reply is lost; in half of the cases the call was applied."""
    latency_median: float = 0.08
    latency_spread: float = 0.6
    """Sigma of the log-normal latency."""


NO_FAULTS = FaultProfile(latency_median=0.0, latency_spread=0.0)
USUAL_FAULTS = FaultProfile(rate_limited=0.05, timeout=0.03)


class SurfaceChoice(Frozen):
    """How the World shows itself as tools."""

    dialect: str = "plain"
    hide_contracts: bool = False
    """Leave Requires and Effect out of the descriptions."""


class EnvironmentCard(Frozen):
    """environment.json: identity, seed, digests, counts."""

    schema_version: Literal["nex.environment/1"] = "nex.environment/1"
    name: str
    world: str
    """Digest of world.json."""
    seed: int
    state: str
    """Digest of the populated start state; the state itself follows from world and seed."""
    surface: SurfaceChoice = SurfaceChoice()
    faults: FaultProfile = USUAL_FAULTS
    tasks: dict[str, int] = Field(default_factory=dict)
    """Proved tasks by kind."""
    dropped: dict[str, int] = Field(default_factory=dict)
    """Drawn tasks that were not proved, by reason."""
    blueprints: tuple[str, ...] = ()
    rejected_blueprints: dict[str, str] = Field(default_factory=dict)
    """Drawn blueprints that the gate refused, and why."""
    reading: dict[str, int] = Field(default_factory=dict)
    """Statements of the spec by class: exact, guess, note."""
    spec: str = ""
    """The spec's text as it was read; "" where there was none."""
    made_with: dict[str, str] = Field(default_factory=dict)
    """Stage versions."""
