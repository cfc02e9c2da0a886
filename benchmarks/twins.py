"""Twins of recorded servers: agreement on calls that they have not seen, beside a stranger's."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from statistics import fmean

from figures import Figure, show

from nex.grounding.recordings.agreement import Agreement, Stranger, agreement, hold_out
from nex.grounding.recordings.shelf import shipped_recordings

HEAD = "server                calls  held   exact  shape   kind    fit   | a stranger: same order"


def main(_quick: bool) -> Sequence[Figure]:
    """Hold a quarter of every server's calls out, offline; quick or not, it takes seconds."""
    ours: list[Agreement] = []
    theirs: list[Agreement] = []
    sys.stderr.write(HEAD + "\n")
    for name, recording in shipped_recordings().items():
        known, held = hold_out(recording)
        ours.append(agreement(known, held))
        theirs.append(agreement(known, held, Stranger))
        row = f"{name:<20}{len(recording.calls):7}{len(held):6}  {_shares(ours[-1])}"
        sys.stderr.write(f"{row}   | {_shares(theirs[-1])}\n")
    return [
        Figure("servers recorded", len(ours), "", bar=10),
        Figure("held-out calls", sum(one.calls for one in ours), ""),
        *(
            figure
            for share in ("exact", "shape", "kind", "fit")
            for figure in (
                Figure(f"{share}, twin", _mean(ours, share), "share"),
                Figure(f"{share}, stranger", _mean(theirs, share), "share", better="lower"),
            )
        ),
    ]


def _shares(one: Agreement) -> str:
    return f"{one.exact:6.2f}{one.shape:7.2f}{one.kind:7.2f}{one.fit:7.2f}"


def _mean(found: Sequence[Agreement], share: str) -> float:
    return fmean(float(getattr(one, share)) for one in found if one.calls)


if __name__ == "__main__":
    show(__doc__, main)
