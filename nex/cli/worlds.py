"""Specs that `nex synth` writes: from a line of words, by kits."""

from __future__ import annotations

import re
from pathlib import Path

from rich.console import Console

from nex.errors import InputError
from nex.synthesis.kits.kit import Kit
from nex.synthesis.kits.making import Written, write_kits
from nex.synthesis.kits.matching import Match, chosen, nearest
from nex.synthesis.kits.shelf import all_kits
from nex.synthesis.writer.asking import Writer
from nex.synthesis.writer.kits import propose_kit
from nex.synthesis.writer.letters import shown
from nex.synthesis.writer.specs import propose_spec

MOST_WORDS = 2000
"""Characters of a line."""
SHOWN = 12
"""Lines left out that are shown one by one."""


def spec_of_line(
    line: str, folder: Path | None, seed: int, place: tuple[Path | None, Path], screen: Console
) -> Path:
    """Write the spec that a line asks for and say which kits made it; its path."""
    kits = all_kits(folder)
    matches = _matches(line, kits)
    written = write_kits(tuple(match.kit for match in matches), seed)
    for match in matches:
        screen.print(f"  kit       {match.kit.name}: {line!r} says {_quoted(match.words)}")
    return _written(written, seed, place, screen)


def _written(written: Written, seed: int, place: tuple[Path | None, Path], screen: Console) -> Path:
    return _spec(written.spec, spec_name(written, seed), place, screen)


def _spec(spec: str, name: str, place: tuple[Path | None, Path], screen: Console) -> Path:
    wanted, out = place
    path = wanted or out / "specs" / f"{name}.md"
    write_text(path, spec)
    screen.print(f"  spec      {path}   every line reads exactly; edit it as you like")
    return path


async def spec_by_writer(
    line: str, writer: Writer, place: tuple[Path | None, Path], screen: Console
) -> Path:
    """Write the spec that a model proposes for a line and say what of it was left out; its path."""
    proposed = await propose_spec(line, writer)
    for text in proposed.left_out[:SHOWN]:
        screen.print(f"  left out  {shown(text[:120])}   (does not read exactly)")
    return _spec(proposed.spec, file_name(proposed.world.name), place, screen)


async def kit_by_writer(line: str, writer: Writer, path: Path, screen: Console) -> Kit:
    """Write the kit that a model proposes for a line; the kit."""
    kit, text = await propose_kit(line, writer)
    write_text(path, text)
    screen.print(f"  kit       {path}   for nex synth LINE --kits {path.parent}")
    return kit


def spec_of_kit(kit: Kit, seed: int, place: tuple[Path | None, Path], screen: Console) -> Path:
    """Write a variant of one kit; its path."""
    return _written(write_kits((kit,), seed), seed, place, screen)


def _matches(line: str, kits: tuple[Kit, ...]) -> tuple[Match, ...]:
    if not any(letter.isalpha() for letter in line) or len(line) > MOST_WORDS:
        raise InputError(f'{line[:40]!r}: say in a few words what there is: "a veterinary clinic"')
    found = chosen(line, kits)
    if not found:
        near = nearest(line, kits)
        told = "nearest" if near else "they are"
        names = ", ".join(near or [kit.name for kit in kits])
        raise InputError(
            f"{line!r}: none of {len(kits)} kits knows this trade; {told}: {names}. "
            "Say it in a kit's words, give a kit of your own (--kits DIR), or write a spec"
        )
    return found


def spec_name(written: Written, seed: int) -> str:
    """The file's name: the workplace's, and the seed where it is not the first."""
    name = file_name(written.world.name)
    return f"{name}-{seed}" if seed else name


def file_name(name: str) -> str:
    """A name as part of a file's: letters, digits and hyphens."""
    return re.sub(r"[^\w]+", "-", name).strip("-")[:80] or "world"


def write_text(path: Path, text: str) -> None:
    """Write a new file; one that holds something else is left alone (InputError)."""
    try:
        if path.exists():
            if path.read_text(encoding="utf-8") == text:
                return
            raise InputError(
                f"{path}: is there already and differs; use it (nex synth {path}), or write "
                "elsewhere: --spec-out FILE, --out DIR"
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except (OSError, UnicodeDecodeError) as e:
        raise InputError(f"{path}: cannot be written: {e}; name another place: --spec-out") from e


def _quoted(words: tuple[str, ...]) -> str:
    return ", ".join(f'"{word}"' for word in words)
