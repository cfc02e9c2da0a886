"""What an image is made from: one frozen record, from which its Dockerfile and its tag follow."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import Field, ValidationError, field_validator

from nex.data.frozen import Frozen
from nex.errors import InputError

Ecosystem = Literal["pypi", "npm", "nex"]
LOCKS = {"pypi": "requirements.txt", "npm": "package-lock.json"}
PIN = re.compile(r"(@[a-z0-9._-]+/)?[A-Za-z0-9._-]+(\[[a-z,]+\])?(==|@)[0-9][A-Za-z0-9.+-]*")
PlainText = Annotated[str, Field(pattern=r'^[^"\\\n$]*$')]
"""Text that a Dockerfile takes as it is between quotes."""


class ImageSpec(Frozen):
    """An image of one MCP server."""

    schema_version: Literal["nex.image/1"] = "nex.image/1"
    name: Annotated[str, Field(pattern=r"^[a-z0-9]+([._-][a-z0-9]+)*$")]
    ecosystem: Ecosystem
    """pypi, npm, or nex: what this very process runs on, copied."""
    packages: tuple[str, ...] = ()
    """Exact pins: name==version of PyPI, name@version of npm."""
    entrypoint: tuple[PlainText, ...]
    environment: dict[Annotated[str, Field(pattern=r"^[A-Z_]+$")], PlainText] = Field(
        default_factory=dict
    )
    """Variables that the server finds; never a secret."""
    files: dict[str, str] = Field(default_factory=dict)
    """Path in the image -> text."""
    lock: str = ""
    """Every package that gets in, with hashes: requirements.txt or package-lock.json."""

    @field_validator("packages")
    @classmethod
    def _pinned(cls, packages: tuple[str, ...]) -> tuple[str, ...]:
        for package in packages:
            if not PIN.fullmatch(package):
                raise ValueError(f"{package!r} is no exact pin: write name==1.2.3 or name@1.2.3")
        return packages

    @field_validator("files")
    @classmethod
    def _placed(cls, files: dict[str, str]) -> dict[str, str]:
        for path in files:
            if not PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
                raise ValueError(f"{path!r} is no absolute path in the image")
        return files


def read_image_spec(folder: Path) -> ImageSpec:
    """The image that a folder describes: image.json, and its lock beside it.

    Raises InputError for a folder that holds none.
    """
    path = folder / "image.json"
    try:
        spec = ImageSpec.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as e:
        raise InputError(f"{path}: no image is described here: {e}") from e
    lock = folder / LOCKS.get(spec.ecosystem, "")
    if not lock.is_file():
        return spec
    return spec.model_copy(update={"lock": lock.read_text(encoding="utf-8")})


def write_image_spec(folder: Path, spec: ImageSpec) -> None:
    """Put an image's description and its lock into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    text = spec.model_dump_json(indent=2, exclude={"lock"}, exclude_defaults=False)
    (folder / "image.json").write_text(text + "\n", encoding="utf-8")
    if spec.lock:
        (folder / LOCKS[spec.ecosystem]).write_text(spec.lock, encoding="utf-8")
