"""The verbs about specs: check, which reads them, and synth, which makes environments of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nex.cli.options import (
    AllowUnpriced,
    Architectures,
    AsJson,
    BaseUrl,
    Blueprints,
    Checked,
    CraftedNames,
    Dialect,
    Difficulty,
    KitOut,
    KitsFolder,
    Length,
    Manual,
    Out,
    Paraphrases,
    Price,
    Repos,
    Sample,
    SchemaFile,
    Seed,
    ServerNames,
    SharedThings,
    SpecOut,
    Tasks,
    WriterCache,
    WriterCost,
    WriterName,
    Yes,
)

CACHE = Path(".nex/writer")


def check(  # noqa: PLR0913 - a command's options are its parameters
    target: Checked,
    *,
    write: Annotated[
        bool,
        typer.Option("--write", help="Put the rewrites into the spec; make ENV anew beside it."),
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Fail (2) on guesses.")] = False,
    writer: WriterName = None,
    yes: Yes = False,
    writer_cache: WriterCache = CACHE,
    max_cost: WriterCost = None,
    base_url: BaseUrl = None,
    price: Price = None,
    allow_unpriced: AllowUnpriced = False,
    json: AsJson = False,
) -> None:
    """What holds and what does not: the reading of a spec, the proofs of an environment, a run."""
    if target.is_dir():
        from nex.cli.checking import check_folder
        from nex.errors import InputError

        if strict or writer is not None:
            raise InputError(f"{target}: --strict and --writer are about specs, this is a folder")
        raise typer.Exit(check_folder(target, write=write, json=json))
    from nex.cli.check import Wanted, check
    from nex.cli.writing import pen_of

    asked = (base_url, price, max_cost, allow_unpriced)
    pen = pen_of(writer, asked, writer_cache, yes=yes)
    raise typer.Exit(check(target, Wanted(write, strict, pen), json=json))


def synth(  # noqa: PLR0913
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar='[SPEC | "LINE"...]', help='Specs, or lines: "a bike rental".'),
    ] = None,
    *,
    sample: Sample = None,
    server: ServerNames = None,
    crafted: CraftedNames = None,
    repo: Repos = None,
    schema: SchemaFile = None,
    kits: KitsFolder = None,
    shared: SharedThings = False,
    spec_out: SpecOut = None,
    writer: WriterName = None,
    kit_out: KitOut = None,
    architecture: Architectures = None,
    paraphrase: Paraphrases = 0,
    yes: Yes = False,
    writer_cache: WriterCache = CACHE,
    max_cost: WriterCost = None,
    base_url: BaseUrl = None,
    price: Price = None,
    allow_unpriced: AllowUnpriced = False,
    seed: Seed = 0,
    tasks: Tasks = 260,
    blueprints: Blueprints = 7,
    dialect: Dialect = "plain",
    difficulty: Difficulty = None,
    length: Length = None,
    manual: Manual = 0,
    out: Out = Path(),
    json: AsJson = False,
) -> None:
    """Environments: worlds, proved tasks and gated architectures, without rollouts."""
    if repo:
        from nex.cli.synth_code import synth_repos

        others = (*(sources or ()), sample, server, crafted, schema, writer)
        raise typer.Exit(synth_repos(repo, (tasks, seed), others, out=out, json=json))
    if crafted:
        from nex.cli.synth_crafted import synth_crafted

        others = (*(sources or ()), sample, server, schema, writer)
        raise typer.Exit(synth_crafted(crafted, (tasks, seed), others, out=out, json=json))
    if server:
        from nex.cli.synth_server import synth_servers

        others = (*(sources or ()), sample, schema, writer)
        raise typer.Exit(synth_servers(server, (tasks, seed), others, out=out, json=json))
    from nex.cli.recipes import recipe_of
    from nex.cli.synth import Wanted, synth
    from nex.cli.writing import pen_of, with_pen

    asked = (base_url, price, max_cost, allow_unpriced)
    pen = pen_of(writer, asked, writer_cache, yes=yes)
    wanted = Wanted(tuple(sources or ()), sample, schema, kits, spec_out, pen, shared, kit_out)
    recipe = recipe_of((seed, tasks, blueprints), dialect, (difficulty, length), manual)
    recipe = with_pen(recipe, pen, architecture, paraphrase)
    raise typer.Exit(synth(wanted, recipe, out=out, json=json))
