"""Tracing: spans for a tracer of OpenTelemetry, live from a run's events or after the fact.

The one door to its interface; which spans there are is decided in `nex.export.otel`. A program
that wants them somewhere brings its own SDK and exporter (`pip install nex-synth[otel]`).
"""

from __future__ import annotations

from opentelemetry.context import Context
from opentelemetry.trace import Span as TheirSpan, Status, StatusCode, Tracer, set_span_in_context

from nex.data.events import CallEvent, Event, StepEvent, call_id, read_reply, read_result
from nex.data.trajectory import CallId
from nex.export.otel import Span, called, chat_name, error_of, operation_of, said_of

NANOSECONDS = 1_000_000_000


def emit_spans(span: Span, tracer: Tracer, start: int, parent: TheirSpan | None = None) -> int:
    """Give a tree of spans to a tracer, beginning at `start` (Unix nanoseconds); when it ended.

    Time is the record's virtual time, so that spans nest and follow each other as the calls did.
    """
    attributes = dict(span.attributes)
    theirs = tracer.start_span(span.name, _within(parent), attributes=attributes, start_time=start)
    at = start
    for child in span.children:
        at = emit_spans(child, tracer, at, theirs)
    end = max(at, start + round(span.seconds * NANOSECONDS))
    _close(theirs, span.error, end)
    return end


class Tracing:
    """Makes spans while a run goes on: `take` every event, from `stream` or a scope's `emit`."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._open: dict[CallId, TheirSpan] = {}

    def take(self, event: Event) -> None:
        """Open a span at a call, close it at its end; a model's turn is a span at its reply."""
        match event["type"]:
            case "call":
                self._start(event)
            case "step":
                self._step(event)
            case "end":
                error = error_of(read_result(event["result"]))
                _close(self._open.pop(call_id(event)), error, None)
            case _:
                pass

    def _start(self, event: CallEvent) -> None:
        id = call_id(event)
        self._open[id] = self._tracer.start_span(
            f"{operation_of(event['kind'])} {event['unit']}",
            _within(self._open.get(id[:-1])),
            attributes=dict(called(event["unit"], event["kind"], id)),
        )

    def _step(self, event: StepEvent) -> None:
        reply = read_reply(event["reply"])
        within = _within(self._open.get(call_id(event)))
        attributes = dict(said_of(reply))
        self._tracer.start_span(chat_name(reply), within, attributes=attributes).end()


def _within(parent: TheirSpan | None) -> Context | None:
    return None if parent is None else set_span_in_context(parent)


def _close(span: TheirSpan, error: str, end: int | None) -> None:
    if error:
        span.set_attribute("error.type", error)
        span.set_status(Status(StatusCode.ERROR, error))
    span.end(end)
