"""Seeing a job through: wait, look how it stands, fetch what it brought."""

from __future__ import annotations

from nex.data.jsons import Json
from nex.language.dialects.waiting import FETCH, POLL, WAIT, minutes_of
from nex.models.teacher.moves import Observation, Turns
from nex.models.teacher.seat import TRIES, Seat, call, look

_ROUNDS = 60
"""How often at most a job is looked at."""


def see_through(seat: Seat, seen: Observation) -> Turns[Observation]:
    """What came of a call: where it started a job, what the job brought in the end."""
    standing = seen.value if isinstance(seen.value, dict) else {}
    job = standing.get("job")
    if not isinstance(job, str):
        return seen
    for _ in range(0 if seat.options.lazy else _ROUNDS):
        left = standing.get("seconds_left")
        if standing and standing.get("status") != "pending":
            break
        yield from let_pass(seat, left if isinstance(left, int) else 60)
        standing = yield from look(seat, POLL.name, {"job": job}, f"How does {job} stand?")
    return (yield from _fetched(seat, job))


def let_pass(seat: Seat, seconds: int) -> Turns[None]:
    """Let so many seconds pass; whatever was seen before may have changed."""
    said: Json = {"minutes": minutes_of(seconds)}
    yield from call(seat, WAIT.name, said, "That takes time. I wait.")
    seat.forget()


def _fetched(seat: Seat, job: str) -> Turns[Observation]:
    said: Json = {"job": job}
    seen = yield from call(seat, FETCH.name, said, f"I fetch what {job} brought.")
    for _ in range(0 if seat.options.lazy else TRIES):
        if seen.code != "timeout":
            break
        seen = yield from call(seat, FETCH.name, said, "No answer came. I fetch it again.")
    return seen
