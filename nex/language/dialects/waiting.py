"""The tools of a World whose clock runs: how a job stands, what it brought, and letting time pass.

They are called the same in every dialect, and speak plain JSON in all of them.
"""

from __future__ import annotations

from nex.data.jsons import Json
from nex.data.messages import Signature
from nex.data.world import Action, World
from nex.language.reading.pace import span_words

MOST_MINUTES = 10_080
"""How much time one call may let pass: a week."""
_JOB: Json = {
    "type": "object",
    "properties": {"job": {"type": "string", "description": "the job's id"}},
    "required": ["job"],
    "additionalProperties": False,
}

POLL = Signature(
    "poll_job",
    "Say how a job stands: pending, done or failed, and how many seconds are left.",
    _JOB,
)
FETCH = Signature(
    "fetch_job",
    "Fetch what a job that is done brought: what the action would have answered. For a job that "
    "failed: why.",
    _JOB,
)
WAIT = Signature(
    "wait",
    "Let so many minutes pass. Jobs go on meanwhile, and so do other people.",
    {
        "type": "object",
        "properties": {"minutes": {"type": "integer", "minimum": 1, "maximum": MOST_MINUTES}},
        "required": ["minutes"],
        "additionalProperties": False,
    },
)
NAMES = frozenset((POLL.name, FETCH.name, WAIT.name))
TAKES = "Takes"
"""Head of the line of a description that says how long an action takes."""


def minutes_of(seconds: int) -> int:
    """The minutes to wait for so many seconds to pass, as many as one call may."""
    return min(MOST_MINUTES, max(1, -(-seconds // 60)))


def pace_tools(world: World) -> tuple[Signature, ...]:
    """What a World has beside its things and actions: nothing where its clock stands still."""
    if any(action.seconds for action in world.actions):
        return (POLL, FETCH, WAIT)
    return (WAIT,) if world.others else ()


def takes_line(action: Action) -> str:
    """How a description says that an action takes time."""
    return (
        f"{TAKES}: {span_words(action.seconds)}. It answers with a job; nothing is done before "
        f"that time has passed. {POLL.name} says how it stands, {FETCH.name} what it brought."
    )
