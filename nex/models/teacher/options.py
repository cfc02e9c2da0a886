"""How good the teacher is: slips, biases and laziness as parameters of its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast, get_args

from nex.errors import InputError

Bias = Literal["none", "first-match", "always-done", "first-request"]
_KNOWN = "slip=0..1, miss=0..1, bias=first-match|always-done|first-request, lazy=0|1"


@dataclass(frozen=True, slots=True)
class Options:
    """What makes a teacher weaker; the default is the best that it can do."""

    slip: float = 0.0
    """Probability per step of a wrong id, a wrong tool, a bad argument or an early stop."""
    bias: Bias = "none"
    """A mistake that it always makes: takes the first match, never refuses, drops later requests."""
    lazy: bool = False
    """Neither checks nor retries nor asks."""
    miss: float = 0.0
    """Probability per rollout of one mistake that decides it: the labelled twin of a good one."""

    @property
    def text(self) -> str:
        """The options as they stand in the model's name; "" for the default."""
        parts = [f"slip={self.slip:g}"] if self.slip else []
        parts += [f"miss={self.miss:g}"] if self.miss else []
        parts += [f"bias={self.bias}"] if self.bias != "none" else []
        parts += ["lazy=1"] if self.lazy else []
        return ",".join(parts)


def read_options(text: str) -> Options:
    """The options in "slip=0.1,bias=first-match,lazy=1"; raises InputError for any other text."""
    slip, miss, bias, lazy = 0.0, 0.0, cast("Bias", "none"), False
    for part in filter(None, (part.strip() for part in text.split(","))):
        key, _, value = part.partition("=")
        match key.strip(), value.strip():
            case "slip", number:
                slip = _probability("slip", number)
            case "miss", number:
                miss = _probability("miss", number)
            case "bias", name if name in get_args(Bias):
                bias = cast("Bias", name)
            case "lazy", "0" | "1" as flag:
                lazy = flag == "1"
            case _:
                raise InputError(f"teacher: unknown option {part!r}; known: {_KNOWN}")
    return Options(slip, bias, lazy, miss)


def _probability(name: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError as e:
        raise InputError(f"teacher: {name} {text!r} is no number; known: {_KNOWN}") from e
    if not 0 <= number <= 1:
        raise InputError(f"teacher: {name} {text!r} is not between 0 and 1; known: {_KNOWN}")
    return number
