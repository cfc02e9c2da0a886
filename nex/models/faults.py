"""Faults of providers: a status and a body, or a broken connection, as a typed ModelError."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from nex.errors import ModelError

_OVERFLOW = re.compile(
    r"context.{0,10}(length|window|size|limit)|maximum.{0,20}(context|prompt)|prompt is too long"
    r"|too many (input )?tokens|input.{0,20}too long|exceeds? the (max|limit).{0,30}tokens",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,9})?")
_FATAL = {400: "bad_request", 401: "auth", 402: "auth", 403: "auth", 404: "unknown_model"}
_TRANSIENT = {408: "timeout", 409: "unavailable", 425: "unavailable", 429: "rate_limited"}
_WAYS_OUT = {
    "auth": "; check the key and the account",
    "unknown_model": "; check the model's name and the base URL",
    "context_overflow": "; the conversation is longer than the model can read",
}


def fault(who: str, status: int, text: str, retry_after: float | None = None) -> ModelError:
    """The error that an HTTP status and a body stand for; `who` names model and endpoint."""
    said = " ".join(text.split())[:200]
    code = _code(status, text)
    transient = code in ("rate_limited", "unavailable", "timeout")
    message = f"{who} answered {status}: {said or 'nothing'}{_WAYS_OUT.get(code, '')}"
    return ModelError(message, code, transient=transient, retry_after=retry_after)


def _code(status: int, text: str) -> str:
    if status in (400, 413, 422) and (status == 413 or _OVERFLOW.search(text)):
        return "context_overflow"
    if status == 429 and "insufficient_quota" in text:
        return "auth"
    if status in _TRANSIENT:
        return _TRANSIENT[status]
    if status >= 500:
        return "unavailable"
    return _FATAL.get(status, "bad_request")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the provider asks to wait; None where it says nothing that can be read.

    `retry-after-ms`, or `Retry-After` as a number or an HTTP date; a date counts from the
    provider's own `Date`, so that neither clock need be right.
    """
    milliseconds = headers.get("retry-after-ms", "").strip()
    if _NUMBER.fullmatch(milliseconds):
        return max(0.0, float(milliseconds) / 1000)
    text = headers.get("Retry-After", "").strip()
    if _NUMBER.fullmatch(text):
        return max(0.0, float(text))
    until = _seconds(text)
    if until is None:
        return None
    now = _seconds(headers.get("Date", ""))
    return max(0.0, until - (time.time() if now is None else now))


def _seconds(date: str) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
