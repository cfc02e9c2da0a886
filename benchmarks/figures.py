"""What every benchmark prints: named figures with their aim and bar, for people or as JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal


@dataclass(frozen=True)
class Figure:
    """One measured figure; `aim` is to be reached for, `bar` must be passed."""

    name: str
    value: float
    unit: str
    aim: float | None = None
    bar: float | None = None
    better: Literal["higher", "lower"] = "higher"


def show(description: str | None, measure: Callable[[bool], Sequence[Figure]]) -> None:
    """Read `--quick` and `--json`, measure, print."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, under 40 s")
    parser.add_argument("--json", action="store_true", help="figures for machines")
    options = parser.parse_args()
    found = measure(options.quick)
    if options.json:
        print(json.dumps({"figures": [asdict(figure) for figure in found]}))
        return
    for figure in found:
        print(f"{figure.name:44} {figure.value:10.4g} {figure.unit:10}{_remark(figure)}")


def _remark(figure: Figure) -> str:
    sign = ">=" if figure.better == "higher" else "<="
    parts = [
        f"{name} {sign} {value:g}"
        for name, value in (("aim", figure.aim), ("bar", figure.bar))
        if value is not None
    ]
    return "  " + ", ".join(parts)
