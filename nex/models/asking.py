"""What identifies one question to a model: everything that its reply may depend on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple

from nex.data.events import write_signature
from nex.data.jsons import digest
from nex.data.messages import UNSET, Message, Settings, Signature


def question_digest(
    messages: Sequence[Message],
    tools: Sequence[Signature],
    settings: Settings = UNSET,
    beside: Sequence[str] = (),
) -> str:
    """The question's identity; `beside` names what else decides: the model, its endpoint.

    The settings hold the seed, which `nex run` derives from task, blueprint, model and rollout:
    so the k rollouts of a task ask k different questions.
    """
    offered = [write_signature(tool) for tool in tools]
    return digest([messages, offered, astuple(settings), beside])
