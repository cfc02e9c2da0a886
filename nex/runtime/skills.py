"""Skills: folders of instructions that an agent reads when it needs them, not before."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import anyio.to_thread

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, UnitKind, refused, said
from nex.errors import InputError
from nex.runtime.fitting import fitting
from nex.runtime.scope import Scope

FILE = "SKILL.md"
MOST_BYTES = 100_000
"""What one reading of a file gives at most."""
_FRONT = re.compile(r"\A---\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^(\w[\w-]*):[ \t]*(.*(?:\n[ \t]+.*)*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Skill:
    """A folder with a SKILL.md; of it only name and description are known beforehand."""

    name: str
    description: str
    folder: Path


def read_skills(folder: Path) -> tuple[Skill, ...]:
    """The skills in a folder (itself one, or each subfolder one), by name.

    Raises InputError where there is none, or where one has no name or description.
    """
    own = [folder / FILE] if (folder / FILE).is_file() else sorted(folder.glob(f"*/{FILE}"))
    if not own:
        raise InputError(f"{folder}: no {FILE} in it or in a folder right below it")
    skills = sorted(map(_read, own), key=lambda skill: skill.name)
    if len({skill.name for skill in skills}) < len(skills):
        names = ", ".join(skill.name for skill in skills)
        raise InputError(f"{folder}: two skills have one name: {names}")
    return tuple(skills)


def _read(path: Path) -> Skill:
    front = _FRONT.match(path.read_text(encoding="utf-8"))
    if front is None:
        raise InputError(f"{path}:1: a skill opens with front matter between lines of ---")
    fields = {name: _plain(value) for name, value in _FIELD.findall(front[1])}
    missing = [name for name in ("name", "description") if not fields.get(name)]
    if missing:
        raise InputError(f"{path}:1: the front matter has no {' and no '.join(missing)}")
    return Skill(fields["name"], fields["description"], path.parent)


def _plain(value: str) -> str:
    """A YAML scalar: plain, quoted, folded or literal; its lines joined."""
    text = " ".join(re.sub(r"\A[>|][+-]?[ \t]*(?:\n|\Z)", "", value).split())
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1]
    return text


READ_SKILL = "read_skill"


def reading_signature(known: Mapping[str, str], more: Json | None = None) -> Signature:
    """The tool that reads skills, by name and what each is for; `more`: further properties."""
    listed = "\n".join(f"- {name}: {about}" for name, about in known.items())
    properties: Json = {"skill": {"type": "string", "enum": [*known]}, **(more or {})}
    schema: Json = {
        "type": "object",
        "properties": properties,
        "required": ["skill"],
        "additionalProperties": False,
    }
    about = f"Read how something is done before you do it. Skills:\n{listed}"
    return Signature(READ_SKILL, about, schema)


@dataclass(frozen=True, slots=True)
class SkillReader:
    """The tool that gives a skill's instructions, or another file of its folder.

    Scripts are listed and read like any file; this unit never runs one.
    """

    kind: ClassVar[UnitKind] = "tool"

    skills: tuple[Skill, ...]

    @property
    def signature(self) -> Signature:
        """Its description names every skill and what it is for."""
        known = {skill.name: skill.description for skill in self.skills}
        file = "A file that the skill lists; left out: its instructions."
        return reading_signature(known, {"file": {"type": "string", "description": file}})

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """The text, and for a skill as a whole the names of its other files."""
        misfit = fitting("read_skill", self.signature.input)[1](arguments)
        if misfit is not None:
            return misfit
        skill = next(skill for skill in self.skills if skill.name == arguments["skill"])
        file = arguments.get("file", FILE)
        return await anyio.to_thread.run_sync(_told, skill, str(file))


def _told(skill: Skill, file: str) -> Result:
    folder = skill.folder.resolve()
    path = (folder / file).resolve()
    files = sorted(
        found.relative_to(folder).as_posix()
        for found in folder.rglob("*")
        if found.is_file() and found.resolve().is_relative_to(folder)
    )
    if not path.is_relative_to(folder) or path.relative_to(folder).as_posix() not in files:
        known = ", ".join(files)
        return refused("not_found", f"skill {skill.name!r} has no file {file!r}; it has: {known}")
    with path.open("rb") as opened:
        text = opened.read(MOST_BYTES).decode("utf-8", "replace")
    if file != FILE:
        return said(text)
    others = [name for name in files if name != FILE]
    listed = f"\n\nFiles of this skill: {', '.join(others)}" if others else ""
    return said(_FRONT.sub("", text).strip() + listed)
