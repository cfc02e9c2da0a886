"""Options and arguments that several verbs share: their names, bounds and help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

SpecPath = Annotated[
    Path | None, typer.Argument(metavar="[SPEC]", help="A workplace in English, in Markdown.")
]
Example = Annotated[
    str | None, typer.Option(metavar="NAME", help="A shipped spec instead: library, hotel, ...")
]


def _located(path: Path | None) -> Path | None:
    """A shipped environment may be named without its folder."""
    from nex.environment.shipped import located  # noqa: PLC0415 - help needs none of it

    return None if path is None else located(path)


def _all_located(paths: list[Path] | None) -> list[Path] | None:
    return [path for each in paths or () if (path := _located(each)) is not None]


EnvPath = Annotated[
    Path,
    typer.Argument(
        metavar="ENV",
        help="A folder under environments/, or a shipped one: git-history.",
        callback=_located,
    ),
]
EnvPaths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[ENV...]",
        help="Environment folders, or shipped ones: git-history.",
        callback=_all_located,
    ),
]
Checked = Annotated[
    Path,
    typer.Argument(
        metavar="SPEC|ENV|RUN",
        help="A spec in Markdown, a folder that nex wrote, or a shipped environment.",
        callback=_located,
    ),
]
EnvOrNone = Annotated[
    Path | None,
    typer.Argument(
        metavar="[ENV]",
        help="An environment folder, or a shipped one: git-history.",
        callback=_located,
    ),
]
EnvOrRun = Annotated[
    Path,
    typer.Argument(metavar="ENV|RUN", help="An environment or a run folder.", callback=_located),
]
RunPath = Annotated[Path, typer.Argument(metavar="RUN", help="A folder under runs/.")]
Out = Annotated[Path, typer.Option("--out", "-o", help="Folder that results are written under.")]
Seed = Annotated[int, typer.Option(min=0, help="The number that everything random derives from.")]
AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable result on stdout.")]
ModelName = Annotated[
    str,
    typer.Option(
        "--model",
        "-m",
        help="teacher (the offline planner; teacher:slip=0.1 weakens it), openai/NAME for any "
        "OpenAI-compatible endpoint, or a litellm name.",
    ),
]
BaseUrl = Annotated[
    str | None,
    typer.Option(
        metavar="URL", help="The endpoint of openai/NAME; several: a,b [OPENAI_BASE_URL]."
    ),
]
Price = Annotated[
    str | None,
    typer.Option(metavar="IN,OUT", help="US dollars per million tokens, where nex has no price."),
]
MaxCost = Annotated[
    float | None, typer.Option(min=0, help="Admit no more rollouts at this many US dollars.")
]
AllowUnpriced = Annotated[
    bool,
    typer.Option("--allow-unpriced", help="Let --max-cost meet a model without a known price."),
]
CacheFile = Annotated[
    Path | None, typer.Option("--cache", metavar="FILE", help="Remember replies in this file.")
]
Streaming = Annotated[
    bool, typer.Option("--stream", help="Take replies in pieces: a stalled model is noticed.")
]
SandboxName = Annotated[
    str,
    typer.Option("--sandbox", help="Where tools run: direct, inprocess, process (stdio), docker."),
]
Concurrency = Annotated[int, typer.Option("--concurrency", "-c", min=1, help="Rollouts at once.")]
Repeats = Annotated[int, typer.Option("--repeats", "-k", min=1, help="Rollouts per task.")]
Tasks = Annotated[int, typer.Option(min=1, max=100_000, help="Tasks to draw.")]
Blueprints = Annotated[
    int, typer.Option(min=1, max=1000, help="Architectures to try at the gate, at most.")
]
Dialect = Annotated[
    str,
    typer.Option(
        metavar="NAME|N", help="How the tools show themselves: plain, rest, rpc, ..., or a number."
    ),
]
Difficulty = Annotated[
    str | None,
    typer.Option(
        metavar="A..B", help="Keep tasks of which weakened teachers fail that share: 0.3..0.7."
    ),
]
Length = Annotated[
    str | None,
    typer.Option(metavar="N..M", help="Only chains of so many dependent calls: 4..256."),
]
Manual = Annotated[
    int,
    typer.Option(
        metavar="TOKENS", min=0, max=64_000, help="Put the rules into a manual of that length."
    ),
]
Formats = Annotated[str, typer.Option("--to", help="Formats, comma-separated: trl, openai, atif.")]
Resume = Annotated[
    Path | None,
    typer.Option(metavar="RUN", help="Go on with a run; redo only what is missing."),
]
Replay = Annotated[
    Path | None,
    typer.Option(
        metavar="RUN", help="Make a run again from its recorded replies; fail on a difference."
    ),
]
TaskId = Annotated[str | None, typer.Option(metavar="ID", help="Set this task up.")]
VerdictFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write the verdict there at the end.")
]
ServedModel = Annotated[
    str | None,
    typer.Option("--model", "-m", metavar="NAME", help="A model instead, as nex run names it."),
]
Port = Annotated[
    int | None,
    typer.Option("--http", metavar="PORT", min=0, help="HTTP on loopback; 0: a free port."),
]
Best = Annotated[int | None, typer.Option(min=1, help="The n verified ones that cover the most.")]
DatasetFolder = Annotated[
    Path | None, typer.Option("--out", "-o", help="Folder of the dataset [RUN/dataset].")
]
HtmlFile = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write the report there.")
]
Limit = Annotated[int | None, typer.Option(min=1, help="At most so many tasks each.")]
Sample = Annotated[
    int | None,
    typer.Option(metavar="N", min=1, max=100_000, help="N different worlds from nothing."),
]
SchemaFile = Annotated[
    Path | None,
    typer.Option("--from", metavar="FILE", help="Draft a spec: *.sql, OpenAPI *.json, *.csv."),
]
KitsFolder = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Kits (*.toml) of your own, beside ours.")
]
SharedThings = Annotated[
    bool,
    typer.Option("--shared", help="One environment of all the specs: things called alike are one."),
]
CraftedNames = Annotated[
    list[str] | None,
    typer.Option(
        "--crafted",
        metavar="NAME",
        help="A crafted environment, made anew: git-history, database, ...; may be repeated.",
    ),
]
Repos = Annotated[
    list[str] | None,
    typer.Option(
        "--repo",
        metavar="PATH|NAME",
        help="A repository with a pytest suite, to put bugs into; or ledger, arith, roster, routes, tabular.",
    ),
]
ServerNames = Annotated[
    list[str] | None,
    typer.Option("--server", metavar="NAME", help="A server of the catalogue; may be repeated."),
]
SpecOut = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Where a spec that is written goes.")
]
WriterName = Annotated[
    str | None,
    typer.Option(
        "--writer",
        metavar="MODEL",
        help="A model that rewrites what does not read exactly, named as for --model; the same "
        "reader reads what it writes, and you see the difference first.",
    ),
]
WriterCache = Annotated[
    Path,
    typer.Option(
        "--writer-cache", metavar="DIR", help="Where the writer's replies are kept: asked once."
    ),
]
WriterCost = Annotated[
    float | None,
    typer.Option("--max-cost", min=0, help="Ask the writer no more at this many US dollars."),
]
Yes = Annotated[
    bool, typer.Option("--yes", "-y", help="Write what the writer wrote without asking.")
]
Architectures = Annotated[
    list[str] | None,
    typer.Option(
        "--architecture",
        metavar="TEXT",
        help='An architecture in words that --writer designs: "a lead with two reviewers"; gated '
        "as any other. May be said several times.",
    ),
]
Paraphrases = Annotated[
    int,
    typer.Option(
        "--paraphrase",
        metavar="N",
        min=0,
        help="Let --writer say so many instructions in other words; kept where the goal is "
        "reached from these alone.",
    ),
]
KitOut = Annotated[
    Path | None,
    typer.Option("--kit-out", metavar="FILE", help="Let --writer make a kit of the line, here."),
]
UserModel = Annotated[
    str | None,
    typer.Option(
        "--user",
        metavar="MODEL",
        help="A model that plays the user; it may say only what the user knows, else rules answer.",
    ),
]
