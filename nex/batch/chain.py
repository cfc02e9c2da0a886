"""One line of a run's log: JSON that carries its own digest and the digest of the line before.

`{"prev":"<64 hex>",<body>,"digest":"<64 hex>"}` and a line feed; the digest is the SHA-256 of the
bytes before `,"digest"`. Lines are told apart by their body's keys:

    header   first line of a segment: schema, run, segment number, digest of the manifest
    rollout  with any of `start`, `events`, `finish`, in this order of time
    seal     the run was closed in good order
"""

from __future__ import annotations

from hashlib import sha256

import orjson
from pydantic import JsonValue

from nex.data.jsons import Json

LOG_SCHEMA = "nex.log/1"
ORIGIN = b"0" * 64
"""What stands for the digest before the first line of a run."""

_HEAD = b'{"prev":"'
_TAIL_SIZE = len(b',"digest":""}\n') + 64


def link(prev: bytes, body: bytes) -> tuple[bytes, bytes]:
    """The line of `body` (members of a JSON object, without braces) after `prev`, and its digest."""
    text = b'{"prev":"' + prev + b'",' + body
    mark = sha256(text).hexdigest().encode()
    return text + b',"digest":"' + mark + b'"}\n', mark


def broken(prev: bytes, line: bytes) -> str | None:
    """What is wrong with `line` (its line feed included) as the one after `prev`; None: nothing."""
    text, tail = line[:-_TAIL_SIZE], line[-_TAIL_SIZE:]
    mark = sha256(text).hexdigest().encode()
    if tail != b',"digest":"%b"}\n' % mark:
        return "the line's digest does not match its content"
    if not text.startswith(b'%b%b",' % (_HEAD, prev)):
        return "the line does not follow the one before it"
    return None


def mark_of(line: bytes) -> bytes:
    """The digest that a line carries."""
    return line[-64 - len(b'"}\n') : -len(b'"}\n')]


def body_of(line: bytes) -> Json:
    """The members of a sound line."""
    value: JsonValue = orjson.loads(line)
    assert isinstance(value, dict), "a sound line is an object"
    return value
