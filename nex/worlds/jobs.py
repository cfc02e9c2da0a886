"""Jobs: actions that take time; they are checked when they start and done when their time is up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import orjson

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result, refused, text_part
from nex.language.dialects.waiting import FETCH, POLL, WAIT, minutes_of
from nex.worlds.answering import Told
from nex.worlds.calls import Answer

Calls = tuple[tuple[str, Mapping[str, JsonValue]], ...]
"""Plain calls: a tool's name and its arguments."""


Caller = Callable[[str, Json], Result]
"""Calls a tool by name."""


def seen_through(call: Caller, result: Result) -> Result:
    """What a call comes to in the end: where it started a job, what that brought."""
    job = result.value.get("job") if isinstance(result.value, dict) else None
    while job is not None:
        left = call(POLL.name, {"job": job}).value
        seconds = left.get("seconds_left") if isinstance(left, dict) else None
        if not isinstance(seconds, int) or seconds <= 0:
            return call(FETCH.name, {"job": job})
        call(WAIT.name, {"minutes": minutes_of(seconds)})
    return result


@dataclass(slots=True)
class Job:
    """One action under way, or a batch of the same."""

    id: str
    calls: Calls
    due: float
    """The second of the World's clock at which it is done."""
    answers: list[Answer] = field(default_factory=list[Answer])
    """What came of it; empty while it is under way."""

    @property
    def status(self) -> str:
        """pending, done, or failed: none of it could be done."""
        if not self.answers:
            return "pending"
        return "done" if any(a.result.status == "ok" for a in self.answers) else "failed"


class Jobs:
    """Every job of one session, by id."""

    def __init__(self) -> None:
        self._known: dict[str, Job] = {}

    def start(self, calls: Calls, due: float) -> Job:
        """A new job; ids are given in order."""
        job = Job(f"job-{len(self._known) + 1}", calls, due)
        self._known[job.id] = job
        return job

    def next_due(self, until: float) -> Job | None:
        """The pending job whose time is up first, at `until` at the latest."""
        ready = [job for job in self._known.values() if not job.answers and job.due <= until]
        return min(ready, key=lambda job: job.due, default=None)

    def poll(self, arguments: Mapping[str, JsonValue], now: float) -> Told:
        """How a job stands."""
        job = self._named(arguments)
        return job if isinstance(job, Told) else Told(standing(job, now))

    def fetch(self, arguments: Mapping[str, JsonValue], now: float) -> Told:
        """What a job brought."""
        job = self._named(arguments)
        if isinstance(job, Told):
            return job
        if not job.answers:
            left = _left(job, now)
            text = f"{job.id} is not done yet: {left} seconds are left. Let time pass with {WAIT.name}."
            return Told(refused("not_ready", text))
        return _brought(job)

    def _named(self, arguments: Mapping[str, JsonValue]) -> Job | Told:
        id = arguments.get("job")
        if not isinstance(id, str) or len(arguments) > 1:
            return Told(refused("validation_error", "'job' is needed: the job's id, nothing else"))
        if id not in self._known:
            known = ", ".join(self._known) or "none has been started"
            return Told(refused("not_found", f"There is no job {id[:40]!r}. Jobs: {known}."))
        return self._known[id]


def standing(job: Job, now: float) -> Result:
    """How a job stands, as a result."""
    return _ok({"job": job.id, "status": job.status, "seconds_left": _left(job, now)})


def _left(job: Job, now: float) -> int:
    return 0 if job.answers else max(1, round(job.due - now))


def _brought(job: Job) -> Told:
    """The answer that the action gave when it was done; those of a batch in a list."""
    shows = [place for answer in job.answers for place in answer.shows]
    met = [
        (answer.result.code or "", answer.sentence)
        for answer in job.answers
        if answer.result.status != "ok"
    ]
    if len(job.answers) == 1:
        return Told(job.answers[0].result, shows, met)
    if job.status == "failed":
        return Told(job.answers[0].result, [], met)
    results: list[JsonValue] = [_element(answer.result) for answer in job.answers]
    return Told(_ok({"results": results}), shows, met)


def _element(result: Result) -> JsonValue:
    if result.status == "ok":
        return result.value
    return {"error": {"code": result.code, "message": result.text}}


def _ok(value: Json) -> Result:
    return Result([text_part(orjson.dumps(value).decode())], value=value)
