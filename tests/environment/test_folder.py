"""An Environment and its folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from nex.data.blueprint import Blueprint
from nex.data.environment import EnvironmentCard
from nex.data.task import Task
from nex.data.world import World
from nex.environment.folder import Environment, read_environment, write_environment
from nex.errors import InputError
from tests.plant import library


def test_an_environment_comes_back_as_it_was_written(
    tmp_path: Path, tasks: list[Task], blueprints: list[Blueprint]
) -> None:
    """Its blueprints, too, in the order in which they were drawn."""
    world = World(name="library")
    card = EnvironmentCard(
        name="library",
        world=world.digest,
        seed=0,
        state="",
        blueprints=tuple(blueprint.name for blueprint in blueprints),
    )
    environment = Environment(card, world, tuple(tasks), tuple(blueprints))
    folder = write_environment(environment, tmp_path)
    assert read_environment(folder) == environment
    assert read_environment(folder).name == folder.name


def test_what_was_edited_is_not_taken_for_what_nex_would_write(tmp_path: Path) -> None:
    bare = replace(library(), blueprints=())
    folder = write_environment(bare, tmp_path)
    assert write_environment(bare, tmp_path) == folder
    tasks = folder / "tasks.jsonl"
    tasks.write_text(tasks.read_text().replace("book", "tome"))
    with pytest.raises(InputError, match="was edited"):
        write_environment(bare, tmp_path)
