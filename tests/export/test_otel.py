"""OpenTelemetry: spans follow from the tree of calls, and reach an SDK live or after the fact."""

from __future__ import annotations

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from nex import Agent, run, stream, tool
from nex.data.messages import Usage
from nex.data.trajectory import Call
from nex.export.otel import Span, spans
from nex.export.tracing import Tracing, emit_spans
from nex.models.scripted import asks, says, scripted

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@tool
async def price(sku: str) -> float:
    """Price of one item."""
    return {"A1": 12.5}[sku]


def desk() -> Agent:
    usage = Usage(30, 5, None)
    turns = (
        asks(("price", {"sku": "A1"}), ("price", {"sku": "B2"}), usage=usage),
        says("It is 12.5.", usage=usage),
    )
    clerk = Agent("clerk", "Prices.", (price,), scripted(*turns))
    return Agent("desk", "Greet.", (clerk,), scripted(asks(("clerk", {"request": "A1?"})), "12.5"))


@pytest.fixture
async def root() -> Call:
    return (await run(desk(), "go")).trajectory


def outline(span: Span) -> list[str]:
    """Every span's name, indented by depth."""
    below = [f"  {line}" for child in span.children for line in outline(child)]
    return [span.name, *below]


EXPECTED = [
    "invoke_agent desk",
    "  chat scripted",
    "  invoke_agent clerk",
    "    chat scripted",
    "    execute_tool price",
    "    execute_tool price",
    "    chat scripted",
    "  chat scripted",
]


async def test_spans_follow_from_the_tree_of_calls(root: Call) -> None:
    tree = spans(root)
    assert outline(tree) == EXPECTED
    clerk = tree.children[1]
    assert dict(clerk.attributes) == {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.provider.name": "nex",
        "gen_ai.agent.name": "clerk",
        "nex.call.id": "0.0",
    }
    assert dict(clerk.children[0].attributes) == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "nex",
        "gen_ai.request.model": "scripted",
        "gen_ai.response.model": "scripted",
        "gen_ai.response.finish_reasons": ("tool_call",),
        "gen_ai.usage.input_tokens": 30,
        "gen_ai.usage.output_tokens": 5,
    }
    failed = clerk.children[2]
    assert (failed.error, failed.attributes["error.type"]) == ("unit_raised", "unit_raised")


async def test_contents_are_written_only_when_asked_for(root: Call) -> None:
    private = ("arguments", "result", "messages")
    silent, whole = spans(root), spans(root, contents=True)
    assert not any(name.endswith(private) for name in attributes(silent))
    assert {name.rpartition(".")[2] for name in attributes(whole)} >= set(private)


def attributes(span: Span) -> list[str]:
    return [*span.attributes, *(name for child in span.children for name in attributes(child))]


def exported() -> tuple[TracerProvider, InMemorySpanExporter]:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return provider, exporter


def parents(found: tuple[ReadableSpan, ...]) -> list[tuple[str, str]]:
    """(name, parent's name) of every span, by name."""
    names = {s.context.span_id: s.name for s in found if s.context is not None}
    return sorted((s.name, names[s.parent.span_id] if s.parent else "") for s in found)


async def test_live_spans_are_those_of_the_record(root: Call) -> None:
    live, seen = exported()
    tracing = Tracing(live.get_tracer("test"))
    async with stream(desk(), "go") as events:
        async for event in events:
            tracing.take(event)
    after, told = exported()
    emit_spans(spans(root), after.get_tracer("test"), 1_000)
    assert parents(seen.get_finished_spans()) == parents(told.get_finished_spans())
    for exporter in (seen, told):
        bad = [s for s in exporter.get_finished_spans() if s.status.status_code is StatusCode.ERROR]
        assert [span.name for span in bad] == ["execute_tool price"]
