"""Figures are drawn for what there is, and escape what they are told."""

from __future__ import annotations

from dataclasses import replace

from nex.data.trajectory import Trajectory
from nex.report.data import ReportData
from nex.report.funnel import Stage, funnel
from nex.report.plots import plots
from nex.report.svg import Bar, bars, histogram


def test_there_is_a_figure_for_every_axis_that_was_scored(data: ReportData) -> None:
    assert [plot.title for plot in plots(data)] == [
        "Complexity of tasks",
        "Verified by kind of task",
        "Verified by architecture",
        "Diversity",
        "Fidelity",
        "Incoherence",
        "Incoherence by length",
    ]
    assert plots(ReportData("empty")) == []


def test_incoherence_by_length_needs_repeated_failures(
    data: ReportData, rollouts: list[Trajectory]
) -> None:
    once = replace(data, trajectories=rollouts[:3])
    assert "Incoherence by length" not in [plot.title for plot in plots(once)]


def test_the_reference_of_traffic_is_named(data: ReportData) -> None:
    (fidelity,) = [plot for plot in plots(data) if plot.title == "Fidelity"]
    assert "compared with: own worlds" in fidelity.caption


def test_names_in_figures_are_escaped() -> None:
    drawn = bars([Bar("<b>&", 0.5, "1 of 2", mark=0.25)], 'a "label"')
    assert "<b>" not in drawn
    assert "&lt;b&gt;&amp;" in drawn
    assert 'aria-label="a &#34;label&#34;"' in drawn
    assert 'class="null"' in drawn


def test_a_histogram_counts_every_value_once() -> None:
    drawn = histogram([1.0, 1.0, 2.0, 9.0], "bits", "Bits")
    assert "1.0 to 5.0: 3" in drawn
    assert "5.0 to 9.0: 1" in drawn
    assert "mean 3.2 bits" in drawn
    assert ": 3<" in histogram([4.0] * 3, "bits", "Bits of equal tasks")


def test_the_funnel_leaves_out_stages_without_a_trace(rollouts: list[Trajectory]) -> None:
    run, verify = funnel(ReportData("run", trajectories=rollouts))
    assert run == Stage("Run", "rollouts completed", 5, 6, (("infra_error", 1),))
    assert verify.lost == (("goal not reached", 1), ("never judged", 1))
    assert verify.share == 4 / 6
