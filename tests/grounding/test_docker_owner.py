"""Whose a container is: only what is ours, and whose owner has ended, is nobody's."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from nex.grounding.docker.owner import (
    LEASE,
    OWNER,
    RUN,
    Owner,
    is_orphan,
    labels_of,
    owner_from,
    this_process,
)


def ended_process() -> Owner:
    code = "from nex.grounding.docker.owner import this_process; print(this_process().text)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    found = owner_from(done.stdout.strip())
    assert found is not None
    return found


def test_this_process_is_here() -> None:
    owner = this_process()
    assert owner.pid == os.getpid()
    assert not owner.gone
    assert owner_from(owner.text) == owner
    assert not is_orphan(labels_of(owner, "run", 60))


def test_an_ended_process_is_gone_and_what_it_left_is_an_orphan() -> None:
    owner = ended_process()
    assert owner.gone
    assert is_orphan(labels_of(owner, "run", 3600))


def test_a_later_process_with_the_same_number_is_another() -> None:
    assert replace(this_process(), started="1").gone


def test_a_process_of_another_machine_counts_as_alive_until_its_lease_ends() -> None:
    owner = replace(this_process(), machine="elsewhere", pid=1, started="1")
    assert not owner.gone
    assert not is_orphan(labels_of(owner, "run", 60))
    assert is_orphan(labels_of(owner, "run", 60) | {LEASE: str(int(time.time()) - 1)})


@pytest.mark.parametrize(
    "labels",
    [{}, {RUN: "nex-1", LEASE: "1"}, {OWNER: ""}, {OWNER: "true", LEASE: "1"}, {OWNER: "a:b:c"}],
)
def test_what_carries_no_label_of_ours_is_nobodys_to_remove(labels: dict[str, str]) -> None:
    assert not is_orphan(labels)
