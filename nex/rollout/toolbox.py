"""Toolbox: a World's tools by their plain names, whatever dialect they are shown in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, UnitKind, refused
from nex.errors import InputError
from nex.language.dialects.reader import narrowed, read_dialect
from nex.language.dialects.tongue import Tongue
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit


@dataclass(frozen=True, slots=True)
class Narrow:
    """A tool of many operations, of which an agent has some."""

    kind: ClassVar[UnitKind] = "tool"

    unit: Unit
    signature: Signature
    operations: tuple[str, ...]
    lane: str | None

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """What the tool answers, where the operation is one of the agent's."""
        if arguments.get("operation") not in self.operations:
            known = ", ".join(self.operations)
            return refused("validation_error", f"'operation' must be one of: {known}")
        return await self.unit(arguments, scope)


@dataclass(slots=True)
class Toolbox:
    """The tools that are open for one rollout; reads their dialect only where it must."""

    tools: dict[str, Unit]
    _tongue: Tongue | None = field(default=None)

    def held(self, agent: str, names: Sequence[str]) -> list[Unit]:
        """The tools that the plain names come to; InputError for one that there is not."""
        if all(name in self.tools for name in names):
            return [self.tools[name] for name in names]
        wanted: dict[str, list[str]] = {}
        for name in names:
            spoken = self.tongue.tools.get(name)
            if not spoken and name in self.tools:
                wanted.setdefault(name, [])
                continue
            if not spoken:
                known = ", ".join(self.tools)
                raise InputError(f"blueprint: {agent!r} needs the tool {name!r}; known: {known}")
            for one in spoken:
                operations = wanted.setdefault(one.tool, [])
                operations += [one.operation] if one.operation is not None else []
        return [self._narrow(tool, operations) for tool, operations in wanted.items()]

    @property
    def tongue(self) -> Tongue:
        """The dialect of all the tools."""
        if self._tongue is None:
            self._tongue = read_dialect([tool.signature for tool in self.tools.values()])
        return self._tongue

    def shown(self, names: Iterable[str]) -> list[Signature]:
        """The signatures of the tools that the plain names come to, known ones only."""
        known = [n for n in names if n in self.tools or n in self.tongue.tools]
        return [tool.signature for tool in self.held("", known)]

    def _narrow(self, tool: str, operations: list[str]) -> Unit:
        unit = self.tools[tool]
        if not operations:
            return unit
        lane: str | None = getattr(unit, "lane", None)
        signature = narrowed(unit.signature, operations)
        return Narrow(unit, signature, tuple(operations), lane)
