"""What the terminal shows of rollouts, runs, environments and scores."""

from __future__ import annotations

from dataclasses import replace

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result, text_part
from nex.data.scores import Score, ScoreCard
from nex.data.surroundings import Ground
from nex.data.task import Change, Verdict
from nex.data.trajectory import Trajectory
from nex.report.data import ReportData
from nex.report.terminal import environment_text, run_text, score_table, trajectory_text
from nex.report.wording import change_lines, reasons, result_text, shortened, verdict_lines
from nex.worlds.dialects import seeded


def ok(value: Json) -> Result:
    return Result([text_part("")], value=value)


def test_a_rollout_with_a_sub_agent(rollouts: list[Trajectory]) -> None:
    assert trajectory_text(rollouts[1]) == (
        'do task-1  "Lend Dune to Mia Cole."\n'
        "  manager, planner, t-team\n"
        '  manager -> clerk(request="Lend Dune.")  done\n'
        '      clerk -> search_books(title="Dune")      BO-1031 Dune, available\n'
        '            -> check_out_book(book="BO-1031")  ok: BO-1031\n'
        '            -> finish(status="done")           done\n'
        '          -> finish(status="done")        done\n'
        "  state     ~ book BO-1031 status: available -> on loan\n"
        "            + loan (BO-1031)\n"
        "  verdict   passed: every condition holds, nothing else changed"
    )


def test_errors_and_failures_say_why(rollouts: list[Trajectory]) -> None:
    text = trajectory_text(rollouts[3])
    assert "timeout: No answer in time; look before you repeat it." in text
    assert "  state     unchanged\n" in text
    assert "failed: 50% of the goal holds\n            not met: loan of BO-1031" in text
    assert "not judged: infra_error, server died" in trajectory_text(rollouts[5])


def test_side_effects_are_named() -> None:
    verdict = Verdict(passed=False, progress=1.0, side_effects=("book BO-2 status",))
    assert reasons(verdict) == ["beside the goal: book BO-2 status"]


def test_results_in_few_words() -> None:
    two: list[JsonValue] = [{"id": "BO-1"}, {"id": "BO-2"}]
    assert result_text(ok({"rows": two, "total": 7})) == "7 rows: BO-1, BO-2"
    assert result_text(ok({"rows": [], "total": 0})) == "nothing found"
    assert result_text(ok({"id": "BO-1", "title": "Dune", "pages": 9})) == "BO-1 Dune"
    written: Json = {
        "changed": [{"entity": "book", "row": {"id": "BO-1"}}],
        "created": [{"entity": "loan", "row": {"id": "LO-1"}}],
        "deleted": [{"entity": "hold", "id": "HO-1"}],
    }
    assert result_text(ok(written)) == "ok: BO-1, + LO-1, - HO-1"
    assert result_text(ok({"status": "refused", "answer": None, "reason": "no"})) == "refused: no"
    assert result_text(Result([text_part("plain")])) == "plain"
    assert result_text(Result([])) == "ok"
    assert result_text(None) == "no reply"


def test_changes_have_signs() -> None:
    gone = Change(kind="deleted", entity="loan", row="LO-1", before={"book": "BO-1", "note": None})
    assert change_lines(gone) == ["- loan LO-1 (BO-1)"]
    cleared = Change(
        kind="updated", entity="book", row="BO-1", before={"due": "2026-01-01"}, after={"due": None}
    )
    assert change_lines(cleared) == ["~ book BO-1 due: 2026-01-01 -> \u2013"]


def test_long_texts_are_cut_on_one_line() -> None:
    assert shortened("a\n b   c") == "a b c"
    assert len(shortened("x" * 500)) == 64


def test_a_run_is_counted_by_policy_architecture_and_kind(rollouts: list[Trajectory]) -> None:
    assert run_text(rollouts) == (
        "6 rollouts, 4 verified\n"
        "  ended     1 infra_error\n"
        "  policy    openai/gpt-x  1 of 1 verified\n"
        "            planner  3 of 5 verified\n"
        "  agents    manager  1 of 1 verified\n"
        "            solo  3 of 5 verified\n"
        "  kind      do  3 of 5 verified\n"
        "            refuse  1 of 1 verified"
    )


def test_an_environment_says_what_was_dropped_and_refused(data: ReportData) -> None:
    text = environment_text(data.cards[0], data.tasks, data.blueprints)
    assert "  tasks     12 proved  (8 do, 4 refuse)\n" in text
    assert "  dropped   5  (2 ambiguous, 3 constant)\n" in text
    assert "  blueprint manager  2 levels, gated by planner: 99 % verified\n" in text
    assert "  refused   panel: 0.91" in text


def test_an_environment_in_a_dialect_names_it_and_its_split(data: ReportData) -> None:
    card = data.cards[0].model_copy(update={"surface": seeded(8)})
    text = environment_text(card, data.tasks, data.blueprints)
    assert "  dialect   dialect-8  (held-out)\n" in text


def test_an_environment_on_real_servers_names_them(data: ReportData) -> None:
    grounds = tuple(Ground(server=name, tools=()) for name in ("git", "time", "git"))
    real = data.cards[0].model_copy(update={"grounds": grounds, "reading": {}})
    text = environment_text(real, data.tasks, data.blueprints)
    assert "  servers   git, time\n" in text
    assert "  spec" not in text


def test_a_score_table_groups_axes_and_marks_floors() -> None:
    high = Score(axis="fidelity", name="probes", value=0.5, unit="share", of="9 probes", floor=0.98)
    bits = Score(
        axis="complexity", name="task bits", value=14.2, unit="bits", low=12.9, high=15.6, of="231"
    )
    goals = bits.model_copy(update={"name": "depth", "low": None, "high": None})
    assert score_table(ScoreCard(scores=(high, bits, goals))) == (
        "  complexity  task bits  14.2 bits [12.9, 15.6]  231\n"
        "              depth      14.2 bits               231\n"
        "  fidelity    probes     0.5 share               9 probes; BELOW its floor 0.98"
    )
    assert score_table(ScoreCard(scores=())) == "  nothing to score"


def test_a_rollout_without_calls_still_reads(rollouts: list[Trajectory]) -> None:
    idle = replace(rollouts[0], root=replace(rollouts[0].root, steps=()))
    assert "  librarian  done\n" in trajectory_text(idle)
    assert verdict_lines(idle) == ["passed: every condition holds, nothing else changed"]
