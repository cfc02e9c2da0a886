"""What an agent call says as one straight conversation, with who is to be learned from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nex.data.messages import Message, Signature, text_of
from nex.data.trajectory import Call, Trajectory, walk
from nex.export.losses import Losses


@dataclass(frozen=True, slots=True)
class Turn:
    """One message; `trained` where it is the acting policy's own turn."""

    message: Message
    trained: bool

    @property
    def text(self) -> str:
        """The text parts of the message."""
        return text_of(self.message["content"]) if self.message["content"] else ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One agent call of a trajectory: the branch that its last turn stands on."""

    trajectory: Trajectory
    call: Call
    turns: tuple[Turn, ...]

    @property
    def tools(self) -> tuple[Signature, ...]:
        """What the agent could call."""
        return self.call.tools

    @property
    def id(self) -> str:
        """Unique in a dataset: the trajectory's id and the call's place in its tree."""
        return f"{self.trajectory.id}/{place(self.trajectory, self.call)}"

    def prompt(self) -> int:
        """How many turns stand before the policy's first."""
        return next(i for i, turn in enumerate(self.turns) if turn.trained)


def place(trajectory: Trajectory, call: Call) -> str:
    """Where a call stands below the root, as text; the root itself is "root"."""
    return ".".join(map(str, call.id[len(trajectory.root.id) :])) or "root"


def conversations(trajectory: Trajectory, losses: Losses) -> list[Conversation]:
    """Every agent call in which the policy spoke and that came to a good end, parents first."""
    found: list[Conversation] = []
    for call in walk(trajectory.root):
        if call.kind != "agent" or not any(step.reply for step in call.steps):
            continue
        if call is not trajectory.root and (call.result is None or call.result.status != "ok"):
            losses.drop("agent calls that ended in an error")
            continue
        turns = straight(call, losses)
        if any(turn.trained for turn in turns):
            found.append(Conversation(trajectory, call, turns))
    return found


def straight(call: Call, losses: Losses) -> tuple[Turn, ...]:
    """The messages from the root of the graph to the last one."""
    branch = _branch(call.parents) if call.parents else list(range(len(call.messages)))
    losses.drop("messages on other branches", len(call.messages) - len(branch))
    heads = {step.head for step in call.steps if step.reply is not None}
    return tuple(
        Turn(call.messages[i], call.messages[i]["role"] == "assistant" and before in heads)
        for i, before in zip(branch, [-1, *branch], strict=False)
    )


def _branch(parents: Sequence[int]) -> list[int]:
    """Indices from the root of the graph to its last message."""
    index, found = len(parents) - 1, list[int]()
    while index >= 0:
        found.append(index)
        index = parents[index]
    return found[::-1]
