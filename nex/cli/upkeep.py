"""The verbs about what nex stands on: servers' images, leftovers, what is here and what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from nex.cli.catalogue import (
    add_tools,
    check_tools,
    list_tools,
    meet_hostile,
    record_tools,
    try_escapes,
)
from nex.cli.options import AsJson, Out
from nex.errors import InputError

tools = typer.Typer(no_args_is_help=True)
"""The verb `nex tools`."""
tools.command("list")(list_tools)
tools.command("add")(add_tools)
tools.command("check")(check_tools)
tools.command("record")(record_tools)
tools.command("hostile")(meet_hostile)
tools.command("escapes")(try_escapes)


@tools.command("build")
def build_images(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME...]", help="Servers; all if none is named.")
    ] = None,
    *,
    base: Annotated[
        Literal["auto", "pull", "local"],
        typer.Option(help="Pull the base image, make it from this machine, or see what works."),
    ] = "auto",
    json: AsJson = False,
) -> None:
    """Build the images that servers run in; what is there already is left as it is."""
    from nex.cli.images import build

    raise typer.Exit(build(names or (), base, json=json))


def clean(
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what running processes of nex still use.")
    ] = False,
    images: Annotated[
        bool, typer.Option("--images", help="Instead: images that nobody asked for lately.")
    ] = False,
    days: Annotated[
        float, typer.Option(min=0, help="With --images: not asked for in so many days.")
    ] = 7,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be removed.")] = False,
    json: AsJson = False,
) -> None:
    """Remove what is ours from Docker: containers, networks and volumes by label, nothing else."""
    from nex.cli.clean import clean, clean_unused

    if images and everything:
        raise InputError("--images stands alone: no --all; --days 0 means all without a container")
    if images:
        raise typer.Exit(clean_unused(days, dry_run=dry_run, json=json))
    raise typer.Exit(clean(everything=everything, dry_run=dry_run, json=json))


def doctor(*, out: Out = Path(), json: AsJson = False) -> None:
    """Say what is here, what is missing and how to get it."""
    from nex.cli.doctor import doctor

    raise typer.Exit(doctor(out, json=json))
