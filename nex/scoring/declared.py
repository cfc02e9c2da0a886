"""What a tool's description declares, read back into conditions and effects.

Only the words of the World are taken from outside (what its things and values are called); what
the tool requires and does is read from its own description.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nex.data.messages import Signature
from nex.data.world import Action, Condition, Effect, World, identifier
from nex.language.sentences.contracts import read_effect, read_requirement, split_sentences


@dataclass(frozen=True, slots=True)
class Declared:
    """One action tool's contract, as far as its description could be read.

    `whole` says that every requirement was read and that no rule beside them may refuse.
    """

    tool: Signature
    action: Action
    requires: tuple[Condition, ...]
    effects: tuple[Effect, ...]
    whole: bool


def declared(signatures: Sequence[Signature], words: World) -> list[Declared]:
    """The contract of every tool that is an action of the vocabulary."""
    named = {identifier(action.name): action for action in words.actions}
    return [_read(s, named[s.name], words) for s in signatures if s.name in named]


def _read(tool: Signature, action: Action, words: World) -> Declared:
    lines = dict(_line(line) for line in tool.description.splitlines())
    needed = split_sentences(lines.get("Requires", ""))
    requires = [read_requirement(sentence, words) for sentence in needed]
    effects = [
        read_effect(sentence, words) for sentence in split_sentences(lines.get("Effect", ""))
    ]
    return Declared(
        tool=tool,
        action=action,
        requires=tuple(condition for condition in requires if condition is not None),
        effects=tuple(effect for effect in effects if effect is not None),
        whole=None not in requires and "Rules" not in lines and bool(needed),
    )


def _line(line: str) -> tuple[str, str]:
    name, _, rest = line.partition(": ")
    return name, rest
