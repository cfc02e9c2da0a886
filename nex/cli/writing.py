"""`--writer MODEL`: who writes, at what price; what was written is shown before it counts."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from nex.cli.acting import OFFLINE, asked_model, price_of
from nex.cli.console import console
from nex.cli.sources import Source, replace_text, spec_source
from nex.data.jsons import Json, JsonValue
from nex.errors import InputError
from nex.models.resolve import Terms as ModelTerms, closing
from nex.pipeline.penning import Penned
from nex.pipeline.synthesizing import Recipe
from nex.synthesis.writer.asking import Terms, Writer
from nex.synthesis.writer.letters import shown
from nex.synthesis.writer.lines import Rewriting, rewrite_lines
from nex.synthesis.writer.memory import Memory


@dataclass(frozen=True, slots=True)
class Pen:
    """A writer as it was asked for on the command line."""

    writer: Writer
    yes: bool = False
    """Whether people need not be asked."""

    @property
    def open(self) -> AbstractAsyncContextManager[object]:
        """Its connections, for as long as the block runs."""
        return closing(self.writer.model)


def pen_of(
    model: str | None,
    asked: tuple[str | None, str | None, float | None, bool],
    cache: Path,
    *,
    yes: bool,
) -> Pen | None:
    """The writer of a command's options; `asked`: base URL, price, limit, unpriced allowed.

    None where no model is named. Raises InputError for one that cannot write.
    """
    if model is None:
        return None
    if model.partition(":")[0] in OFFLINE:
        raise InputError(
            f"--writer {model}: is a program that writes nothing; name a language model, "
            "such as openai/NAME with --base-url, or a litellm name"
        )
    base_url, price, max_cost, unpriced = asked
    terms = ModelTerms(base_url, price=price_of(price), unpriced=unpriced)
    found = asked_model(model, terms, max_cost)
    return Pen(Writer(found, Terms(max_cost=max_cost, memory=Memory(cache))), yes)


def with_pen(
    recipe: Recipe, pen: Pen | None, architectures: Sequence[str] | None, paraphrases: int
) -> Recipe:
    """The recipe with what the writer shall add; InputError where there is no writer for it."""
    if not architectures and not paraphrases:
        return recipe
    if pen is None:
        option = "--architecture" if architectures else "--paraphrase"
        raise InputError(f"{option} needs somebody who writes: --writer MODEL")
    penned = Penned(pen.writer, tuple(architectures or ()), paraphrases)
    return replace(recipe, penned=penned)


def opened(pen: Pen | None) -> AbstractAsyncContextManager[object]:
    """The writer's connections, where there is a writer."""
    return nullcontext() if pen is None else pen.open


@dataclass(frozen=True, slots=True)
class Rewrote:
    """What came of rewriting a spec: the source from now on, and what was proposed."""

    source: Source
    found: Rewriting
    written: bool
    """Whether the file holds it now."""

    def json(self, writer: Writer) -> Json:
        """The same for machines."""
        kept: list[JsonValue] = [
            {
                "line": one.statement.line,
                "text": one.statement.text,
                "says": [*one.says],
                "means": [*one.means],
            }
            for one in self.found.kept
        ]
        refused: list[JsonValue] = [
            {"line": one.statement.line, "text": one.statement.text, "reason": one.reason}
            for one in self.found.refused
        ]
        return {
            "model": writer.name,
            "asked": writer.asked,
            "remembered": writer.remembered,
            "cost": writer.cost,
            "written": self.written,
            "rewritten": kept,
            "refused": refused,
        }


async def rewritten(source: Source, pen: Pen) -> Rewrote:
    """The spec with what its writer rewrote, once a person agrees; else as it was."""
    screen = console()
    found = await rewrite_lines(source.text, source.path, pen.writer)
    screen.print(f"  writer    {spent(pen.writer)}")
    for refused in found.refused:
        line = f"{source.path}:{refused.statement.line}"
        screen.print(f"  as it was {shown(line)}  {shown(_short(refused.reason))}")
    if not found.kept:
        return Rewrote(source, found, written=False)
    screen.print(f"\n{found.diff}\n")
    for one in found.kept:
        for means in one.means:
            screen.print(f"  {one.statement.line:4}  -> {means}")
    if not (pen.yes or agreed(f"Write {len(found.kept)} rewritten lines to {source.path}?")):
        screen.print(f"  {source.path}: left as it was")
        return Rewrote(source, found, written=False)
    if spec_source(Path(source.path), None).text != source.text:
        raise InputError(
            f"{source.path}: was edited meanwhile, so nothing was written; the same command again "
            "asks only about what is new"
        )
    replace_text(Path(source.path), found.text)
    screen.print(f"  {source.path}: {len(found.kept)} lines rewritten by {pen.writer.name}")
    return Rewrote(replace(source, text=found.text), found, written=True)


def spent(writer: Writer) -> str:
    """Who was asked how often, and what it cost."""
    remembered = f", {writer.remembered} remembered" if writer.remembered else ""
    cost = f"   ${writer.cost:.4f}" if writer.cost else ""
    return f"{writer.name}: {writer.asked} asked{remembered}{cost}"


def agreed(question: str) -> bool:
    """Whether a person at the terminal says yes; who is not there does not."""
    sys.stderr.write(f"{shown(question)} [y/N] ")
    sys.stderr.flush()
    said = sys.stdin.readline().strip().lower()
    if not said:
        sys.stderr.write("\n")
    return said in ("y", "yes")


def _short(text: str, most: int = 240) -> str:
    return text if len(text) <= most else f"{text[:most]}..."
