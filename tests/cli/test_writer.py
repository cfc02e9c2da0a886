"""`--writer` and `--user` on the command line: shown before it counts, asked once, paid from one purse."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nex.cli.main import run
from nex.environment.folder import read_environment
from tests.synthesis.scribe import SPEC

ROOT = Path(__file__).parents[2]
FRAGILE = "Nobody may ship a loan agreement if the loan agreement's object's condition is fragile."
Said = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.synthesis.scribe"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.terminate()


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "loans.md"
    path.write_text(SPEC)
    return path


def check(spec: Path, url: str, *options: str, model: str = "good") -> int:
    return run(["check", str(spec), "--writer", f"openai/{model}", "--base-url", url, *options])


def answered(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_the_difference_is_shown_and_written_once_agreed(
    spec: Path, url: str, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(monkeypatch, "y\n")
    assert check(spec, url) == 0
    said = capsys.readouterr().err
    assert f"+{FRAGILE}" in said
    assert "-Whatever is fragile stays in the house, full stop." in said
    assert "openai/good: 6 asked" in said
    before, _, _ = said.partition("Write 3 rewritten lines")
    assert f"-> {FRAGILE.rstrip('.')}" in before, "what it means is said before anybody agrees"
    assert FRAGILE in spec.read_text()


@pytest.mark.parametrize("said", ["n\n", "", "maybe\n"])
def test_without_a_yes_the_file_stays(
    spec: Path, url: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    answered(monkeypatch, said)
    assert check(spec, url) == 0
    assert "left as it was" in capsys.readouterr().err
    assert spec.read_text() == SPEC


class Editor(io.StringIO):
    """Edits the file and then says yes."""

    def __init__(self, path: Path) -> None:
        super().__init__("y\n")
        self._path = path

    def readline(self, size: int | None = -1, /) -> str:
        self._path.write_text(SPEC + "Directors are kind.\n")
        return super().readline()


def test_what_was_edited_meanwhile_is_not_written_over(
    spec: Path, url: str, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Editor(spec))
    assert check(spec, url) == 2
    assert "was edited meanwhile" in capsys.readouterr().err
    assert spec.read_text() == SPEC + "Directors are kind.\n"


def test_a_second_run_makes_no_request(
    spec: Path, url: str, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    answered(monkeypatch, "")
    check(spec, url)
    capsys.readouterr()
    assert check(spec, "http://127.0.0.1:1/v1", "--yes") == 0, "nobody listens there"
    assert "0 asked, 6 remembered" in capsys.readouterr().err
    assert FRAGILE in spec.read_text()


def test_a_hostile_writer_gets_nothing_into_terminal_or_file(
    spec: Path, url: str, capsys: Said
) -> None:
    assert check(spec, url, "--yes", model="hostile") == 0
    said = capsys.readouterr().err
    assert all(letter.isprintable() or letter == "\n" for letter in said)
    assert spec.read_text() == SPEC


def test_json_stays_json(spec: Path, url: str, capsys: Said) -> None:
    assert check(spec, url, "--yes", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["counts"]["exact"] == 9
    writer = said["writer"]
    assert (writer["model"], writer["asked"], writer["written"]) == ("openai/good", 6, True)
    assert writer["rewritten"][0]["says"] == [FRAGILE]
    assert writer["rewritten"][0]["means"] == [FRAGILE.rstrip(".")]
    assert [one["reason"] for one in writer["refused"]] == ["the writer leaves it as prose"] * 3


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--writer", "teacher"), "writes nothing"),
        (("--writer", "unheard-of"), "unknown model"),
        (
            ("--writer", "openai/m", "--base-url", "http://x/v1", "--max-cost", "1"),
            "no known price",
        ),
        (("--writer", "openai/m", "--base-url", "ftp://x"), "must start with http"),
    ],
)
def test_a_writer_that_cannot_be_is_refused_in_one_line(
    spec: Path, capsys: Said, options: tuple[str, ...], why: str
) -> None:
    assert run(["check", str(spec), *options]) == 2
    said = capsys.readouterr().err
    assert why in said
    assert len(said.splitlines()) == 1


def test_a_limit_on_cost_stops_the_writer(spec: Path, url: str, capsys: Said) -> None:
    money = ("--price", "1000,1000", "--max-cost", "0.02", "--yes")
    assert check(spec, url, *money) == 0
    assert "cost limit of 0.02" in capsys.readouterr().err


QUICK = ("--tasks", "8", "--blueprints", "1")


def synth(url: str, *words: str) -> int:
    return run(["synth", *words, "--writer", "openai/good", "--base-url", url, *QUICK])


def test_a_line_becomes_a_spec_by_the_writer(spec: Path, url: str, capsys: Said) -> None:
    assert synth(url, "a clinic that is open at night") == 0
    said = capsys.readouterr().err
    assert "specs/night-clinic.md" in said
    assert "every line reads exactly" in said
    assert (spec.parent / "specs" / "night-clinic.md").read_text().startswith("# night clinic")


def test_a_line_becomes_a_kit_by_the_writer(spec: Path, url: str) -> None:
    kit = spec.parent / "kits" / "flowers.toml"
    assert synth(url, "a flower shop", "--kit-out", str(kit)) == 0
    assert run(["synth", "a flower shop", "--kits", str(kit.parent), *QUICK, "-o", "again"]) == 0


def test_a_written_architecture_and_other_words_go_into_the_environment(
    spec: Path, url: str, capsys: Said
) -> None:
    library = ROOT / "specs" / "library.md"
    more = ("--architecture", "a triage lead with two reviewers", "--paraphrase", "3", "--yes")
    assert synth(url, str(library), *more) == 0
    [folder] = (spec.parent / "environments").iterdir()
    made = read_environment(folder)
    assert made.card.blueprints[-1] == "triage"
    assert sum("worded by openai/good" in task.voice for task in made.tasks) >= 3
    assert "written by openai/good: triage" in capsys.readouterr().err
    assert run(["run", str(folder), "--dry-run"]) == 0
    assert "which the planner cannot read" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("synth", "a bakery", "--architecture", "a lead"), "--writer MODEL"),
        (("synth", "a bakery", "--paraphrase", "3"), "--writer MODEL"),
        (("synth", "a bakery", "--kit-out", "k.toml"), "--writer MODEL"),
        (
            (
                "synth",
                "a bakery",
                "--kits",
                "k",
                "--writer",
                "openai/m",
                "--base-url",
                "http://x/v1",
            ),
            "or",
        ),
        (("make", "--example", "library", "--paraphrase", "3"), "--writer MODEL"),
        (
            ("make", "--example", "library", "--paraphrase", "3", "--writer", "scripted:none.json"),
            "none.json",
        ),
        (("run", "environments/x", "--user", "teacher"), "no environment"),
    ],
)
@pytest.mark.usefixtures("spec")
def test_what_needs_a_writer_says_so(capsys: Said, words: tuple[str, ...], why: str) -> None:
    assert run([*words]) == 2
    assert why in capsys.readouterr().err


@pytest.mark.usefixtures("spec")
def test_the_planner_is_not_given_what_it_cannot_read(url: str, capsys: Said) -> None:
    words = ["make", "--example", "library", "--paraphrase", "2", "--writer", "openai/good"]
    assert run([*words, "--base-url", url]) == 2
    assert "name a model" in capsys.readouterr().err


def test_a_played_user_goes_into_the_run(spec: Path, url: str, capsys: Said) -> None:
    made = ["make", "--example", "library", "--tasks", "12", "--blueprints", "1"]
    assert run([*made, "--user", "openai/good", "--base-url", url]) == 0
    [folder] = (spec.parent / "runs").iterdir()
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["settings"]["user"] == "openai/good"
    assert run(["run", "--replay", str(folder)]) == 0, "without the user's endpoint"
    assert "every byte as recorded" in capsys.readouterr().err


LITE = """
import sys
from nex.cli.main import run
spec, library = sys.argv[1:]
for manner in ("hostile", "sloppy"):
    print(run(["check", spec, "--writer", f"hosted_vllm/{manner}", "--yes"]))
    print("condition is fragile." in open(spec).read())
writer = ["--writer", "hosted_vllm/good", "--architecture", "a lead", "--yes"]
quick = ["--tasks", "12", "--blueprints", "1", "--user", "hosted_vllm/good"]
print(run(["make", library, *writer, *quick]))
"""


@pytest.mark.skipif(
    importlib.util.find_spec("litellm") is None, reason="litellm is not installed: make test"
)
@pytest.mark.timeout(400)
def test_the_same_through_litellm(spec: Path, url: str) -> None:
    """In one process of its own: litellm takes seconds to load, and keeps tasks while it lives."""
    command = [sys.executable, "-c", LITE, str(spec), str(ROOT / "specs" / "library.md")]
    lite = {"HOSTED_VLLM_API_BASE": url, "HOSTED_VLLM_API_KEY": "k", "PYTHONPATH": str(ROOT)}
    env = {**os.environ, **lite}
    done = subprocess.run(
        command, cwd=spec.parent, env=env, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["0", "False", "0", "True", "0"], done.stderr
    assert "written by hosted_vllm/good: triage" in done.stderr
