"""Both figures of fidelity for nex's own worlds: probe their server, replay traffic on other dice."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nex.data.environment import NO_FAULTS, FaultProfile, SurfaceChoice
from nex.data.task import Start
from nex.data.trajectory import Trajectory
from nex.scoring.probe_reads import probe_reads, probe_refusals
from nex.scoring.probe_writes import WriteProbes
from nex.scoring.probes import ProbeReport, examine
from nex.scoring.servers import ToolCaller
from nex.worlds.populate import Template
from nex.worlds.session import Session
from nex.worlds.surface import PLAIN


def probe_world(
    template: Template,
    *,
    choice: SurfaceChoice = PLAIN,
    faults: FaultProfile = NO_FAULTS,
    around: Callable[[ToolCaller], ToolCaller] | None = None,
) -> ProbeReport:
    """Probe a World's server in a throw-away session, called by nobody in particular.

    `around` may stand between the probes and the server (a wrapper that invents replies).
    """
    session = Session(template, choice=choice, faults=faults)
    call = around(session.call) if around else session.call
    examinations = (probe_reads, probe_refusals, WriteProbes(template.world))
    report = examine(call, session.signatures, examinations)
    session.close()
    return report


def other_dice(
    template: Template,
    starts: Mapping[str, Start],
    choice: SurfaceChoice,
    faults: FaultProfile,
    seed: int,
) -> Callable[[Trajectory], ToolCaller]:
    """Serve a rollout's task anew with another seed: what `traffic.own_worlds` replays calls on.

    `starts` holds each task's opening by its id; `seed` must differ from the run's.
    """

    def serve(trajectory: Trajectory) -> ToolCaller:
        session = Session(template, starts[trajectory.task], choice, faults=faults, seed=seed)
        return session.call

    return serve
