"""Names of models, resolved: what a person types after --model, as a Model."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import anyio

from nex.errors import InputError
from nex.models.cache import Cache
from nex.models.cost import Cost, known_price
from nex.models.lite import LiteLLM, check_litellm, lite_price
from nex.models.pool import Pool
from nex.models.rate import RateLimit
from nex.models.recording import read_recording
from nex.models.retry import Retry
from nex.models.scripted import read_script
from nex.models.solvers.solving import solver_named
from nex.models.teacher.model import teacher
from nex.models.weak import weak
from nex.runtime.model import Closing, Model, Price

OPENAI_URL = "https://api.openai.com/v1"
CLOSE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Terms:
    """What a person may say about a model beside its name."""

    base_url: str | None = None
    """Where it is asked; several addresses of one model, comma-separated, share the questions."""
    key: str | None = field(default=None, repr=False)
    price: Price | None = None
    unpriced: bool = False
    """Whether a limit on cost may meet a model of which no price is known."""
    cache: Path | None = None
    """A file that remembers replies."""
    stream: bool = False
    """Whether replies come in pieces."""


def resolve(
    name: str,
    *,
    base_url: str | None = None,
    key: str | None = None,
    price: Price | None = None,
) -> Model:
    """The Model of that name; nothing is sent and nothing heavy is loaded yet.

    "teacher[:slip=0.1,bias=...,lazy=1]", "scripted:FILE", "replay:FILE", "solver:NAME", the weak policies that
    must fail, "openai/NAME" (or any name with a `base_url`) for an OpenAI-compatible endpoint,
    anything else through litellm. Raises InputError. Close it with `closing`.
    """
    return resolve_on(name, Terms(base_url, key, price))


def resolve_on(name: str, terms: Terms) -> Model:
    """The same, with everything that may be said about a model."""
    kind, _, rest = name.partition(":")
    match kind:
        case "teacher":
            return teacher(rest)
        case "scripted":
            return read_script(Path(rest))
        case "solver":
            return solver_named(rest)
        case "replay":
            return read_recording(Path(rest))
        case _:
            return weak(name) or _provider(name, terms)


def _provider(name: str, terms: Terms) -> Model:
    if name.startswith("openai/") or terms.base_url is not None:
        asked, known = _compatible(name, terms), known_price(name)
    elif "/" in name:
        check_litellm(name)
        asked, known = LiteLLM(name, key=terms.key), known_price(name) or lite_price(name)
    else:
        raise InputError(
            f"unknown model {name!r}; known: teacher, scripted:FILE, replay:FILE, openai/NAME, "
            "PROVIDER/NAME (litellm), or any name with --base-url"
        )
    model: Model = Retry(RateLimit(asked))
    if terms.cache is not None:
        model = Cache(model, terms.cache, terms.base_url or "")
    price = terms.price or known
    return model if price is None and terms.unpriced else Cost(model, price)


def _compatible(name: str, terms: Terms) -> Model:
    from nex.models.compatible import Compatible, Endpoint  # noqa: PLC0415 - a door: aiohttp

    url = terms.base_url or os.environ.get("OPENAI_BASE_URL") or OPENAI_URL
    key = terms.key or os.environ.get("OPENAI_API_KEY") or None
    if key is None and url == OPENAI_URL:
        raise InputError(
            f"model {name!r} needs a key: set OPENAI_API_KEY, or give --base-url for another endpoint"
        )
    addresses = [address.strip() for address in url.split(",") if address.strip()]
    members = [Compatible(name, Endpoint(at, key, stream=terms.stream)) for at in addresses]
    return members[0] if len(members) == 1 else Pool(members)


@asynccontextmanager
async def closing(model: Model) -> AsyncGenerator[Model]:
    """The model, for as long as the block runs; its connections end with it."""
    try:
        yield model
    finally:
        if isinstance(model, Closing):
            with anyio.move_on_after(CLOSE_SECONDS, shield=True):
                await model.aclose()
