"""The commands of `nex tools` that keep the catalogue: their options and their help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from nex.cli.options import AsJson

Names = Annotated[
    list[str] | None, typer.Argument(metavar="[NAME...]", help="Servers; all if none is named.")
]
Where = Annotated[
    Literal["docker", "process"],
    typer.Option(help="process: on this machine, contained by nothing; where there is no engine."),
]


def list_tools(*, json: AsJson = False) -> None:
    """The servers of the catalogue, with their pins."""
    from nex.cli.tools import list_servers

    raise typer.Exit(list_servers(json=json))


def add_tools(  # noqa: PLR0913 - a command's options are its parameters
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE",
            help="pypi:NAME==VERSION, npm:NAME@VERSION, an mcpServers config or a server.json.",
        ),
    ],
    arguments: Annotated[
        list[str] | None, typer.Argument(metavar="[-- ARG...]", help="Arguments of the server.")
    ] = None,
    *,
    name: Annotated[str | None, typer.Option(help="What the catalogue calls it.")] = None,
    pin: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME==VERSION", help="Another package that it needs just so."),
    ] = None,
    memory: Annotated[int, typer.Option(min=64, max=8192, help="MiB that it may use.")] = 512,
    check: Annotated[
        bool, typer.Option("--check/--no-check", help="Start it, call it, pin its tools.")
    ] = True,
    sandbox: Where = "docker",
    json: AsJson = False,
) -> None:
    """Add servers: lock their packages, describe them in servers/, check them, pin their tools."""
    from nex.cli.tools import Addition, add

    addition = Addition(
        name, tuple(arguments or ()), tuple(pin or ()), memory, check, sandbox == "process"
    )
    raise typer.Exit(add(source, addition, json=json))


def check_tools(
    names: Names = None,
    *,
    pin: Annotated[
        bool, typer.Option("--pin", help="Take over the tools and resets that are found.")
    ] = False,
    sandbox: Where = "docker",
    json: AsJson = False,
) -> None:
    """Start servers in containers, list, call and profile them, prove how they are reset."""
    from nex.cli.tools import check

    raise typer.Exit(check(names or (), pin=pin, bare=sandbox == "process", json=json))


def meet_hostile(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME...]", help="Behaviours of the kit; all if none is named."),
    ] = None,
    *,
    sandbox: Where = "docker",
    json: AsJson = False,
) -> None:
    """Meet servers that do what no server should, and say what held."""
    from nex.cli.hostile import hostile

    raise typer.Exit(hostile(names or (), bare=sandbox == "process", json=json))


def try_escapes(*, json: AsJson = False) -> None:
    """Try the known ways out of a container from inside one; none may succeed."""
    from nex.cli.hostile import escapes

    raise typer.Exit(escapes(json=json))


def record_tools(
    names: Names = None,
    *,
    run: Annotated[
        Path | None,
        typer.Option(metavar="RUN", help="What agents asked in this run, not a live server."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of the files.")] = Path(
        "recordings"
    ),
    json: AsJson = False,
) -> None:
    """Record what servers answer: tools, calls, replies, errors, sizes, times. nex serve plays it."""
    from nex.cli.recordings import record, record_run
    from nex.errors import InputError

    if run is not None and names:
        raise InputError("give names of servers, or --run RUN, and not both")
    if run is not None:
        raise typer.Exit(record_run(run, out, json=json))
    raise typer.Exit(record(names or (), out, json=json))
