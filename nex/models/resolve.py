"""Names of models, resolved: what a person types after --model, as a Model."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio

from nex.errors import InputError
from nex.models.cost import Cost, known_price
from nex.models.lite import LiteLLM, check_litellm
from nex.models.retry import Retry
from nex.models.scripted import read_script
from nex.models.teacher.model import teacher
from nex.models.weak import weak
from nex.runtime.model import Closing, Model, Price

OPENAI_URL = "https://api.openai.com/v1"
CLOSE_SECONDS = 5.0


def resolve(
    name: str, *, base_url: str | None = None, key: str | None = None, price: Price | None = None
) -> Model:
    """The Model of that name; nothing is sent and nothing heavy is loaded yet.

    "teacher[:slip=0.1,bias=...,lazy=1]", "scripted:FILE", the weak policies that must fail,
    "openai/NAME" (or any name with a `base_url`) for an OpenAI-compatible endpoint, anything else
    through litellm. Raises InputError. Close it with `closing`.
    """
    kind, _, rest = name.partition(":")
    if kind == "teacher":
        return teacher(rest)
    if kind == "scripted":
        return read_script(Path(rest))
    return weak(name) or _provider(name, base_url, key, price)


def _provider(name: str, base_url: str | None, key: str | None, price: Price | None) -> Model:
    if name.startswith("openai/") or base_url is not None:
        return _compatible(name, base_url, key, price or known_price(name))
    if "/" not in name:
        raise InputError(
            f"unknown model {name!r}; known: teacher, scripted:FILE, openai/NAME, "
            "PROVIDER/NAME (litellm), or any name with --base-url"
        )
    check_litellm(name)
    return Cost(Retry(LiteLLM(name, key=key)), price)


def _compatible(name: str, base_url: str | None, key: str | None, price: Price | None) -> Model:
    from nex.models.compatible import Compatible, Endpoint  # noqa: PLC0415 - a door: aiohttp

    url = base_url or os.environ.get("OPENAI_BASE_URL") or OPENAI_URL
    key = key or os.environ.get("OPENAI_API_KEY") or None
    if key is None and url == OPENAI_URL:
        raise InputError(
            f"model {name!r} needs a key: set OPENAI_API_KEY, or give --base-url for another endpoint"
        )
    return Cost(Retry(Compatible(name, Endpoint(url, key))), price)


@asynccontextmanager
async def closing(model: Model) -> AsyncGenerator[Model]:
    """The model, for as long as the block runs; its connections end with it."""
    try:
        yield model
    finally:
        if isinstance(model, Closing):
            with anyio.move_on_after(CLOSE_SECONDS, shield=True):
                await model.aclose()
