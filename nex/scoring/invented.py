"""A tool server that makes replies up, as a model that imitates one would.

The measuring stick of fidelity: shapes and words are right, contents are not.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result, text_part
from nex.data.streams import Stream
from nex.scoring.servers import ToolCaller

POOL = 40


@dataclass
class Invented:
    """Passes calls on, but for a share of them, which it answers from what it has heard.

    Reads keep their shape and get other contents; writes are said to be done and are not.
    """

    call: ToolCaller
    share: float
    stream: Stream
    heard: dict[str, list[JsonValue]] = field(default_factory=dict[str, list[JsonValue]])
    shapes: dict[str, JsonValue] = field(default_factory=dict[str, JsonValue])

    def __call__(self, name: str, arguments: Json) -> Result:
        """The reply, real or made up."""
        inventing = self.stream.chance(self.share)
        reads = name.startswith(("search_", "get_"))
        if not inventing or reads:
            result = self.call(name, arguments)
            self._hear(name, result)
            if not inventing:
                return result
        value = self._made_up(self.shapes.get(name, {"changed": [], "created": [], "deleted": []}))
        return Result([text_part(orjson.dumps(value).decode())], value=value)

    def _hear(self, name: str, result: Result) -> None:
        if result.status == "ok":
            self.shapes[name] = result.value
            self._keep("", result.value)

    def _keep(self, key: str, value: JsonValue) -> None:
        match value:
            case dict():
                for inner, item in value.items():
                    self._keep(inner, item)
            case list():
                for item in value:
                    self._keep(key, item)
            case _:
                pool = self.heard.setdefault(key, [])
                if value not in pool and len(pool) < POOL:
                    pool.append(value)

    def _made_up(self, value: JsonValue, key: str = "") -> JsonValue:
        match value:
            case dict():
                return {inner: self._made_up(item, inner) for inner, item in value.items()}
            case list():
                count = self.stream.between(0, len(value) + 1) if value else 0
                return [self._made_up(value[i % len(value)], key) for i in range(count)]
            case _:
                return self.stream.choice(self.heard.get(key) or [value])
