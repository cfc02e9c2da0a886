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

MOST_WORDS = 2000
"""Characters of a line."""


def spec_of_line(
    line: str, folder: Path | None, seed: int, place: tuple[Path | None, Path], screen: Console
) -> Path:
    """Write the spec that a line asks for and say which kits made it; its path."""
    kits = all_kits(folder)
    matches = _matches(line, kits)
    written = write_kits(tuple(match.kit for match in matches), seed)
    for match in matches:
        screen.print(f"  kit       {match.kit.name}: {line!r} says {_quoted(match.words)}")
    wanted, out = place
    path = wanted or out / "specs" / f"{spec_name(written, seed)}.md"
    write_text(path, written.spec)
    screen.print(f"  spec      {path}   every line reads exactly; edit it as you like")
    return path


def _matches(line: str, kits: tuple[Kit, ...]) -> tuple[Match, ...]:
    if not any(letter.isalpha() for letter in line) or len(line) > MOST_WORDS:
        raise InputError(f'{line[:40]!r}: say in a few words what there is: "a veterinary clinic"')
    found = chosen(line, kits)
    if not found:
        names = nearest(line, kits) or [kit.name for kit in kits]
        raise InputError(
            f"{line!r}: none of {len(kits)} kits knows this trade; nearest: {', '.join(names)}. "
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
