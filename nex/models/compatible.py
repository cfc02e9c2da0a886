"""The built-in client for OpenAI-compatible endpoints: aiohttp and orjson, one session each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import cast
from urllib.parse import urlsplit

import aiohttp
import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Message, Reply, Settings, Signature
from nex.errors import InputError, ModelError
from nex.models.faults import fault, retry_after
from nex.models.streaming import Gathering
from nex.models.wire import bad_reply, read_completion, write_message, write_settings, write_tool

LARGE = 1 << 20
"""Bytes from which on a request is sent in pieces, so that other rollouts go on meanwhile."""
KEPT_OFFERS = 64
"""Offers of tools whose JSON is kept; an agent offers the same at every step."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is asked, and how long one may wait, in seconds."""

    base_url: str
    key: str | None = field(default=None, repr=False)
    """None: no authorization is sent."""
    connect_seconds: float = 10.0
    idle_seconds: float = 300.0
    """Between two pieces of a streamed reply; one that comes whole has nothing to show before."""
    total_seconds: float = 900.0
    most_bytes: int = 32 * 1024 * 1024
    """A reply longer than this is refused before it is read whole."""
    stream: bool = False
    """Whether replies come in pieces, so that a model that has stalled is noticed early."""
    beside: Json = field(default_factory=dict[str, JsonValue])
    """What every request asks for beside the common fields: logprobs, return_token_ids, ..."""

    def __post_init__(self) -> None:
        if urlsplit(self.base_url).scheme not in ("http", "https"):
            raise InputError(f"base URL {self.base_url!r} must start with http:// or https://")

    @property
    def headers(self) -> dict[str, str]:
        """What every request carries."""
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}


class Compatible:
    """A Model behind an OpenAI-compatible endpoint.

    Its session opens with the first question and is shared by all that ask; `aclose` ends it. A
    reply that was cut is no reply. The client never retries: see `nex.models.retry`.
    """

    def __init__(self, name: str, endpoint: Endpoint) -> None:
        self.name = name
        self._endpoint = endpoint
        self._url = f"{endpoint.base_url.rstrip('/')}/chat/completions"
        self._who = f"model {name!r} at {urlsplit(endpoint.base_url).netloc}"
        official = urlsplit(endpoint.base_url).hostname == "api.openai.com"
        self._most_tokens = "max_completion_tokens" if official else "max_tokens"
        self._offers: dict[int, tuple[Sequence[Signature], orjson.Fragment]] = {}
        self._session: aiohttp.ClientSession | None = None

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        """Ask once. Raises ModelError; `transient` says whether asking again may help."""
        data = self._request(messages, tools, settings)
        try:
            body = data if len(data) < LARGE else BytesIO(data)
            async with self._open().post(self._url, data=body) as response:
                if response.status == 200 and _streams(response):
                    return self._reply(await self._gather(response), len(data))
                said = await self._read(response)
                if response.status != 200:
                    wait = retry_after(response.headers)
                    raise fault(self._who, response.status, said.decode(errors="replace"), wait)
        except TimeoutError as e:
            raise ModelError(
                f"{self._who} did not answer in time", "timeout", transient=True
            ) from e
        except aiohttp.ClientError as e:
            why = f"{self._who} cannot be reached: {type(e).__name__}: {e}"
            raise ModelError(why, "unavailable", transient=True) from e
        return self._reply(self._parsed(said), len(data))

    async def aclose(self) -> None:
        """End the session; the next question opens another."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            endpoint = self._endpoint
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                headers={"Content-Type": "application/json", **endpoint.headers},
                timeout=aiohttp.ClientTimeout(
                    total=endpoint.total_seconds,
                    sock_connect=endpoint.connect_seconds,
                    sock_read=endpoint.idle_seconds if endpoint.stream else None,
                ),
            )
        return self._session

    def _request(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings
    ) -> bytes:
        body: dict[str, object] = {
            "model": self.name.removeprefix("openai/"),
            "messages": [write_message(message) for message in messages],
            **write_settings(settings, self._most_tokens),
            **self._endpoint.beside,
        }
        if self._endpoint.stream:
            body["stream"] = True
            body["stream_options"] = {"include_usage": True}
        if tools:
            body["tools"] = self._offer(tools)
        return orjson.dumps(body)

    def _offer(self, tools: Sequence[Signature]) -> orjson.Fragment:
        """The tools' JSON, made once for each tuple of signatures."""
        known = self._offers.get(id(tools))
        if known is not None:
            return known[1]
        if len(self._offers) >= KEPT_OFFERS:
            self._offers.clear()
        fragment = orjson.Fragment(orjson.dumps([write_tool(tool) for tool in tools]))
        self._offers[id(tools)] = (tools, fragment)
        return fragment

    async def _consume(
        self, response: aiohttp.ClientResponse, take: Callable[[bytes], None]
    ) -> None:
        size, most = 0, self._endpoint.most_bytes
        async for piece in response.content.iter_any():
            size += len(piece)
            if size > most:
                raise ModelError(f"{self._who} sent more than {most} bytes", "bad_reply")
            take(piece)

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        pieces: list[bytes] = []
        await self._consume(response, pieces.append)
        return b"".join(pieces)

    async def _gather(self, response: aiohttp.ClientResponse) -> Json:
        gathering = Gathering()
        await self._consume(response, gathering.take)
        return gathering.completion()

    def _parsed(self, body: bytes) -> object:
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError as e:
            raise bad_reply(f"{self._who} sent what is not JSON: {e}") from e

    def _reply(self, completion: object, asked: int) -> Reply:
        status = _error_status(completion)
        if status is not None:
            text = orjson.dumps(completion).decode()
            raise fault(self._who, status, text)
        return read_completion(completion, asked)


def _streams(response: aiohttp.ClientResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith("text/event-stream")


def _error_status(completion: object) -> int | None:
    """The status of an error that came as a 200, as gateways pass it on; None: it is no error."""
    if not isinstance(completion, dict) or "choices" in completion:
        return None
    error = cast("Json", completion).get("error")
    code = error.get("code") if isinstance(error, dict) else None
    if isinstance(code, int) and 400 <= code < 600:
        return code
    return None if error is None else 502
