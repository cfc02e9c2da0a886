"""A moved clock: what a server's command becomes, and what a program sees of it."""

from __future__ import annotations

import datetime
import subprocess
import sys
import time

import pytest

from nex.grounding.clock import SECONDS, ahead

SEES = (
    "import datetime, time, sys; assert isinstance(datetime.datetime(2000, 1, 1), datetime.date); "
    "print(int(time.time()), datetime.datetime.now().timestamp(), datetime.date.today(), sys.argv[1])"
)


def test_a_program_of_python_lives_later() -> None:
    command = ahead(("python", "-c", SEES, "kept"))
    assert command is not None
    said = subprocess.run(
        [sys.executable, *command[1:]], capture_output=True, text=True, check=True
    )
    seconds, moment, day, argument = said.stdout.split()
    later = time.time() + SECONDS
    assert abs(int(seconds) - later) < 60
    assert abs(float(moment) - later) < 60
    assert day == str(datetime.datetime.fromtimestamp(float(moment)).date())  # noqa: DTZ006
    assert argument == "kept"


@pytest.mark.parametrize(
    ("command", "start"),
    [
        (("python", "-m", "mcp_server_git", "-r", "x"), ("python", "-c")),
        (("node", "/opt/index.js", "x"), ("node", "--import")),
    ],
)
def test_arguments_stay_behind_the_clock(command: tuple[str, ...], start: tuple[str, ...]) -> None:
    found = ahead(command)
    assert found is not None
    assert found[:2] == start
    assert found[-1] == "x"


def test_what_is_neither_python_nor_node_keeps_its_clock() -> None:
    assert ahead(("/usr/bin/server",)) is None
