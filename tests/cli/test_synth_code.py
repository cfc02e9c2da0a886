"""`nex synth --repo`: which repository is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from nex.cli.synth_code import project_named, synth_repos
from nex.errors import InputError


def test_a_shipped_program_is_found_by_its_name() -> None:
    assert project_named("roster").name == "roster"


def test_a_name_of_nothing_lists_what_ships() -> None:
    with pytest.raises(InputError, match="shipped: arith, ledger, roster, routes, tabular"):
        project_named("nothing")


def test_a_repository_stands_alone(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="stands alone"):
        synth_repos(["ledger"], (1, 0), ("a spec.md",), out=tmp_path, json=False)
