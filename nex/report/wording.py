"""Calls, results and changes in few words: what the terminal and the page both show."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result
from nex.data.task import Change, Verdict
from nex.data.trajectory import Trajectory

ENDS = ("done", "refused", "unclear")
"""How an agent says that it ended."""
WIDTH = 64
"""Characters of a shortened value."""
BRIEF = 24
"""Longer texts are no label of a row."""


def shortened(text: str, width: int = WIDTH) -> str:
    """The text on one line, cut with an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "\u2026"


def value_text(value: JsonValue) -> str:
    """A value as a reader wants it: texts bare, nothing as a dash."""
    if value is None:
        return "\u2013"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def arguments_text(arguments: Json) -> str:
    """`title="Dune", page=2`; what is null goes without saying."""
    parts = (f"{k}={orjson.dumps(v).decode()}" for k, v in arguments.items() if v is not None)
    return shortened(", ".join(parts))


def result_text(result: Result | None) -> str:
    """What came back, in a few words."""
    if result is None:
        return "no reply"
    if result.status != "ok":
        return shortened(f"{result.code or result.status}: {result.text}")
    return _value_summary(result.value) or shortened(result.text) or "ok"


def _value_summary(value: JsonValue) -> str:
    """One row by its id and short values, several by their ids, a write by what it touched."""
    if not isinstance(value, dict):
        return ""
    if {"job", "seconds_left"} <= value.keys() or ("waited" in value and "id" not in value):
        return _time_summary(value)
    found = value.get("rows")
    if isinstance(found, list):
        return _rows_summary([row for row in found if isinstance(row, dict)], value.get("total"))
    if "changed" in value or "created" in value or "deleted" in value:
        return _write_summary(value)
    if value.get("status") in ENDS:
        return _report_summary(value)
    return row_text(value) if "id" in value else ""


def _time_summary(value: Json) -> str:
    """`job-1 pending, 300 s left`, `waited 5 min, it is 10:05`."""
    if "waited" in value:
        clock = f", it is {value_text(value['time'])}" if "time" in value else ""
        return shortened(f"waited {value_text(value['waited'])} min{clock}")
    left = f", {value_text(value['seconds_left'])} s left" if value.get("seconds_left") else ""
    return shortened(f"{value_text(value['job'])} {value_text(value.get('status'))}{left}")


def _rows_summary(rows: Sequence[Json], total: JsonValue) -> str:
    if len(rows) == 1:
        return row_text(rows[0])
    if not rows:
        return "nothing found"
    ids = ", ".join(value_text(row.get("id")) for row in rows[:3])
    more = ", \u2026" if len(rows) > 3 else ""
    return f"{value_text(total)} rows: {ids}{more}"


def row_text(row: Json) -> str:
    """`BO-1031 Dune, available`: the id, the row's first and last short words."""
    words = [v for k, v in row.items() if k != "id" and isinstance(v, str) and len(v) <= BRIEF]
    ends = [words[0], words[-1]] if len(words) > 1 else words
    return shortened(f"{value_text(row.get('id'))} {', '.join(ends)}".rstrip())


def _write_summary(value: Json) -> str:
    """`ok: BO-1031, + LO-1010, - LO-1002`."""
    signs = {"changed": "", "created": "+ ", "deleted": "- "}
    parts: list[str] = []
    for key, sign in signs.items():
        items = value.get(key)
        parts.extend(sign + _touched(item) for item in (items if isinstance(items, list) else []))
    return shortened(f"ok: {', '.join(parts)}") if parts else "ok"


def _touched(item: JsonValue) -> str:
    if not isinstance(item, dict):
        return ""
    row = item.get("row")
    return value_text(row.get("id") if isinstance(row, dict) else item.get("id"))


def _report_summary(value: Json) -> str:
    """An agent's end: its status with the answer or the reason."""
    said = value.get("answer") if value.get("answer") is not None else value.get("reason")
    status = value_text(value.get("status"))
    return status if said is None else shortened(f"{status}: {value_text(said)}")


def change_lines(change: Change) -> list[str]:
    """`~ book BO-1031 status: available -> on loan`, `+ loan (...)`, `- loan LO-1 (...)`."""
    match change.kind:
        case "updated":
            return [
                f"~ {change.entity} {change.row} {name}: "
                f"{value_text(change.before.get(name))} -> {value_text(after)}"
                for name, after in change.after.items()
            ]
        case "created":
            return [f"+ {change.entity} ({_columns(change.after)})"]
        case "deleted":
            return [f"- {change.entity} {change.row} ({_columns(change.before)})"]


def _columns(columns: dict[str, bool | int | str | None]) -> str:
    return ", ".join(value_text(v) for v in columns.values() if v is not None)


def verdict_lines(trajectory: Trajectory) -> list[str]:
    """Passed or not, how much of the goal holds, and why not."""
    verdict = trajectory.verdict
    if verdict is None:
        lost = trajectory.extra.get("lost")
        said = f"not judged: {trajectory.status}, {trajectory.stop_reason}"
        return [said, *([lost] if isinstance(lost, str) else [])]
    if verdict.passed:
        return ["passed: every condition holds, nothing else changed"]
    return [f"failed: {verdict.progress:.0%} of the goal holds", *reasons(verdict)]


def reasons(verdict: Verdict) -> list[str]:
    """What was not met and what should not have changed."""
    unmet = [f"not met: {text}" for text in verdict.unmet]
    return [*unmet, *(f"beside the goal: {text}" for text in verdict.side_effects)]
