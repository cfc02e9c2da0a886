"""Where kits stand: those that come with nex, and a folder of one's own."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from nex.errors import InputError
from nex.synthesis.kits.kit import Kit, Law, Thing

MOST_BYTES = 64 << 10
"""Size of a kit's file."""
MOST_KITS = 1000
"""Kits of one folder."""


@cache
def shipped_kits() -> tuple[Kit, ...]:
    """The kits that come with nex, by file name."""
    folder = files("nex.synthesis.kits") / "data"
    found = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    return tuple(
        parse_kit(file.read_text(encoding="utf-8"), file.name)
        for file in sorted(found, key=lambda file: file.name)
    )


def read_kits(folder: Path) -> tuple[Kit, ...]:
    """Every *.toml of a folder, by name; InputError where one is no kit, or there is none."""
    if not folder.is_dir():
        raise InputError(f"{folder}: is no folder; --kits takes a folder of kits (*.toml)")
    paths = sorted(folder.glob("*.toml"))
    if not paths or len(paths) > MOST_KITS:
        raise InputError(f"{folder}: holds {len(paths)} kits (*.toml); from 1 to {MOST_KITS} fit")
    return tuple(parse_kit(_text(path), str(path)) for path in paths)


def all_kits(folder: Path | None) -> tuple[Kit, ...]:
    """The shipped kits and one's own; of two with one name one's own counts."""
    own = read_kits(folder) if folder is not None else ()
    names = {kit.name for kit in own}
    return (*own, *(kit for kit in shipped_kits() if kit.name not in names))


def parse_kit(text: str, path: str) -> Kit:
    """The kit in a TOML text; InputError says what does not fit, and where."""
    try:
        kit = Kit.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as e:
        raise InputError(f"{path}: no TOML: {e}; see docs/making-worlds.md") from e
    except ValidationError as e:
        found = e.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, found["loc"])) or "kit"
        raise InputError(f"{path}: {where}: {found['msg']}; see docs/making-worlds.md") from e
    _check(kit, path)
    return kit


def _check(kit: Kit, path: str) -> None:
    """What the schema cannot say: parts exist, numbers exist, pairs are in order."""
    pieces: list[Thing | Law] = [*kit.things, *kit.rules]
    for part in [piece.part for piece in pieces] + [deed.part for deed in kit.actions]:
        if part is not None and part not in kit.parts:
            known = ", ".join(kit.parts) or "none"
            raise InputError(f"{path}: unknown part {part!r}; [parts] knows: {known}")
    pairs = [(name, pair, 1_000_000) for name, pair in kit.numbers.items()]
    pairs += [(thing.name, thing.count, 1000) for thing in kit.things if thing.count]
    for name, (low, high), most in pairs:
        if not 0 <= low <= high <= most:
            raise InputError(f"{path}: {name!r} from {low} to {high}; least first, 0 to {most}")
    if not all(0 <= chance <= 1 for chance in kit.parts.values()):
        raise InputError(f"{path}: a part's likelihood is from 0 to 1; see [parts]")


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise InputError(f"{path}: larger than {MOST_BYTES >> 10} KiB; split the kit")
        return data.decode("utf-8-sig")
    except OSError as e:
        raise InputError(f"{path}: cannot be read: {e.strerror}") from e
    except UnicodeDecodeError as e:
        raise InputError(f"{path}: byte {e.start} is not UTF-8; save it as UTF-8 text") from e
