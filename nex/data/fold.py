"""Fold: the tree of calls, rebuilt from the event log alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from nex.data.events import (
    CallEvent,
    Event,
    MessagesEvent,
    OfferEvent,
    ResultMessage,
    StepEvent,
    read_reply,
    read_result,
    read_settings,
    read_signature,
)
from nex.data.jsons import Json
from nex.data.messages import UNSET, Message, Reply, Result, Settings, Signature, UnitKind
from nex.data.trajectory import Call, CallId, Step
from nex.errors import StoreError


@dataclass(slots=True)
class _Turn:
    reply: Reply | None = None
    head: int = -1
    settings: Settings = UNSET
    calls: list[_Open] = field(default_factory=list["_Open"])


@dataclass(slots=True)
class _Open:
    """A call as far as the log has told of it."""

    id: CallId
    unit: str
    kind: UnitKind
    arguments: Json
    result: Result | None = None
    turns: list[_Turn] = field(default_factory=list[_Turn])
    messages: list[Message] = field(default_factory=list[Message])
    parents: list[int] = field(default_factory=list[int])
    tools: tuple[Signature, ...] = ()
    settings: Settings = UNSET


@dataclass(slots=True)
class _Log:
    calls: dict[CallId, _Open] = field(default_factory=dict[CallId, _Open])
    tools: dict[str, tuple[Signature, ...]] = field(
        default_factory=dict[str, tuple[Signature, ...]]
    )
    root: CallId | None = None


def fold(events: Iterable[Event]) -> Call:
    """The root Call of a run. A log that breaks off folds too: open calls have no result.

    Raises StoreError where there is no call in the log, or an event precedes its call.
    """
    log = _Log()
    for event in events:
        try:
            _take(log, event)
        except KeyError as e:
            raise StoreError(
                f"the event log speaks of {e} before it starts; it is damaged or misordered"
            ) from e
    if log.root is None:
        raise StoreError("the event log holds no call; the run ended before it began")
    return _close(log.calls[log.root])


def _take(log: _Log, event: Event) -> None:
    match event["type"]:
        case "call":
            _start(log, event)
        case "offer":
            _offer(log, event)
        case "messages":
            _say(log, event)
        case "step":
            _step(log, event)
        case "end":
            log.calls[tuple(event["id"])].result = read_result(event["result"])
        case "wait" | "answer":
            pass  # what came of it is the result of the call


def _start(log: _Log, event: CallEvent) -> None:
    id = tuple(event["id"])
    call = _Open(id, event["unit"], event["kind"], event["arguments"])
    if log.root is None:
        log.root = id
    else:
        turns = log.calls[id[:-1]].turns
        if not turns:
            turns.append(_Turn())
        turns[-1].calls.append(call)
    log.calls[id] = call


def _offer(log: _Log, event: OfferEvent) -> None:
    if "tools" in event:
        log.tools[event["digest"]] = tuple(read_signature(tool) for tool in event["tools"])
    log.calls[tuple(event["id"])].tools = log.tools[event["digest"]]


def _step(log: _Log, event: StepEvent) -> None:
    call = _say(log, event)
    if "settings" in event:
        call.settings = read_settings(event["settings"])
    reply = read_reply(event["reply"])
    call.turns.append(_Turn(reply, event["head"], call.settings))
    call.messages.append(reply.message)
    call.parents.append(event["head"])


def _say(log: _Log, event: StepEvent | MessagesEvent) -> _Open:
    call = log.calls[tuple(event["id"])]
    parent = event.get("parent", len(call.messages) - 1)
    for said in event.get("new", ()):
        call.messages.append(_message(log, call, said))
        call.parents.append(parent)
        parent = len(call.messages) - 1
    return call


def _message(log: _Log, call: _Open, said: Message | ResultMessage) -> Message:
    if "result" not in said:
        return said
    result = log.calls[*call.id, said["result"]].result
    if result is None:
        raise KeyError((*call.id, said["result"]))
    return {"role": "tool", "content": result.content, "tool_call_id": said["tool_call_id"]}


def _close(call: _Open) -> Call:
    """Freeze a call and all below it; deep trees need no deep stack."""
    closed: dict[CallId, Call] = {}
    order = [call]
    for opened in order:
        order.extend(child for turn in opened.turns for child in turn.calls)
    for opened in reversed(order):
        closed[opened.id] = Call(
            opened.id,
            opened.unit,
            opened.kind,
            opened.arguments,
            opened.result,
            tuple(_turn(turn, closed) for turn in opened.turns),
            tuple(opened.messages),
            tuple(opened.parents),
            opened.tools,
        )
    return closed[call.id]


def _turn(turn: _Turn, closed: dict[CallId, Call]) -> Step:
    calls = tuple(closed[child.id] for child in turn.calls)
    return Step(turn.reply, turn.head, turn.settings, calls)
