"""How somebody talks: register, directness and persona; the request stays the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nex.data.streams import Stream
from nex.language.requests.phrases import Form

Register = Literal["any", "terse", "plain", "polite", "formal", "chatty"]
REGISTERS: tuple[Register, ...] = ("terse", "plain", "polite", "formal", "chatty")

PERSONAS: dict[str, tuple[str, ...]] = {
    "": (),
    "newcomer": ("I am new here.", "I only started last week.", "I do not know the system yet."),
    "hurried": ("I am in a hurry.", "This has to be quick.", "My train leaves in ten minutes."),
    "careful": ("Please mind every detail.", "Please check twice.", "Accuracy matters here."),
    "messenger": ("My boss asks for this.", "I was told to pass this on.", "A colleague asked me."),
    "regular": ("It is me again.", "The usual.", "You know me by now."),
}
"""Persona -> remarks that say nothing about the work."""

_SAID: dict[Register, frozenset[str]] = {
    "terse": frozenset(("",)),
    "plain": frozenset(
        ("", "please", "can you", "I need you to", "we have to", "I need", "please have", "we need")
    ),
    "polite": frozenset(
        (
            *("could you", "could you please", "would you", "I would like you to"),
            *("would you mind", "I would appreciate you", "I would like", "could we get"),
        )
    ),
    "formal": frozenset(
        ("kindly", "be so kind as to", "I have to ask you to", "your job is to", "do you mind")
    ),
    "chatty": frozenset(
        (
            *("go ahead and", "I want you to", "it is time to", "can you see to"),
            *("I would be glad about you", "I want", "can I have", "quick question:"),
        )
    ),
}


@dataclass(frozen=True, slots=True)
class Voice:
    """One way of talking; "any" register takes whatever wording comes."""

    register: Register = "any"
    indirect: bool = False
    persona: str = ""

    @property
    def name(self) -> str:
        """The voice as tasks note it: "polite, indirect, newcomer"."""
        directness = "indirect" if self.indirect else "direct"
        return ", ".join(filter(None, (self.register, directness, self.persona)))

    def openers(self, known: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the openers that this voice would use; all of them where it would use none."""
        if self.register == "any":
            return known
        fitting = tuple(text for text in known if text in _SAID[self.register])
        return fitting or known[:1]

    def prefers(self, form: Form) -> bool:
        """Whether it would rather say it in this form."""
        if self.register == "any":
            return True
        return (form in ("gerund", "passive", "state", "asking")) == self.indirect

    @property
    def greets(self) -> float:
        """How often it begins with a greeting."""
        return {"any": 0.25, "terse": 0.0, "plain": 0.1, "polite": 0.5, "formal": 0.3}.get(
            self.register, 0.8
        )

    @property
    def closes(self) -> float:
        """How often it ends with thanks and the like."""
        return {"any": 0.25, "terse": 0.0, "plain": 0.1, "polite": 0.6, "formal": 0.2}.get(
            self.register, 0.7
        )


ANY = Voice()


def draw_voice(stream: Stream) -> Voice:
    """Somebody's way of talking."""
    persona = stream.choice(sorted(PERSONAS)) if stream.chance(0.5) else ""
    return Voice(stream.choice(REGISTERS), stream.chance(0.35), persona)
