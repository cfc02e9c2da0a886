"""Parts: images and other content beside text, as what an agent is asked with."""

from __future__ import annotations

import base64
import mimetypes
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, TypeGuard, cast

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Part, text_part
from nex.errors import InputError

KINDS = ("text", "image", "audio", "resource", "provider")
_SENSES: dict[str, Literal["image", "audio", "resource"]] = {"image": "image", "audio": "audio"}
PARTS: Json = {
    "type": "object",
    "properties": {
        "request": {
            "type": "array",
            "description": "What is wanted, as parts: text, image, audio, resource.",
            "items": {"type": "object", "required": ["type"]},
        }
    },
    "required": ["request"],
    "additionalProperties": False,
}
"""The `input` of an agent that is asked with parts."""


def media(source: Path | bytes | str, mime: str = "") -> Part:
    """An image, a sound or another resource: a file, its bytes, or its address.

    Bytes and files travel within the message, so that the log holds what the model saw. Raises
    InputError where the media type is neither given nor told by the file's name.
    """
    mime = (
        mime or mimetypes.guess_type(str(source) if not isinstance(source, bytes) else "")[0] or ""
    )
    if not mime:
        raise InputError(f"the media type of {source!r:.60} is not known; give mime=")
    kind = _SENSES.get(mime.partition("/")[0], "resource")
    uri = source if isinstance(source, str) else _data_uri(source, mime)
    return Part(type=kind, mime=mime, uri=uri)


def request_of(*parts: Part | str) -> Json:
    """The arguments that ask an agent whose `input` is PARTS; a text is a part of text."""
    said = [text_part(part) if isinstance(part, str) else part for part in parts]
    return {"request": cast("JsonValue", said)}


def are_parts(value: object) -> TypeGuard[list[Part]]:
    """Whether a value is a list of parts, and not empty."""
    if not isinstance(value, list) or not value:
        return False
    return all(_is_part(item) for item in cast("Sequence[object]", value))


def _is_part(item: object) -> bool:
    return isinstance(item, dict) and cast("Json", item).get("type") in KINDS


def _data_uri(source: Path | bytes, mime: str) -> str:
    content = source.read_bytes() if isinstance(source, Path) else source
    return f"data:{mime};base64,{base64.b64encode(content).decode()}"
