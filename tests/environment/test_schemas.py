"""The published JSON Schemas: current, shipped, and true of what nex writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Protocol, cast

import pytest
from jsonschema import Draft202012Validator

from nex.data.environment import EnvironmentCard
from nex.data.jsons import Json
from nex.data.streams import Stream
from nex.data.world import World
from nex.environment.environment import Environment
from nex.environment.folder import read_environment, write_environment
from nex.environment.schemas import PUBLISHED, schema_file
from nex.environment.shipped import shipped_schema
from nex.language.reading.reader import read_spec
from nex.language.sampling.worlds import random_world
from nex.synthesis.blueprints import draw_blueprints
from nex.synthesis.synthesize import synthesize
from nex.worlds.populate import populate
from nex.worlds.surface import signatures

ROOT = Path(__file__).parents[2]
SPECS = (*(ROOT / "specs").glob("*.md"), *(ROOT / "tests" / "data" / "specs").glob("*.md"))


class Validator(Protocol):
    def is_valid(self, instance: object) -> bool: ...
    def validate(self, instance: object) -> None: ...


def validator(name: str) -> Validator:
    schema = json.loads(shipped_schema(name))
    Draft202012Validator.check_schema(schema)
    return cast("Validator", Draft202012Validator(schema))


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_published_schema_is_that_of_its_record(name: str) -> None:
    assert schema_file(name) == shipped_schema(name), "run: make schemas"


def test_worlds_of_specs_and_of_chance_fit_the_schema() -> None:
    whole = validator("world")
    for path in SPECS:
        whole.validate(read_spec(path.read_text(), str(path)).world.model_dump(mode="json"))
    for seed in range(60):
        whole.validate(random_world(Stream("schemas", seed)).model_dump(mode="json"))


def test_a_world_that_does_not_fit_the_record_does_not_fit_the_schema() -> None:
    whole = validator("world")
    world = read_spec(SPECS[0].read_text(), "spec").world.model_dump(mode="json")
    wrong: tuple[Json, ...] = (
        {"entitys": []},
        {"name": 3},
        {"schema_version": "nex.world/2"},
        {"rules": [{"condition": {"kind": "sometimes"}}]},
        {"actions": [{"verb": "lend"}]},
    )
    for broken in (world | one for one in wrong):
        assert not whole.is_valid(broken)
        with pytest.raises(ValueError, match="validation error"):
            World.model_validate_json(json.dumps(broken))


def test_every_file_of_an_environment_fits_the_schema_that_it_names(tmp_path: Path) -> None:
    world = read_spec((ROOT / "specs" / "library.md").read_text(), "library.md").world
    template = populate(world, 0)
    drawn = synthesize(template, 20, seed=0)
    plans = draw_blueprints(world, signatures(world), 0, 40)
    card = EnvironmentCard(
        name=world.name,
        world=world.digest,
        seed=0,
        state=template.digest,
        blueprints=tuple(plan.name for plan in plans),
    )
    made = Environment(card, world, tuple(drawn.tasks), plans, tuple(drawn.proofs))
    folder = write_environment(made, tmp_path)
    files = [path for path in folder.rglob("*.json") if path.parent.name != "schemas"]
    assert len(files) == 3 + len(plans)
    for path in files:
        content = json.loads(path.read_text())
        named = path.parent / content["$schema"]
        assert named.read_bytes() == shipped_schema(named.stem)
        validator(named.stem).validate(content)
    for name in ("task", "proof"):
        for line in (folder / f"{name}s.jsonl").read_text().splitlines():
            validator(name).validate(json.loads(line))
    assert read_environment(folder, proofs=True) == made
