"""JSON values: their types, their one canonical text, their digest."""

from __future__ import annotations

import hashlib

import orjson
from pydantic import JsonValue

Json = dict[str, JsonValue]

__all__ = ["Json", "JsonValue", "canonical", "digest"]


def canonical(value: object) -> bytes:
    """The one byte string of a JSON value: keys sorted, no spaces, UTF-8.

    Raises TypeError for what JSON cannot say.
    """
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def digest(value: object) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def bytes_digest(content: bytes) -> str:
    """SHA-256 of bytes as they are, in hex."""
    return hashlib.sha256(content).hexdigest()
