"""A streamed reply: server-sent events, gathered into the completion that they are pieces of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import orjson

from nex.data.jsons import Json, JsonValue
from nex.models.wire import bad_reply

DONE = b"[DONE]"
_WHOLE = {"id", "type", "name", "role", "index", "object", "created", "model", "finish_reason"}
"""Fields that come once, or again with the same value; of all other texts each chunk has a piece."""


class Events:
    """The data of server-sent events, out of bytes that come in any pieces; linear in their sum."""

    __slots__ = ("_data", "_pieces")

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        """Of a line that has not ended."""
        self._data: list[bytes] = []
        """Lines of an event that has not ended."""

    def take(self, piece: bytes) -> Iterator[bytes]:
        """The data of every event that ends with this piece."""
        if b"\n" not in piece:
            self._pieces.append(piece)
            return
        *lines, rest = b"".join((*self._pieces, piece)).split(b"\n")
        self._pieces = [rest]
        for line in lines:
            text = line.rstrip(b"\r")
            if text.startswith(b"data:"):
                self._data.append(text[5:].removeprefix(b" "))
            elif not text and self._data:
                yield b"\n".join(self._data)
                self._data.clear()


class Gathering:
    """The completion so far. It is a whole one only when the stream said so."""

    __slots__ = ("_body", "_choice", "_events", "_message", "done")

    def __init__(self) -> None:
        self._message: Json = {"role": "assistant", "content": None}
        self._choice: Json = {"finish_reason": None}
        self._body: Json = {}
        self._events = Events()
        self.done = False
        """Whether the provider has said that nothing more comes."""

    def take(self, piece: bytes) -> None:
        """The next bytes. Raises a transient ModelError (bad_reply) for what is no reply."""
        for data in self._events.take(piece):
            self._event(data)

    def completion(self) -> Json:
        """The whole. Raises a transient ModelError (bad_reply) where the stream was cut."""
        if "error" in self._body:
            return self._body
        if not self.done and self._choice["finish_reason"] is None:
            raise bad_reply("the stream was cut before the reply ended")
        return {**self._body, "choices": [{**self._choice, "message": self._message}]}

    def _event(self, data: bytes) -> None:
        if data == DONE:
            self.done = True
            return
        try:
            chunk: object = orjson.loads(data)
        except orjson.JSONDecodeError as e:
            raise bad_reply(f"the stream holds what is not JSON: {e}") from e
        if not isinstance(chunk, dict):
            raise bad_reply("the stream holds what is no JSON object")
        self._merge(cast("Json", chunk))

    def _merge(self, chunk: Json) -> None:
        choices = chunk.pop("choices", None)
        for key, value in chunk.items():
            if value is not None:
                self._body[key] = value
        choice = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(choice, dict):
            return
        delta = choice.pop("delta", None)
        merge(self._choice, choice)
        if isinstance(delta, dict):
            calls = delta.pop("tool_calls", None)
            merge(self._message, delta)
            if isinstance(calls, list) and calls:
                _merge_calls(self._message, calls)


def merge(whole: Json, piece: Json) -> None:
    """Add a piece: texts and lists go on, objects are merged, other values are replaced."""
    for key, value in piece.items():
        known = whole.get(key)
        if value is None:
            whole.setdefault(key, None)
        elif isinstance(value, dict):
            if not isinstance(known, dict):
                known = whole[key] = {}
            merge(known, value)
        elif isinstance(value, list) and isinstance(known, list):
            known.extend(value)
        elif isinstance(value, str) and isinstance(known, str) and key not in _WHOLE:
            whole[key] = known + value
        elif value != "" or known is None:
            whole[key] = value


def _merge_calls(message: Json, pieces: list[JsonValue]) -> None:
    """Pieces of calls, told apart by their index; by their id where there is no index."""
    calls = cast("list[Json]", message.setdefault("tool_calls", []))
    for piece in pieces:
        if not isinstance(piece, dict):
            continue
        known = next((call for call in calls if _continues(call, piece)), None)
        if known is None and (piece.get("index") is None and not piece.get("id") and calls):
            known = calls[-1]
        if known is None:
            calls.append(known := {})
        merge(known, piece)


def _continues(call: Json, piece: Json) -> bool:
    if piece.get("index") is not None:
        return call.get("index") == piece["index"]
    return bool(piece.get("id")) and call.get("id") == piece["id"]
