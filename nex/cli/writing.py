"""`--writer MODEL`: who writes, at what price; what was written is shown before it counts."""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import anyio
from rich.console import Console

from nex.cli.acting import OFFLINE, asked_model, price_of
from nex.cli.console import console
from nex.cli.sources import Source, replace_text
from nex.errors import InputError
from nex.models.resolve import Terms as ModelTerms, closing
from nex.synthesis.writer.asking import Terms, Writer
from nex.synthesis.writer.letters import shown
from nex.synthesis.writer.lines import Rewriting, rewrite_lines
from nex.synthesis.writer.memory import Memory


@dataclass(frozen=True, slots=True)
class Writing:
    """A writer as it was asked for on the command line."""

    model: str
    base_url: str | None = None
    price: str | None = None
    max_cost: float | None = None
    allow_unpriced: bool = False
    cache: Path = Path(".nex/writer")
    yes: bool = False
    """Whether people need not be asked."""

    @asynccontextmanager
    async def writer(self) -> AsyncGenerator[Writer]:
        """The writer, for as long as the block runs; InputError for a model that cannot write."""
        if self.model.partition(":")[0] in OFFLINE:
            raise InputError(
                f"--writer {self.model}: is a program that writes nothing; name a language model, "
                "such as openai/NAME with --base-url, or a litellm name"
            )
        terms = ModelTerms(self.base_url, None, price_of(self.price), self.allow_unpriced)
        model = asked_model(self.model, terms, self.max_cost)
        async with closing(model):
            yield Writer(model, Terms(max_cost=self.max_cost, memory=Memory(self.cache)))


def writing_of(
    model: str | None,
    asked: tuple[str | None, str | None, float | None, bool],
    cache: Path,
    *,
    yes: bool,
) -> Writing | None:
    """The writer of a command's options; `asked`: base URL, price, limit, unpriced allowed."""
    return None if model is None else Writing(model, *asked, cache, yes)


def rewritten(source: Source, writing: Writing) -> Source:
    """The spec with what its writer rewrote, once a person agrees; else as it was."""
    screen = console()
    found = anyio.run(_rewrite, source, writing, screen)
    for refused in found.refused:
        line = f"{source.path}:{refused.statement.line}"
        screen.print(f"  kept      {shown(line)}  {shown(_short(refused.reason))}")
    if not found.kept:
        return source
    screen.print(f"\n{found.diff}\n")
    if not (writing.yes or agreed(f"Write {len(found.kept)} rewritten lines to {source.path}?")):
        screen.print(f"  {source.path}: left as it was")
        return source
    replace_text(Path(source.path), found.text)
    screen.print(f"  {source.path}: {len(found.kept)} lines rewritten by {writing.model}")
    return replace(source, text=found.text)


async def _rewrite(source: Source, writing: Writing, screen: Console) -> Rewriting:
    async with writing.writer() as writer:
        found = await rewrite_lines(source.text, source.path, writer)
        screen.print(f"  writer    {spent(writer)}")
        return found


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
