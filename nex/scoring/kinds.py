"""Kinds of replies: what an error is about, whoever worded it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nex.data.messages import Result

CODES: Mapping[str, str] = {
    "unknown_tool": "unknown tool",
    "validation_error": "bad arguments",
    "invalid_arguments": "bad arguments",
    "protocol_error -32602": "bad arguments",
    "protocol_error -32601": "unknown tool",
    "not_found": "not found",
    "conflict": "conflict",
    "precondition_failed": "refused",
    "rule_violation": "refused",
    "rate_limited": "later",
    "timeout": "later",
    "server_gone": "gone",
    "bad_reply": "nonsense",
}
"""Machine code -> kind; what it leaves open, the words decide."""
WORDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(words, re.IGNORECASE))
    for kind, words in (
        ("unknown tool", r"\b(unknown tool|tool \S+ not found|no such tool|unknown method)"),
        ("bad arguments", r"\b(validation|invalid|required|missing|expected|must be|unrecognized|"
                          r"parameter|argument|unsupported|syntax error|parse)"),
        ("not found", r"(\bnot found|\bno such|does(n't| not) exist|\bENOENT|\bunknown|"
                      r"\bcould not find|\bcannot find|\bno .* found)"),
        ("conflict", r"\b(already|conflict|duplicate|EEXIST|unique constraint)"),
        ("refused", r"\b(denied|forbidden|not allowed|permission|outside|EACCES|only .* allowed)"),
        ("later", r"\b(timed? ?out|rate limit|too many requests|try again|unavailable|refused|"
                  r"unreachable|connect)"),
    )
)  # fmt: skip
OTHER = "other error"
LOOKED_AT = 400


def kind_of(result: Result) -> str:
    """What a reply is: "ok", or what its error is about."""
    if result.status == "ok":
        return "ok"
    if found := CODES.get(result.code or ""):
        return found
    text = result.text[:LOOKED_AT]
    return next((kind for kind, words in WORDS if words.search(text)), OTHER)
