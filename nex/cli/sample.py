"""`nex synth --sample N`: many different worlds from kits, each with its environment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import anyio
from rich.console import Console

from nex.cli.console import ConsoleWatch, console, write_json
from nex.cli.exits import INFRASTRUCTURE, OK
from nex.cli.worlds import file_name, write_text
from nex.data.jsons import Json
from nex.pipeline.many import Entry, Ledger, Plan, make_many
from nex.pipeline.synthesizing import Recipe
from nex.synthesis.kits.sampling import Sampling
from nex.synthesis.kits.shelf import all_kits


def sample(most: int, folder: Path | None, recipe: Recipe, *, out: Path, json: bool) -> int:
    """Make at most `most` environments, fewer where the kits are saturated."""
    screen = console()
    sampling = Sampling(all_kits(folder), recipe.seed)
    parent = out / "environments"
    ledger = Ledger.open(parent, f"sample-{recipe.seed}-{recipe.tasks}-{recipe.blueprints}")
    before = len(ledger.known)
    watch = ConsoleWatch(screen)
    watch.begins("sample", most)
    plans = _plans(sampling, most, out / "specs" / f"sample-{recipe.seed}")
    try:
        entries = anyio.run(make_many, plans, recipe, ledger, watch)
    except KeyboardInterrupt:
        screen.print("  stopped   the same command goes on where this one stopped")
        raise
    watch.ends(_line(entries, before))
    if json:
        write_json(_summary(sampling, entries, ledger))
    _tell(screen, sampling, entries, ledger)
    return OK if any(entry.folder for entry in entries) else INFRASTRUCTURE


def _plans(sampling: Sampling, most: int, folder: Path) -> Iterator[Plan]:
    """The specs of the sample, each written as a file before its environment is made."""
    for number, written in enumerate(sampling.worlds(most), 1):
        path = folder / f"{number:04}-{file_name(written.world.name)}.md"
        write_text(path, written.spec)
        yield Plan(written.world.name, str(path), written.spec)


def _line(entries: list[Entry], before: int) -> str:
    tasks = sum(entry.tasks for entry in entries)
    made = [entry for entry in entries if entry.folder]
    missing = len(entries) - len(made)
    text = f"{len(made)} environments, {tasks} proved tasks"
    text += f", {before} known before" if before else ""
    return text + (f", {missing} without a task" if missing else "")


def _tell(screen: Console, sampling: Sampling, entries: list[Entry], ledger: Ledger) -> None:
    novelty = sampling.novelty
    screen.print(
        f"  worlds    {len(novelty)} taken of {sampling.drawn} drawn"
        f"   ({sampling.stale} not new, {sampling.unread} pairs that no wording says)"
        f"   Vendi {novelty.vendi:.1f}"
    )
    if sampling.saturated:
        screen.print(
            f"  saturated at {len(novelty)}: the last candidates were nothing new; "
            "add kits of your own with --kits DIR"
        )
    for entry in [entry for entry in entries if entry.missing][:5]:
        screen.print(f"  missing   {entry.name}: {entry.missing}")
    made = [entry for entry in entries if entry.folder]
    screen.print(f"\n  {ledger.path}   one line for each environment")
    if made:
        screen.print(f"  next   nex run {ledger.parent / made[0].folder}")


def _summary(sampling: Sampling, entries: list[Entry], ledger: Ledger) -> Json:
    return {
        "ledger": str(ledger.path),
        "worlds": len(sampling.novelty),
        "drawn": sampling.drawn,
        "saturated": sampling.saturated,
        "vendi": round(sampling.novelty.vendi, 4),
        "environments": [entry.model_dump(mode="json") for entry in entries],
    }
