"""Undress: a session in any dialect, called in plain words and answering in them.

It knows of the dialect what its tools' signatures say, so whatever it can do is shown there.
"""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result, refused, text_part
from nex.language.dialects.reader import read_dialect
from nex.worlds.session import Session


class Undressed:
    """The plain tools of a session that speaks a dialect."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.tongue = read_dialect(session.signatures)
        self._cursors: dict[str, JsonValue] = {}

    def call(self, name: str, arguments: Mapping[str, JsonValue]) -> Result:
        """What the plain tool would answer; a page of a search is a page of the dialect."""
        if name not in self.tongue.tools:
            return self.session.call(name, arguments)
        results: list[Result] = []
        for tool, said in self.tongue.calls(
            name, arguments, self._cursors.get(_key(name, arguments))
        ):
            results.append(self.session.call(tool, said))
            if results[-1].status != "ok":
                break
        heard, cursor = self.tongue.heard(name, [result.text for result in results])
        if heard.error:
            return refused(results[-1].code or heard.code or "error", heard.text)
        if cursor is not None:
            page = int(str(arguments.get("page", 1))) + 1
            self._cursors[_key(name, {**arguments, "page": page})] = cursor
        value = heard.value
        return Result([text_part(heard.text)], value=value if isinstance(value, dict) else None)


def _key(name: str, arguments: Mapping[str, JsonValue]) -> str:
    told: Json = dict(arguments)
    return name + orjson.dumps(told, option=orjson.OPT_SORT_KEYS).decode()
