"""report.html is one file that loads nothing, runs nothing foreign, and is the same each time."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import cast

import orjson
import pytest

from nex.data.jsons import Json
from nex.data.trajectory import Trajectory
from nex.report.data import ReportData
from nex.report.page import embedded, page, write_report
from nex.report.view import MOST, chosen

VOID = {"meta", "link", "input", "img", "br"}


class Structure(HTMLParser):
    """Elements, attributes and texts of a page; whether every element is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, list[str]] = {}
        self.unbalanced: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data)


@pytest.fixture
def text(data: ReportData) -> str:
    return page(data)


def test_every_element_is_closed(text: str) -> None:
    structure = Structure(text)
    assert structure.unbalanced == []
    assert structure.open == []


def test_it_holds_its_sections(text: str) -> None:
    ids = [attributes["id"] for _, attributes in Structure(text).elements if "id" in attributes]
    assert [id for id in ids if id in SECTIONS] == SECTIONS
    assert len(ids) == len(set(ids))


SECTIONS = ["funnel", "scores", "rollouts", "architectures", "spec"]


def test_it_asks_the_network_for_nothing(text: str) -> None:
    for tag, attributes in Structure(text).elements:
        assert tag not in {"iframe", "object", "embed", "base", "form"}
        for name in ("src", "href", "action", "srcset"):
            assert attributes.get(name, "#").startswith(("#", "data:,"))
    style = text[text.index("<style>") : text.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style


def test_only_its_own_style_and_script_may_run(text: str) -> None:
    elements = Structure(text).elements
    policy = next(a["content"] for _, a in elements if a.get("http-equiv"))
    assert policy.startswith("default-src 'none'; ")
    for tag, directive in (("style", "style-src"), ("script", "script-src")):
        body = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert len(body) == 1
        sha = base64.b64encode(hashlib.sha256(body[0].encode()).digest()).decode()
        assert f"{directive} 'sha256-{sha}'" in policy
    assert not any(name.startswith("on") for _, a in elements for name in a)
    assert not any("style" in attributes for _, attributes in elements)


def test_hostile_text_stays_text(text: str, data: ReportData) -> None:
    structure = Structure(text)
    assert [tag for tag, _ in structure.elements if tag == "script"] == ["script", "script"]
    assert "img" not in [tag for tag, _ in structure.elements]
    assert "".join(structure.texts["h1"]) == data.title
    assert "49" not in "".join(structure.texts["h1"])


def rollouts_in(text: str) -> list[Json]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text)
    assert found is not None
    return cast("list[Json]", orjson.loads(found.group(1)))


def test_rollouts_are_embedded_whole(text: str, data: ReportData) -> None:
    held = {row["id"]: row for row in rollouts_in(text)}
    assert set(held) == {t.id for t in data.trajectories}
    assert held["t-hostile"]["instruction"] == data.title
    team = cast("dict[str, list[dict[str, list[Json]]]]", held["t-team"]["root"])
    clerk = team["steps"][0]["calls"][0]
    assert clerk["unit"] == "clerk"
    assert len(cast("list[Json]", clerk["steps"])) == 3


def test_the_funnel_names_what_was_lost(text: str) -> None:
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))
    assert "18 of 21 statements exact" in plain
    assert "12 of 17 tasks proved" in plain
    assert "3 constant" in plain
    assert "2 of 3 blueprints pass" in plain
    assert "1 panel: 0.91" in plain
    assert "5 of 7 rollouts verified" in plain


def test_the_planner_is_called_a_program(text: str, data: ReportData) -> None:
    assert "is a program, not a language model" in text
    models = [t for t in data.trajectories if t.policy != "planner"]
    assert "is a program" not in page(replace(data, trajectories=models))


def test_the_same_data_give_the_same_bytes(data: ReportData, tmp_path: Path) -> None:
    write_report(tmp_path / "a" / "report.html", data)
    write_report(tmp_path / "b.html", replace(data, trajectories=list(data.trajectories)[::-1]))
    assert (tmp_path / "a" / "report.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["report.html"]


def test_a_report_of_nothing_is_a_page() -> None:
    structure = Structure(page(ReportData("empty")))
    assert structure.unbalanced == []
    assert not {"figure", "article"} & {tag for tag, _ in structure.elements}


def test_a_large_run_is_shown_by_a_selection_that_says_so(
    data: ReportData, rollouts: list[Trajectory]
) -> None:
    good = [replace(rollouts[i % 3], id=f"g{i}", task=f"task-{i}") for i in range(200)]
    bad = [replace(rollouts[3], id=f"b{i}", task=f"task-{i}") for i in range(30)]
    picked = chosen([*good, *bad])
    assert len(picked) == MOST
    assert sum(t.id.startswith("b") for t in picked) == 20
    assert {t.architecture for t in picked} == {"solo", "manager"}
    large = page(replace(data, trajectories=[*good, *bad]))
    assert "60 of 230 rollouts are in this file" in large
    assert len(large) < 400_000


def test_embedded_json_cannot_end_its_element() -> None:
    value = ["</script>", "<!--", "a & b", "\u2028"]
    text = str(embedded(value))
    assert not set("<>&\u2028") & set(text)
    assert orjson.loads(text) == value
