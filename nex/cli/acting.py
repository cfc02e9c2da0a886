"""The options that say who acts, and how, as one value; turning them into an Actor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from nex.batch.execute import Terms
from nex.errors import InputError
from nex.grounding.sandboxes import sandbox_named
from nex.models.resolve import Terms as ModelTerms, resolve_on
from nex.rollout.played import Player
from nex.rollout.rollout import DEFAULT_LIMITS, Actor
from nex.runtime.model import Model, Price, Priced

OFFLINE = ("teacher", "solver", "null", "echo", "constant", "random")
"""Policies that are programs: they word what they say from templates."""


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts, how often, at what price, where, and how many at once."""

    model: str
    base_url: str | None
    price: str | None
    repeats: int
    max_cost: float | None
    sandbox: str
    concurrency: int
    allow_unpriced: bool = False
    """Whether --max-cost may meet a model of which no price is known."""
    cache: Path | None = None
    """A file that remembers replies."""
    stream: bool = False
    """Whether replies come in pieces."""
    user: str | None = None
    """A model that plays the user; None: rules do."""

    def actor(self) -> Actor:
        """Who acts; InputError for an unknown model or sandbox, or an unreachable budget."""
        sandbox_named(self.sandbox)
        return replace(
            self.seat(asked_model(self.model, self._model_terms, self.max_cost)),
            user=self._user(),
        )

    def seat(self, model: Model) -> Actor:
        """That model in the place of the one that was named, and of the user's, if there is one."""
        limits = replace(DEFAULT_LIMITS, cost=self.max_cost)
        user = Player(model, self.user) if self.user is not None else None
        return Actor(model, policy_of(self.model), language_of(self.model), limits, user=user)

    def _user(self) -> Player | None:
        if self.user is None:
            return None
        if self.user.partition(":")[0] in OFFLINE:
            raise InputError(f"--user {self.user}: plays no user; name a language model")
        return Player(asked_model(self.user, self._model_terms, self.max_cost), self.user)

    @property
    def _model_terms(self) -> ModelTerms:
        return ModelTerms(
            base_url=self.base_url,
            price=price_of(self.price),
            unpriced=self.allow_unpriced,
            cache=self.cache,
            stream=self.stream,
        )

    @property
    def terms(self) -> Terms:
        """How the batch runs."""
        return Terms(concurrency=self.concurrency, max_cost=self.max_cost)

    @property
    def settings(self) -> dict[str, str]:
        """As a manifest keeps it, for `--resume`."""
        found = {
            "model": self.model,
            "base_url": self.base_url,
            "price": self.price,
            "repeats": self.repeats,
            "max_cost": self.max_cost,
            "sandbox": self.sandbox,
            "concurrency": self.concurrency,
            "allow_unpriced": self.allow_unpriced or None,
            "cache": self.cache,
            "stream": self.stream or None,
            "user": self.user,
        }
        return {name: str(value) for name, value in found.items() if value is not None}


def acting_from(settings: dict[str, str]) -> Acting:
    """What `Acting.settings` wrote down."""
    cost = settings.get("max_cost")
    return Acting(
        settings["model"],
        settings.get("base_url"),
        settings.get("price"),
        int(settings["repeats"]),
        None if cost is None else float(cost),
        settings["sandbox"],
        int(settings["concurrency"]),
        "allow_unpriced" in settings,
        Path(settings["cache"]) if "cache" in settings else None,
        "stream" in settings,
        settings.get("user"),
    )


def asked_model(name: str, terms: ModelTerms, max_cost: float | None) -> Model:
    """The model of that name; InputError where a limit on cost could never be reached."""
    model = resolve_on(name, terms)
    if max_cost is not None and not _has_price(model):
        raise InputError(
            f"--max-cost {max_cost:g}: model {name!r} has no known price, so the "
            "limit could never be reached; give --price IN,OUT in dollars per million tokens, "
            "or --allow-unpriced to count what the provider itself says"
        )
    return model


def policy_of(model: str) -> str:
    """What trajectories say about who decided: a weakened planner is another policy."""
    name, colon, options = model.partition(":")
    return f"planner{colon}{options}" if name == "teacher" else model


def language_of(model: str) -> str:
    """What trajectories say about who worded it."""
    return "template" if model.partition(":")[0] in OFFLINE else "model"


def price_of(text: str | None) -> Price | None:
    """ "0.25,2" as a price; None: nothing was given."""
    if text is None:
        return None
    try:
        low, high = (float(part) for part in text.split(","))
    except ValueError as e:
        raise InputError(f"--price {text!r}: give two numbers, like 0.25,2") from e
    if not (0 <= low < float("inf") and 0 <= high < float("inf")):
        raise InputError(f"--price {text!r}: prices are finite and not negative")
    return Price(low, high)


def _has_price(model: Model) -> bool:
    return not isinstance(model, Priced) or model.price is not None
