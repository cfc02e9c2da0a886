"""report.html: one self-contained file that opens from disk and asks the network for nothing."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path

import orjson
from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from nex.data.scores import Score
from nex.data.task import KINDS
from nex.report.data import ReportData
from nex.report.funnel import funnel
from nex.report.plots import plots
from nex.report.terminal import AXES, figure
from nex.report.view import chosen, rollout_view
from nex.scoring.scorecard import passed


def write_report(path: Path, data: ReportData) -> None:
    """Write the page to a temporary name beside `path` and rename it."""
    draft = path.with_name(f".{path.name}.draft")
    draft.parent.mkdir(parents=True, exist_ok=True)
    draft.write_text(page(data), encoding="utf-8")
    draft.replace(path)


def page(data: ReportData) -> str:
    """The page's text; the same data, the same bytes."""
    style, script = _asset("page.css"), _asset("page.js")
    shown = chosen(data.trajectories)
    return _template().render(
        title=data.title,
        policy=_security(style, script),
        style=Markup(style),
        script=Markup(script),
        rollouts=embedded([rollout_view(t) for t in shown]),
        shown=len(shown),
        total=len(data.trajectories),
        headline=_headline(data),
        funnel=funnel(data),
        plots=plots(data),
        axes=[(axis, [s for s in data.scores.scores if s.axis == axis]) for axis in AXES],
        figure=figure,
        below=_below,
        lines=data.lines,
        blueprints=data.blueprints,
        kinds=[kind for kind in KINDS if any(t.kind == kind for t in shown)],
        architectures=sorted({t.architecture for t in shown}),
        planner=any(t.policy == "planner" for t in data.trajectories),
        cards=data.cards,
    )


def embedded(value: object) -> Markup:
    """JSON that cannot end the script element that holds it, nor open a comment in it."""
    text = orjson.dumps(value).decode()
    for raw, escaped in (("&", "\\u0026"), ("<", "\\u003c"), (">", "\\u003e")):
        text = text.replace(raw, escaped)
    return Markup(text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))


def _headline(data: ReportData) -> list[tuple[str, str]]:
    """The figures at the top: what was made, in four or five numbers."""
    good = sum(map(passed, data.trajectories))
    values = [
        ("verified rollouts", good, len(data.trajectories)),
        ("proved tasks", len(data.tasks), len(data.tasks)),
        ("architectures", len(data.blueprints), len(data.blueprints)),
        ("environments", len(data.cards), len(data.cards)),
    ]
    return [
        (
            name if total > 1 else name.removesuffix("s"),
            f"{kept:,}" if kept == total else f"{kept:,} of {total:,}",
        )
        for name, kept, total in values
        if total
    ]


def _below(score: Score) -> bool:
    return score.floor is not None and score.value < score.floor


def _security(style: str, script: str) -> str:
    """Nothing may be loaded; only this very style and script may be used."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _asset(name: str) -> str:
    return (files("nex.report") / "assets" / name).read_text(encoding="utf-8")


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_asset("page.html.jinja"))
