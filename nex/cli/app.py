"""The verbs: their options and their help; each body lives in a module of its own."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from nex.cli.authoring import CACHE, check, synth
from nex.cli.options import (
    AllowUnpriced,
    Architectures,
    AsJson,
    BaseUrl,
    Best,
    Blueprints,
    CacheFile,
    Concurrency,
    DatasetFolder,
    Dialect,
    Difficulty,
    EnvOrNone,
    EnvOrRun,
    EnvPath,
    EnvPaths,
    Example,
    Formats,
    HtmlFile,
    Length,
    Limit,
    Manual,
    MaxCost,
    ModelName,
    Out,
    Paraphrases,
    Port,
    Price,
    Repeats,
    Replay,
    Resume,
    RunPath,
    SandboxName,
    Seed,
    ServedModel,
    SpecPath,
    Streaming,
    TaskId,
    Tasks,
    UserModel,
    VerdictFile,
    WriterCache,
    WriterName,
    Yes,
)
from nex.cli.upkeep import clean, doctor, tools

app = typer.Typer(
    name="nex",
    help="Turn language into training grounds for agents.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: nex make --example library",
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(version("nex-synth"))
        raise typer.Exit


@app.callback()
def nex(
    _: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Turn language into training grounds for agents."""


@app.command()
def make(  # noqa: PLR0913 - a command's options are its parameters
    spec: SpecPath = None,
    *,
    example: Example = None,
    model: ModelName = "teacher",
    k: Repeats = 1,
    max_cost: MaxCost = None,
    base_url: BaseUrl = None,
    price: Price = None,
    allow_unpriced: AllowUnpriced = False,
    cache: CacheFile = None,
    stream: Streaming = False,
    user: UserModel = None,
    writer: WriterName = None,
    architecture: Architectures = None,
    paraphrase: Paraphrases = 0,
    yes: Yes = False,
    writer_cache: WriterCache = CACHE,
    seed: Seed = 0,
    tasks: Tasks = 260,
    blueprints: Blueprints = 7,
    dialect: Dialect = "plain",
    difficulty: Difficulty = None,
    length: Length = None,
    manual: Manual = 0,
    sandbox: SandboxName = "inprocess",
    concurrency: Concurrency = 16,
    out: Out = Path(),
    json: AsJson = False,
) -> None:
    """Everything: from a spec to an environment, verified trajectories, datasets and a report."""
    from nex.cli.acting import Acting
    from nex.cli.make import make
    from nex.cli.recipes import recipe_of
    from nex.cli.writing import pen_of, with_pen

    asked = (allow_unpriced, cache, stream, user)
    acting = Acting(model, base_url, price, k, max_cost, sandbox, concurrency, *asked)
    recipe = recipe_of((seed, tasks, blueprints), dialect, (difficulty, length), manual)
    pen = pen_of(writer, (base_url, price, max_cost, allow_unpriced), writer_cache, yes=yes)
    recipe = with_pen(recipe, pen, architecture, paraphrase)
    raise typer.Exit(make(spec, example, acting=acting, recipe=recipe, pen=pen, out=out, json=json))


app.command()(check)
app.command()(synth)


@app.command()
def run(  # noqa: PLR0913
    environments: EnvPaths = None,
    *,
    resume: Resume = None,
    replay: Replay = None,
    model: ModelName = "teacher",
    k: Repeats = 1,
    max_cost: MaxCost = None,
    base_url: BaseUrl = None,
    price: Price = None,
    allow_unpriced: AllowUnpriced = False,
    cache: CacheFile = None,
    stream: Streaming = False,
    user: UserModel = None,
    limit: Limit = None,
    sandbox: SandboxName = "inprocess",
    concurrency: Concurrency = 16,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would run.")] = False,
    out: Out = Path(),
    json: AsJson = False,
) -> None:
    """Rollouts in batch: every task of the environments, k times, through their architectures."""
    from nex.cli.acting import Acting
    from nex.cli.replay import replay as play_again
    from nex.cli.run import Wanted, run
    from nex.errors import InputError

    if replay is not None:
        if environments or resume:
            raise InputError("--replay RUN stands alone: it runs what RUN ran")
        raise typer.Exit(play_again(replay, json=json))
    asked = (allow_unpriced, cache, stream, user)
    acting = Acting(model, base_url, price, k, max_cost, sandbox, concurrency, *asked)
    wanted = Wanted(tuple(environments or ()), resume, limit, dry_run)
    raise typer.Exit(run(wanted, acting, out=out, json=json))


@app.command()
def show(
    target: EnvOrRun,
    name: Annotated[
        str | None, typer.Argument(metavar="[TRAJECTORY|TASK]", help="One of its parts.")
    ] = None,
    *,
    html: HtmlFile = None,
    step: Annotated[
        bool, typer.Option("--step", help="Leaf through a trajectory, turn by turn.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Look at an environment, a run, or one trajectory with its state diff and verdict."""
    from nex.cli.show import show

    raise typer.Exit(show(target, name, html=html, json=json, step=step))


@app.command()
def score(
    target: EnvOrRun,
    *,
    gate: Annotated[bool, typer.Option("--gate", help="Fail (1) below a floor.")] = False,
    json: AsJson = False,
) -> None:
    """Complexity, diversity, fidelity, incoherence: a vector, never one number."""
    from nex.cli.score import score

    raise typer.Exit(score(target, gate=gate, json=json))


@app.command()
def export(
    run: RunPath,
    *,
    to: Formats = "trl,openai,atif",
    best: Best = None,
    out: DatasetFolder = None,
    json: AsJson = False,
) -> None:
    """Datasets from a run, each with its loss report."""
    from nex.cli.export import export

    raise typer.Exit(export(run, to=to, best=best, out=out, json=json))


@app.command()
def play(environment: EnvPath, *, task: TaskId = None, sandbox: SandboxName = "inprocess") -> None:
    """Take the agent's seat: work on a task with its tools, then see the verdict."""
    from nex.cli.play import play

    raise typer.Exit(play(environment, task=task, sandbox=sandbox))


@app.command()
def serve(  # noqa: PLR0913
    environment: EnvOrNone = None,
    *,
    task: TaskId = None,
    verdict: VerdictFile = None,
    model: ServedModel = None,
    base_url: BaseUrl = None,
    http: Port = None,
) -> None:
    """An environment as an MCP server (stdio, or HTTP on loopback); or a model as an endpoint.

    The endpoint of a model is OpenAI-compatible: any agent project can be driven by it.
    """
    from nex.cli.serve import serve
    from nex.cli.serve_model import serve_model
    from nex.errors import InputError

    if (environment is None) == (model is None):
        raise InputError("give an environment folder, or --model NAME, and not both")
    if model is not None:
        raise typer.Exit(serve_model(model, base_url=base_url, port=http or 0))
    assert environment is not None, "one of the two was given"
    raise typer.Exit(serve(environment, task=task, verdict=verdict, port=http))


app.add_typer(tools, name="tools", help="Third-party MCP servers and their images.")
app.command()(clean)
app.command()(doctor)
