"""The verbs: their options and their help; each body lives in a module of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="nex",
    help="Turn language into training grounds for agents.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: nex make --example library",
)

Out = Annotated[Path, typer.Option("--out", "-o", help="Folder that results are written under.")]
Seed = Annotated[int, typer.Option(help="The one number that everything random derives from.")]
AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable result on stdout.")]
ModelName = Annotated[
    str,
    typer.Option(
        "--model",
        "-m",
        help="teacher (offline planner; teacher:slip=0.1 weakens it), openai/NAME for any "
        "OpenAI-compatible endpoint, or a litellm name.",
    ),
]
BaseUrl = Annotated[
    str | None, typer.Option(help="The endpoint of openai/NAME; else OPENAI_BASE_URL.")
]
Price = Annotated[
    str | None,
    typer.Option(
        metavar="IN,OUT", help="US dollars per million tokens, for a model nex has no price of."
    ),
]
MaxCost = Annotated[
    float | None, typer.Option(help="Stop admitting rollouts at this many US dollars.")
]
SandboxName = Annotated[
    str,
    typer.Option(
        "--sandbox", help="Where the tools run: direct, inprocess (MCP) or process (MCP, stdio)."
    ),
]
Concurrency = Annotated[int, typer.Option("--concurrency", "-c", min=1, help="Rollouts at once.")]
Repeats = Annotated[int, typer.Option("-k", min=1, help="Rollouts per task.")]


@app.command()
def make(  # noqa: PLR0913 - a command's options are its parameters
    spec: Annotated[Path | None, typer.Argument(help="A spec: Markdown in English.")] = None,
    *,
    example: Annotated[
        str | None, typer.Option(help="A shipped spec instead: library, hotel, ...")
    ] = None,
    model: ModelName = "teacher",
    k: Repeats = 1,
    max_cost: MaxCost = None,
    base_url: BaseUrl = None,
    price: Price = None,
    seed: Seed = 0,
    tasks: Annotated[int, typer.Option(min=1, help="Tasks to draw.")] = 260,
    sandbox: SandboxName = "inprocess",
    concurrency: Concurrency = 16,
    out: Out = Path(),
    json: AsJson = False,
) -> None:
    """From a spec to an environment, verified trajectories, scores, datasets and a report."""
    from nex.cli.make import Request, make

    raise typer.Exit(
        make(
            Request(
                spec=spec,
                example=example,
                model=model,
                repeats=k,
                max_cost=max_cost,
                base_url=base_url,
                price=price,
                seed=seed,
                tasks=tasks,
                sandbox=sandbox,
                concurrency=concurrency,
                out=out,
                json=json,
            )
        )
    )
