"""TRL: conversational SFT, prompt and completion, preference pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypedDict

from nex.data.trajectory import Trajectory
from nex.export.conversations import Conversation, conversations
from nex.export.labels import Labels, Origin, labels, origin, reward
from nex.export.losses import Losses
from nex.export.wire import ChatTurn, ToolSchema, chat_turns, drop_record, tool_schemas


class SftRow(TypedDict):
    """One agent call; `train` in the messages is its loss mask."""

    id: str
    messages: list[ChatTurn]
    tools: list[ToolSchema]
    reward: float
    labels: Labels
    origin: Origin


class CompletionRow(TypedDict):
    """One agent call, cut before the policy's first turn."""

    id: str
    prompt: list[ChatTurn]
    completion: list[ChatTurn]
    tools: list[ToolSchema]
    reward: float
    labels: Labels
    origin: Origin


class PreferenceRow(TypedDict):
    """A verified and a failed rollout of one task, from the same first words on."""

    id: str
    prompt: list[ChatTurn]
    chosen: list[ChatTurn]
    rejected: list[ChatTurn]
    tools: list[ToolSchema]
    labels: Labels
    origin: Origin


def sft_rows(trajectories: Sequence[Trajectory], losses: Losses) -> Iterator[SftRow]:
    """One row per agent call of the trajectories, in their order."""
    for trajectory in trajectories:
        for held in conversations(trajectory, losses):
            messages = chat_turns(held.turns, losses)
            drop_record(held.call, losses)
            if messages is not None:
                yield {
                    "id": held.id,
                    "messages": messages,
                    "tools": tool_schemas(held.tools),
                    "reward": reward(trajectory),
                    "labels": labels(trajectory, held.call),
                    "origin": origin(trajectory, held.call),
                }


def completion_rows(trajectories: Sequence[Trajectory], losses: Losses) -> Iterator[CompletionRow]:
    """The SFT rows, each cut before the policy's first turn."""
    for row in sft_rows(trajectories, losses):
        cut = next(i for i, turn in enumerate(row["messages"]) if turn.get("train"))
        yield {
            "id": row["id"],
            "prompt": row["messages"][:cut],
            "completion": row["messages"][cut:],
            "tools": row["tools"],
            "reward": row["reward"],
            "labels": row["labels"],
            "origin": row["origin"],
        }


def preference_rows(
    verified: Sequence[Trajectory], failed: Sequence[Trajectory], losses: Losses
) -> Iterator[PreferenceRow]:
    """Each failed rollout beside a verified one of the same task, architecture and prompt.

    Both come from the same policy; the verified ones are taken in turn.
    """
    good: dict[tuple[str, ...], list[Conversation]] = {}
    for trajectory in verified:
        good.setdefault(_group(trajectory), []).append(_root(trajectory, losses))
    used: dict[tuple[str, ...], int] = {}
    for trajectory in failed:
        group, bad = _group(trajectory), _root(trajectory, losses)
        if bad.turns and (row := _pair(good.get(group, []), used.get(group, 0), bad, losses)):
            used[group] = used.get(group, 0) + 1
            yield row


def _group(trajectory: Trajectory) -> tuple[str, ...]:
    t = trajectory
    return (t.environment, t.task, t.blueprint, t.policy)


def _root(trajectory: Trajectory, losses: Losses) -> Conversation:
    """The root agent's conversation; without turns where the root is no agent that spoke."""
    found = conversations(trajectory, losses)
    if found and found[0].call is trajectory.root:
        return found[0]
    return Conversation(trajectory, trajectory.root, ())


def _pair(
    good: Sequence[Conversation], nth: int, bad: Conversation, losses: Losses
) -> PreferenceRow | None:
    """The failed conversation and the nth good one that starts like it; None without one."""
    start = [turn.message for turn in bad.turns[: bad.prompt()]]
    alike = [c for c in good if c.turns and [t.message for t in c.turns[: c.prompt()]] == start]
    rejected = chat_turns(bad.turns, losses)
    if not alike or rejected is None:
        losses.drop("failed rollouts without a verified one to stand beside")
        return None
    best = alike[nth % len(alike)]
    chosen = chat_turns(best.turns, losses)
    if chosen is None:
        return None
    return {
        "id": f"{best.id}>{bad.id}",
        "prompt": chosen[: best.prompt()],
        "chosen": chosen[best.prompt() :],
        "rejected": rejected[bad.prompt() :],
        "tools": tool_schemas(best.tools),
        "labels": labels(best.trajectory, best.call),
        "origin": origin(best.trajectory, best.call),
    }
