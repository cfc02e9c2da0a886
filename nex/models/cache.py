"""Cache: the same question is asked once, and answered from a file ever after."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import anyio
import orjson

from nex.data.events import ReplyRecord, read_reply, write_reply
from nex.data.messages import Message, Reply, Settings, Signature
from nex.errors import StoreError
from nex.models.asking import question_digest
from nex.runtime.model import Closing, Model

CACHE_SCHEMA = "nex.cache/1"
_TABLES = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=NORMAL;
CREATE TABLE IF NOT EXISTS about (schema TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS replies (question TEXT PRIMARY KEY, reply BLOB NOT NULL) WITHOUT ROWID;
"""


class Cache:
    """A Model that remembers another one's replies, in an SQLite file.

    A question is all that the reply may depend on, the rollout's seed and `beside` (the endpoint)
    with it. The first reply to come is the reply for ever, unchanged, usage included; failures
    are not kept. Raises StoreError for a file that is no cache.
    """

    def __init__(self, model: Model, path: Path, *beside: str) -> None:
        self._model = model
        self._beside = (model.name, *beside)
        self._path = path
        _open(path).close()
        self._opened: sqlite3.Connection | None = None
        self._asking: dict[str, anyio.Event] = {}
        """Questions under way: who asks the same waits for the reply."""

    @property
    def name(self) -> str:
        """The other model's."""
        return self._model.name

    async def aclose(self) -> None:
        """Close the file, and let go of what the other model keeps."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None
        if isinstance(self._model, Closing):
            await self._model.aclose()

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        """The reply that was given first."""
        question = question_digest(messages, tools, settings, self._beside)
        while question in self._asking:
            await self._asking[question].wait()
        if (known := self._find(question)) is not None:
            return known
        self._asking[question] = anyio.Event()
        try:
            reply = await self._model.complete(messages, tools, settings)
            return self._keep(question, reply)
        finally:
            self._asking.pop(question).set()

    @property
    def _file(self) -> sqlite3.Connection:
        if self._opened is None:
            self._opened = _open(self._path)
        return self._opened

    def _find(self, question: str) -> Reply | None:
        row = self._file.execute(
            "SELECT reply FROM replies WHERE question = ?", (question,)
        ).fetchone()
        return None if row is None else read_reply(cast("ReplyRecord", orjson.loads(row[0])))

    def _keep(self, question: str, reply: Reply) -> Reply:
        """Write the reply unless another process was first; the one that the file holds."""
        record = orjson.dumps(write_reply(reply))
        self._file.execute("INSERT OR IGNORE INTO replies VALUES (?, ?)", (question, record))
        return self._find(question) or reply


def _open(path: Path) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = sqlite3.connect(path, isolation_level=None)
        file.executescript(_TABLES)
        file.execute("INSERT OR IGNORE INTO about VALUES (?)", (CACHE_SCHEMA,))
        found = file.execute("SELECT schema FROM about").fetchall()
    except (OSError, sqlite3.Error) as e:
        raise StoreError(f"{path}: no cache of replies: {e}; name another file") from e
    if found != [(CACHE_SCHEMA,)]:
        raise StoreError(f"{path}: a cache of another version of nex; name another file")
    return file
