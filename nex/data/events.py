"""The event log: what happened in a run, one compact JSON object per event.

`call` and `end` bracket one run of a unit; `offer` says what an agent could call; `step` is one
turn of a model, with the messages that were new since the turn before; `messages` holds them
where the model gave no reply. `wait` and `answer` are what a call asked of the outside, and heard.
Events come in source order: as if siblings had run one by one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NotRequired, TypedDict, cast

import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.messages import (
    FREE,
    Message,
    Part,
    Reply,
    Result,
    Settings,
    Signature,
    Status,
    UnitKind,
    Usage,
)

EVENT_SCHEMA = "nex.event/1"


class ResultRecord(TypedDict):
    """A Result. `text` stands for content of one text; `json`: the text is the value's JSON."""

    content: NotRequired[list[Part]]
    text: NotRequired[str]
    json: NotRequired[bool]
    value: NotRequired[JsonValue]
    status: NotRequired[Status]
    code: NotRequired[str]
    seconds: NotRequired[float]


class ReplyRecord(TypedDict):
    """A Reply; absent keys are the defaults.

    `usage` is [input tokens, output tokens, cost], and a 1 behind them where the tokens are
    estimated.
    """

    message: Message
    usage: NotRequired[Sequence[float | None]]
    finish: str
    model: NotRequired[str]
    extra: NotRequired[Json]
    attempts: NotRequired[int]


class ResultMessage(TypedDict):
    """A tool turn whose content is the result of child `result` of the same call."""

    result: int
    tool_call_id: str


class SignatureRecord(TypedDict):
    """A Signature."""

    name: str
    description: str
    input: Json
    output: NotRequired[Json]


class SettingsRecord(TypedDict, total=False):
    """The Settings that were set, but for the seed: that is provenance.

    The k rollouts of a deterministic policy have k seeds and one record.
    """

    temperature: float
    max_tokens: int
    top_p: float


class CallEvent(TypedDict):
    """A unit starts; `id` is the path of child numbers from the root."""

    type: Literal["call"]
    id: Sequence[int]
    unit: str
    kind: UnitKind
    arguments: Json


class OfferEvent(TypedDict):
    """What the agent may call; `tools` only where this digest is new in the log."""

    type: Literal["offer"]
    id: Sequence[int]
    digest: str
    tools: NotRequired[list[SignatureRecord]]


class MessagesEvent(TypedDict):
    """Messages that a model was sent and never answered."""

    type: Literal["messages"]
    id: Sequence[int]
    head: int
    new: NotRequired[list[Message | ResultMessage]]
    parent: NotRequired[int]


class StepEvent(TypedDict):
    """One turn of a model.

    `new` hangs, one after the other, on message `parent` (absent: on the last one there is);
    `head` is the last message that the model saw; the reply's message follows it. `settings`
    only where they differ from those of the step before.
    """

    type: Literal["step"]
    id: Sequence[int]
    head: int
    new: NotRequired[list[Message | ResultMessage]]
    parent: NotRequired[int]
    settings: NotRequired[SettingsRecord]
    reply: ReplyRecord


class EndEvent(TypedDict):
    """A unit ended."""

    type: Literal["end"]
    id: Sequence[int]
    result: ResultRecord


class WaitEvent(TypedDict):
    """A unit waits for an answer from outside the run."""

    type: Literal["wait"]
    id: Sequence[int]
    question: Json


class AnswerEvent(TypedDict):
    """The answer to the oldest question of that call that had none."""

    type: Literal["answer"]
    id: Sequence[int]
    answer: JsonValue


Event = CallEvent | OfferEvent | MessagesEvent | StepEvent | WaitEvent | AnswerEvent | EndEvent


def write_result(result: Result) -> ResultRecord:
    """A Result as it stands in the log."""
    record: ResultRecord = {}
    content, value = result.content, result.value
    text = content[0].get("text") if len(content) == 1 and len(content[0]) == 2 else None
    if text is None:
        record["content"] = content
    elif value is not None and _json_text(value) == text:
        record["json"] = True
    else:
        record["text"] = text
    if value is not None:
        record["value"] = value
    if result.status != "ok" or result.code is not None or result.seconds:
        _write_end(record, result)
    return record


def _write_end(record: ResultRecord, result: Result) -> None:
    if result.status != "ok":
        record["status"] = result.status
    if result.code is not None:
        record["code"] = result.code
    if result.seconds:
        record["seconds"] = result.seconds


def _json_text(value: JsonValue) -> str:
    return orjson.dumps(value).decode()


def read_result(record: ResultRecord) -> Result:
    """The Result that `write_result` wrote."""
    value = record.get("value")
    content = record.get("content")
    if content is None:
        text = _json_text(value) if record.get("json") else record.get("text", "")
        content = [Part(type="text", text=text)]
    status = record.get("status", "ok")
    return Result(content, status, value, record.get("code"), record.get("seconds", 0.0))


def write_reply(reply: Reply) -> ReplyRecord:
    """A Reply as it stands in the log."""
    record: ReplyRecord = {"message": reply.message, "finish": reply.finish}
    usage = reply.usage
    if usage is not FREE:
        taken = (usage.input_tokens, usage.output_tokens, usage.cost)
        record["usage"] = (*taken, 1) if usage.estimated else taken
    if reply.model:
        record["model"] = reply.model
    if reply.extra:
        record["extra"] = reply.extra
    if reply.attempts != 1:
        record["attempts"] = reply.attempts
    return record


def read_reply(record: ReplyRecord) -> Reply:
    """The Reply that `write_reply` wrote."""
    usage = FREE
    if "usage" in record:
        taken, given, cost, *estimated = record["usage"]
        usage = Usage(int(taken or 0), int(given or 0), cost, bool(estimated))
    return Reply(
        record["message"],
        usage,
        record["finish"],
        record.get("model", ""),
        record.get("extra", {}),
        record.get("attempts", 1),
    )


def write_signature(signature: Signature) -> SignatureRecord:
    """A Signature as it stands in the log."""
    record = SignatureRecord(
        name=signature.name, description=signature.description, input=signature.input
    )
    if signature.output is not None:
        record["output"] = signature.output
    return record


def read_signature(record: SignatureRecord) -> Signature:
    """The Signature that `write_signature` wrote."""
    return Signature(record["name"], record["description"], record["input"], record.get("output"))


def write_settings(settings: Settings) -> SettingsRecord:
    """The settings that were set, without the seed."""
    names = ("temperature", "max_tokens", "top_p")
    found = {name: getattr(settings, name) for name in names}
    return cast("SettingsRecord", {k: v for k, v in found.items() if v is not None})


def read_settings(record: SettingsRecord) -> Settings:
    """The Settings that `write_settings` wrote."""
    return Settings(**record)


def event_of(line: str | bytes) -> Event:
    """One event from its line of JSON; it is trusted to have been written by nex."""
    return cast("Event", orjson.loads(line))


def call_id(event: Event | Mapping[str, object]) -> tuple[int, ...]:
    """The call that an event is about."""
    return tuple(cast("Sequence[int]", event["id"]))
