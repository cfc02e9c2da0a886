"""Worlds become specs: the whole of a World in controlled English, in one of many wordings."""

from __future__ import annotations

from nex.data.streams import Stream
from nex.data.world import World
from nex.language.reading.echoes import mount_sentence
from nex.language.writing.actions import action_lines
from nex.language.writing.examples import example_lines
from nex.language.writing.pace import pace_lines
from nex.language.writing.rules import rule_lines
from nex.language.writing.things import count_lines, thing_lines
from nex.language.writing.wordings import Choice


def write_spec(world: World, stream: Stream | None = None) -> str:
    """The World as a spec that reads back as the same World.

    The stream picks among wordings and layouts; without one the wording is canonical.
    """
    choice = Choice(stream)
    parts = [
        f"# {world.name}",
        *_section("## Things", [*thing_lines(world, choice), *count_lines(world, choice)]),
        *_section("## What can be done", action_lines(world, choice)),
        *_section("## Rules", rule_lines(world, choice)),
        *_section("## Pace", pace_lines(world, choice)),
        *_section("## Servers", [f"{mount_sentence(mount)}." for mount in world.mounts]),
        *_section("## Examples", example_lines(world, choice)),
        *_section("## Notes", list(world.notes)),
    ]
    return "\n\n".join(parts) + "\n"


def _section(title: str, lines: list[str]) -> list[str]:
    return [title, *_parted(lines)] if lines else []


def _parted(lines: list[str]) -> list[str]:
    """A rule between a list under a colon and a bullet of its own, which would continue it."""
    found: list[str] = []
    led = False
    for line in lines:
        if led and line.startswith("- "):
            found.append("---")
            led = False
        led = led or ":\n\n- " in line
        led = led and (":\n\n- " in line or line.startswith("- "))
        found.append(line)
    return found
