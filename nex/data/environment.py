"""An Environment's own record: what its folder holds and what it was made from."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from pydantic import Field

from nex.data.frozen import Filed, Frozen
from nex.data.surroundings import Ground


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


Casing = Literal["snake", "camel", "pascal", "kebab", "prefixed"]
Keys = Literal["snake", "camel", "suffixed"]
Granularity = Literal["tool", "entity", "actions", "one"]
ReplyForm = Literal["json", "data", "columns", "table", "lines", "prose"]
Paging = Literal["page", "offset", "cursor"]
ErrorForm = Literal["sentence", "object", "coded", "terse"]
Head = Literal["Who", "Requires", "Rules", "Effect"]


class SurfaceChoice(Frozen):
    """How the World shows itself as tools; the defaults are the plain dialect."""

    dialect: str = "plain"
    """The name of the whole choice."""
    hide_contracts: bool = False
    """Leave Requires and Effect out of the descriptions."""
    names: Casing = "snake"
    noun_first: bool = False
    """book_check_out instead of check_out_book."""
    verbs: Literal["search", "find", "list", "query"] = "search"
    keys: Keys = "snake"
    """suffixed: references end with _id."""
    constants: bool = False
    """ON_LOAN instead of "on loan"."""
    granularity: Granularity = "tool"
    """One tool for each thing that can be done; for each entity; for all actions; for everything."""
    reads: Literal["row", "attribute"] = "row"
    """attribute: one tool for each attribute of an entity instead of one that gets the row."""
    nested: bool = False
    """Arguments stand in an object of their own."""
    batch: bool = False
    """Tools that get rows or act take lists."""
    replies: ReplyForm = "json"
    paging: Paging = "page"
    page_size: int = Field(default=5, ge=1, le=50)
    errors: ErrorForm = "sentence"
    contracts: Literal["lines", "markdown"] = "lines"
    hidden: tuple[Head, ...] = ()
    """Parts of the contracts that the descriptions leave out."""
    decoys: int = Field(default=0, ge=0, le=8)
    """Tools beside the World's that do nothing in it."""

    @cached_property
    def is_plain(self) -> bool:
        """Whether it shows a World as the plain dialect does."""
        plain = SurfaceChoice(dialect=self.dialect, hide_contracts=self.hide_contracts)
        return self == plain


class EnvironmentCard(Filed):
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
    grounds: tuple[Ground, ...] = ()
    """Real servers that stand beside the World's tools, or in their place."""
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
