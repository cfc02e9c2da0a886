"""Recordings: what a model said, kept in a file and said again; no other question has a reply."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from io import BufferedWriter
from pathlib import Path
from typing import Literal, NotRequired, TypedDict, cast

import orjson

from nex.data.events import ReplyRecord, read_reply, write_reply
from nex.data.messages import Message, Reply, Settings, Signature
from nex.errors import InputError, ModelError, ReplayError
from nex.models.asking import question_digest
from nex.runtime.model import Closing, Model

RECORDING_SCHEMA: Literal["nex.recording/1"] = "nex.recording/1"


class Failure(TypedDict):
    """What came instead of a reply."""

    code: str
    text: str


class Answered(TypedDict):
    """One line of a recording: a question's digest and its reply, or its failure."""

    schema: Literal["nex.recording/1"]
    question: str
    reply: NotRequired[ReplyRecord]
    failure: NotRequired[Failure]


class Record:
    """A Model that writes down what another one says, line by line, as it comes."""

    def __init__(self, model: Model, path: Path) -> None:
        self._model = model
        self._path = path
        self._file: BufferedWriter | None = None

    @property
    def name(self) -> str:
        """The other model's."""
        return self._model.name

    async def aclose(self) -> None:
        """Close the file, and let go of what the other model keeps."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if isinstance(self._model, Closing):
            await self._model.aclose()

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        """The other model's reply; a failure is written down and raised."""
        question = question_digest(messages, tools)
        try:
            reply = await self._model.complete(messages, tools, settings)
        except ModelError as e:
            failure: Failure = {"code": e.code, "text": str(e)}
            self._write({"schema": RECORDING_SCHEMA, "question": question, "failure": failure})
            raise
        given = write_reply(reply)
        self._write({"schema": RECORDING_SCHEMA, "question": question, "reply": given})
        return reply

    def _write(self, line: Answered) -> None:
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("ab")
        self._file.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
        self._file.flush()


class Replay:
    """A Model that says what was said before: to each question its replies, in their order.

    Messages and tools make a question, settings do not. Raises ReplayError for a question that
    the recording does not hold, or not as often.
    """

    def __init__(self, name: str, answers: Iterable[tuple[str, Reply | Failure]]) -> None:
        self.name = name
        self._answers: dict[str, deque[Reply | Failure]] = defaultdict(deque)
        for question, answer in answers:
            self._answers[question].append(answer)

    async def complete(
        self, messages: Sequence[Message], tools: Sequence[Signature], settings: Settings, /
    ) -> Reply:
        """The recorded reply; a recorded failure is raised again."""
        left = self._answers.get(question_digest(messages, tools))
        if not left:
            raise not_recorded(messages)
        answer = left.popleft()
        if isinstance(answer, Reply):
            return answer
        raise ModelError(answer["text"], answer["code"])


def not_recorded(messages: Sequence[Message]) -> ReplayError:
    """The error of a question that no recording knows."""
    turns = sum(message["role"] == "assistant" for message in messages)
    return ReplayError(
        f"the recording holds no reply to turn {turns + 1} of this conversation: "
        "something before it is no longer as it was recorded"
    )


def read_recording(path: Path) -> Replay:
    """The recording in a file that `Record` wrote. Raises InputError with the line's number."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as e:
        raise InputError(f"{path}: {e.strerror}; replay:FILE needs a recording") from e
    answers: list[tuple[str, Reply | Failure]] = []
    for number, text in enumerate(lines, 1):
        try:
            answers.append(_read_line(text))
        except (ValueError, KeyError, TypeError) as e:
            raise InputError(f"{path}:{number}: is no line of a {RECORDING_SCHEMA}") from e
    return Replay("replay", answers)


def _read_line(text: bytes) -> tuple[str, Reply | Failure]:
    line = cast("Answered", orjson.loads(text))
    if line["schema"] != RECORDING_SCHEMA:
        raise ValueError(line["schema"])
    if "reply" in line:
        return line["question"], read_reply(line["reply"])
    failure = line.get("failure")
    if failure is None:
        raise KeyError("failure")
    return line["question"], failure
