"""litellm as a Model: the one door to it, opened by the first question that needs it."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, cast

import anyio.to_thread
import orjson

from nex.data.messages import Message, Reply, Settings, Signature
from nex.errors import InputError, ModelError
from nex.models.faults import fault, retry_after
from nex.models.wire import read_completion, write_message, write_settings, write_tool
from nex.runtime.model import Price
from nex.runtime.reservation import characters

_CODES = {
    "ContextWindowExceededError": "context_overflow",
    "AuthenticationError": "auth",
    "PermissionDeniedError": "auth",
    "NotFoundError": "unknown_model",
    "BadRequestError": "bad_request",
    "UnsupportedParamsError": "bad_request",
    "RateLimitError": "rate_limited",
    "Timeout": "timeout",
    "APIConnectionError": "unavailable",
    "InternalServerError": "unavailable",
    "ServiceUnavailableError": "unavailable",
    "BadGatewayError": "unavailable",
}
_PRICES = "model_prices_and_context_window_backup.json"
_WORKER = "litellm.litellm_core_utils.logging_worker"
_TRANSIENT = {"rate_limited", "timeout", "unavailable"}


class _Completion(Protocol):
    _hidden_params: Mapping[str, object]

    def model_dump(self) -> dict[str, object]: ...


class _Module(Protocol):
    """The little of litellm that nex uses."""

    suppress_debug_info: bool

    def acompletion(self, **options: object) -> Awaitable[_Completion]: ...

    def close_litellm_async_clients(self) -> Awaitable[None]: ...


class _Worker(Protocol):
    """Its background task that logs; it outlives every call."""

    def stop(self) -> Awaitable[None]: ...


@dataclass(frozen=True, slots=True)
class LiteLLM:
    """A Model by its litellm name ("anthropic/claude-opus-5").

    Its import takes seconds, so it waits for the first question; prices come from the map inside
    the package, nothing is fetched.
    """

    name: str
    base_url: str | None = None
    key: str | None = None
    seconds: float = 900.0

    async def aclose(self) -> None:
        """End what litellm keeps in the background: its connections, its logging task."""
        module = cast("_Module | None", sys.modules.get("litellm"))
        if module is not None:
            await module.close_litellm_async_clients()
            worker = cast("_Worker", importlib.import_module(_WORKER).GLOBAL_LOGGING_WORKER)
            await worker.stop()

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        """Ask once. Raises ModelError; `transient` says whether asking again may help."""
        module = await anyio.to_thread.run_sync(_load)
        options: dict[str, object] = {
            "model": self.name,
            "messages": [write_message(message) for message in messages],
            "num_retries": 0,
            "max_retries": 0,
            "timeout": self.seconds,
            "drop_params": True,
            "api_base": self.base_url,
            "api_key": self.key,
            **write_settings(settings),
        }
        if tools:
            options["tools"] = [write_tool(tool) for tool in tools]
        try:
            completion = await module.acompletion(**options)
        except Exception as e:
            raise _model_error(self.name, e) from e
        asked = sum(map(characters, messages))
        reply = read_completion(completion.model_dump(), asked)
        return replace(reply, usage=replace(reply.usage, cost=_cost(completion)))


def check_litellm(name: str) -> None:
    """Raise InputError where litellm is not installed: `name` needs it."""
    if importlib.util.find_spec("litellm") is None:
        raise InputError(
            f"model {name!r} needs litellm: pip install 'nex-synth[litellm]'; "
            "an OpenAI-compatible endpoint needs no more than openai/NAME and --base-url"
        )


def lite_price(name: str) -> Price | None:
    """The price of a model in litellm's own map, without loading litellm; None: unknown to it."""
    spec = importlib.util.find_spec("litellm")
    for folder in (spec.submodule_search_locations if spec else None) or ():
        path = Path(folder) / _PRICES
        if path.is_file():
            table = cast("Mapping[str, Mapping[str, object]]", orjson.loads(path.read_bytes()))
            found = table.get(name) or table.get(name.partition("/")[2]) or {}
            low, high = found.get("input_cost_per_token"), found.get("output_cost_per_token")
            if isinstance(low, int | float) and isinstance(high, int | float):
                return Price(low * 1e6, high * 1e6)
    return None


def _load() -> _Module:
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    module = cast("_Module", importlib.import_module("litellm"))
    module.suppress_debug_info = True  # else it prints advertisements into our output
    return module


def _cost(completion: _Completion) -> float | None:
    hidden: Mapping[str, object] = getattr(completion, "_hidden_params", {})
    cost = hidden.get("response_cost")
    return float(cost) if isinstance(cost, int | float) else None


def _model_error(name: str, error: Exception) -> ModelError:
    """litellm's error as ours, by its class or by the status that it carries."""
    who = f"model {name!r} through litellm"
    headers: Mapping[str, str] = getattr(getattr(error, "response", None), "headers", {})
    wait = retry_after(headers)
    status: object = getattr(error, "status_code", None)
    code = next((_CODES[k.__name__] for k in type(error).__mro__ if k.__name__ in _CODES), None)
    if code is None or (code == "bad_request" and isinstance(status, int)):
        return fault(who, status if isinstance(status, int) else 500, str(error), wait)
    said = " ".join(str(error).split())[:200]
    return ModelError(f"{who}: {said}", code, transient=code in _TRANSIENT, retry_after=wait)
