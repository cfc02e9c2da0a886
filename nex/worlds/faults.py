"""How a World's tools misbehave: drawn per tool and per its n-th call, the same for every policy."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

from nex.data.environment import FaultProfile
from nex.data.messages import Result, refused
from nex.data.streams import Stream

TIMEOUT = 10.0
"""Virtual seconds until a lost reply is given up."""

LOST = refused(
    "timeout",
    f"No reply within {TIMEOUT:g} seconds. The call may or may not have been applied: "
    "look before you repeat it.",
)
LIMITED = refused("rate_limited", "Too many requests: nothing was done. Repeat the call.")


class Fate(NamedTuple):
    """What befalls one call before the World answers."""

    fault: Literal["", "rate_limited", "timeout"]
    applied: bool
    """Whether the World acts; what a timeout hides."""
    latency: float
    """Virtual seconds."""


SMOOTH = Fate("", applied=True, latency=0.0)


def is_smooth(profile: FaultProfile) -> bool:
    """Whether nothing ever happens under a profile, so that no dice need be thrown."""
    return not (profile.rate_limited or profile.timeout or profile.latency_median)


def fate(profile: FaultProfile, stream: Stream) -> Fate:
    """One call's fate; always the same number of draws."""
    roll, lost, latency = stream.unit(), stream.chance(0.5), _latency(profile, stream)
    if roll < profile.rate_limited:
        return Fate("rate_limited", applied=False, latency=latency)
    if roll < profile.rate_limited + profile.timeout:
        return Fate("timeout", applied=not lost, latency=TIMEOUT)
    return Fate("", applied=True, latency=latency)


def unheard(fate: Fate) -> Result:
    """What the caller reads instead of an answer."""
    lost = fate.fault == "timeout"
    template = LOST if lost else LIMITED
    return Result(template.content, "error", code=template.code, seconds=fate.latency)


def _latency(profile: FaultProfile, stream: Stream) -> float:
    """Log-normal, to the microsecond, by Box and Muller."""
    radius = math.sqrt(-2.0 * math.log(1.0 - stream.unit()))
    normal = radius * math.cos(2.0 * math.pi * stream.unit())
    return round(profile.latency_median * math.exp(profile.latency_spread * normal), 6)
