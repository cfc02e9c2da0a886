"""Answer: what a reply that names no unit means, as a text or as a value of a declared type."""

from __future__ import annotations

import re
from collections.abc import Callable

import orjson
from pydantic import TypeAdapter, ValidationError

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Reply, Result, refused, text_of, text_part
from nex.runtime.schema import checker
from nex.runtime.typed import MOST_DEFECTS, defects, typed_return

MISFIT = "answer_misfit"
"""The code of an answer that is not of the declared type; its text tells the model what to mend."""
MOST_MISFITS = 5
"""Misfits of one agent call after which the next one ends it, whatever is left of its budget."""

Read = Callable[[Reply], Result]
"""What a reply without calls means to the agent."""
Fits = Callable[[JsonValue], tuple[JsonValue, list[str]]]
"""The value as it stands for the type, and its defects."""

_FENCED = re.compile(r"```(?:json)?\s*\n(.*?)```", re.DOTALL)


def plain_answer(reply: Reply) -> Result:
    """The reply's content; an error where it was cut, withheld or empty."""
    content = reply.message["content"]
    if reply.finish == "content_filter":
        return refused("content_filter", "the provider withheld the reply")
    if reply.finish == "length":
        return Result(content or [text_part("")], "truncated", code="reply_cut")
    if not text_of(content).strip():
        return refused("empty_reply", "the model said nothing and called nothing")
    return Result(content)


def typed_answer(agent: str, output: Json | type) -> tuple[Json | None, Read]:
    """The JSON Schema of an output, and what reads a reply as a value of it.

    The value is the JSON that the reply is, or that stands in its one fenced block; of a plain
    `str` it is the reply. Raises InputError for a type that JSON cannot say.
    """
    schema, fits = output_of(agent, output)
    if schema is None:
        return None, plain_answer
    wanted = orjson.dumps(schema).decode()

    def read(reply: Reply) -> Result:
        result = plain_answer(reply)
        if result.status != "ok":
            return result
        try:
            value, wrong = fits(orjson.loads(json_in(result.text)))
        except orjson.JSONDecodeError as e:
            value, wrong = None, [f"it is not JSON: {e}"]
        if wrong:
            said = "; ".join(wrong)
            return refused(
                MISFIT, f"That answer does not fit: {said}. Answer with JSON alone: {wanted}"
            )
        return Result([text_part(orjson.dumps(value).decode())], value=value)

    return schema, read


def output_of(unit: str, output: Json | type) -> tuple[Json | None, Fits]:
    """The JSON Schema of an output and what checks values against it, both made once."""
    if isinstance(output, dict):
        check = checker(output)
        return output, lambda value: (value, check(value, "answer")[:MOST_DEFECTS])
    returned = typed_return(unit, output)
    adapter: TypeAdapter[object] = TypeAdapter(output)

    def fits(value: JsonValue) -> tuple[JsonValue, list[str]]:
        try:
            return returned.write(adapter.validate_python(value)), []
        except ValidationError as e:
            return None, defects(e, "answer")

    return returned.schema, fits


def json_in(text: str) -> str:
    """The text itself, or what stands in its one fenced block."""
    fenced = _FENCED.findall(text)
    return fenced[0] if len(fenced) == 1 else text
