"""A Reading as text for a terminal: each statement, its class, what it compiled to."""

from __future__ import annotations

from nex.data.jsons import Json
from nex.language.reading.report import Lint, Reading, Statement

_INDENT = " " * 13


def check_text(reading: Reading, *, following: str = "") -> str:
    """The report that `nex check SPEC` prints; `following` is the command to type next."""
    lines = [head(reading), ""]
    for statement in reading.statements:
        lines += _statement(statement)
    lines += [_lint(lint) for lint in reading.lints]
    return "\n".join([*lines, "", _summary(reading, following)])


def head(reading: Reading) -> str:
    """The first line: the path, and how many statements are of each class."""
    total = len(reading.statements)
    said = ", ".join(
        f"{count} {kind if count == 1 or kind == 'exact' else kind + ('es' if kind == 'guess' else 's')}"
        for kind, count in reading.counts.items()
    )
    return f"{reading.path}  {total} statement{'s' * (total != 1)}: {said}"


def reading_json(reading: Reading) -> Json:
    """The Reading as JSON, with its counts."""
    return {**reading.model_dump(mode="json"), "counts": dict(reading.counts)}


def _statement(statement: Statement) -> list[str]:
    text = " ".join(statement.text.split())
    lines = [f"  {statement.kind:5} {statement.line:4}  {text}"]
    if statement.kind == "exact" or statement.used:
        lines += [f"{_INDENT}-> {said}" for said in statement.echo]
    elif statement.echo:
        lines += [f"{_INDENT}not enforced: {said}?" for said in statement.echo]
    if statement.rewrite is not None:
        lines.append(f"{_INDENT}nearest: {statement.rewrite}   (nex check --write)")
    return lines


def _lint(lint: Lint) -> str:
    kind = "lint" if lint.grade == "warning" else "error"
    return f"  {kind:5} {lint.line:4}  {lint.text}"


def _summary(reading: Reading, following: str) -> str:
    world = reading.world
    counted = (
        (len(world.entities), "thing"),
        (len(world.actions), "action"),
        (len(world.rules), "rule"),
        (len(world.examples), "example"),
    )
    said = ", ".join(f"{n} {word}{'s' * (n != 1)}" for n, word in counted if n or word != "example")
    return f"{said}." + (f"   next: {following}" if following else "")
