"""How an agent under another agent ends: with an outcome, or with what it must know first."""

from __future__ import annotations

from dataclasses import dataclass

from nex.data.jsons import Json, canonical
from nex.data.messages import Result, Signature, refused, text_part
from nex.runtime.scope import Scope

STATUSES = ("done", "refused", "unclear")
_TEXTS = ("reason", "question", "needs", "resume")

REPORT = Signature(
    "finish",
    "End the work and report to who gave it. status: done; refused when a rule forbids the "
    "request; unclear when the user must be asked something first.",
    {
        "type": "object",
        "properties": {
            "status": {"type": "string", "enum": list(STATUSES)},
            "answer": {"description": "The answer, when a question was asked."},
            "reason": {"type": "string", "description": "The rule that forbids it."},
            "question": {"type": "string", "description": "What the user must be asked."},
            "needs": {
                "type": "string",
                "description": "What a colleague would have to do first, as a request.",
            },
            "resume": {
                "type": "string",
                "description": "The request to come back with after that, rows named by id.",
            },
        },
        "required": ["status"],
        "additionalProperties": False,
    },
)


def report_of(result: Result) -> Json:
    """The report that a result carries; empty where it carries none."""
    fine = result.status in ("ok", "truncated")
    return result.value if fine and isinstance(result.value, dict) else {}


def told(report: Json) -> Result:
    """A report as the result of who gives it."""
    return Result([text_part(canonical(report).decode())], value=report)


@dataclass(frozen=True, slots=True)
class Report:
    """Ends an agent that works for another one: its result's value is the report."""

    signature: Signature = REPORT
    kind: str = "tool"

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The report as a value; a bad one is an observation and the agent goes on."""
        if arguments.get("status") not in STATUSES:
            known = ", ".join(STATUSES)
            return refused("validation_error", f"finish: status: one of {known} is needed")
        report: Json = {"status": arguments["status"]}
        for key, value in arguments.items():
            if key in _TEXTS and value is not None and not isinstance(value, str):
                return refused("validation_error", f"finish: {key}: a text is needed")
            if key in ("answer", *_TEXTS) and value is not None:
                report[key] = value
        return told(report)
