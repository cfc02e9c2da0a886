"""In a real browser the page opens from disk, fills its list and steps through a rollout."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from nex.report.data import ReportData
from nex.report.page import write_report

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--virtual-time-budget=4000",
    "--enable-logging=stderr",
)


@pytest.fixture
def opened(data: ReportData, tmp_path: Path) -> tuple[Path, str]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    write_report(tmp_path / "report.html", data)
    return tmp_path, CHROMIUM


def dom(opened: tuple[Path, str], link: str = "") -> tuple[str, str]:
    """The page's elements after its script ran, and what the console said."""
    folder, chromium = opened
    address = (folder / "report.html").as_uri() + link
    profile = f"--user-data-dir={folder / 'profile'}"
    ended = subprocess.run(
        [chromium, *FLAGS, profile, "--dump-dom", address],
        capture_output=True,
        text=True,
        timeout=90,
        check=True,
        env={**os.environ, "LANG": "C.UTF-8"},
    )
    console = [line for line in ended.stderr.splitlines() if "CONSOLE" in line]
    return ended.stdout, "\n".join(console)


def test_it_opens_from_disk_without_a_complaint(opened: tuple[Path, str]) -> None:
    text, console = dom(opened)
    assert console == ""
    assert text.count("<li tabindex=") == 7
    assert 'aria-selected="true"' in text
    assert "step 1 of 2" in text
    assert "3 calls inside" in text


def test_a_link_opens_a_rollout_unfolded_at_its_step(opened: tuple[Path, str]) -> None:
    text, console = dom(opened, "#rollout=t-team&step=3&unfold")
    assert console == ""
    assert "step 3 of 5" in text
    now = re.search(r'<div class="call now">.*?</header>', text)
    assert now is not None
    assert "check_out_book" in now.group()


def test_hostile_text_runs_nothing(opened: tuple[Path, str]) -> None:
    text, console = dom(opened, "#rollout=t-hostile")
    assert console == ""
    assert "<img" not in text
    assert '&lt;/script&gt;&lt;script&gt;alert("x")' in text


def test_what_others_did_stands_with_its_call(opened: tuple[Path, str]) -> None:
    text, console = dom(opened, "#rollout=t-hostile")
    assert console == ""
    beside = re.search(r'<p class="meanwhile">(.*?)</p>(.*?)</header>', text)
    assert beside is not None
    assert beside[1].startswith("0:01:05 somebody: &lt;/script&gt;")
    assert "search_books" in beside[2]
