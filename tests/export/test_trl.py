"""TRL rows hold what the agent saw and said, and can be read back to the same messages."""

from __future__ import annotations

from dataclasses import replace

import orjson

from nex.data.messages import Message, ToolCall, text_part
from nex.data.trajectory import Trajectory
from nex.export.conversations import conversations
from nex.export.losses import Losses
from nex.export.trl import completion_rows, preference_rows, sft_rows
from nex.export.wire import ChatTurn


def read_back(turn: ChatTurn) -> Message:
    """The record's message that a row's turn came from."""
    content = [text_part(turn["content"])] if turn["content"] else []
    match turn["role"]:
        case "tool":
            return {
                "role": "tool",
                "content": content,
                "tool_call_id": turn.get("tool_call_id", ""),
            }
        case "assistant":
            message: Message = {"role": "assistant", "content": content}
            if "reasoning_content" in turn:
                message["reasoning"] = turn["reasoning_content"]
            if "tool_calls" in turn:
                message["tool_calls"] = [
                    ToolCall(
                        id=call["id"],
                        type="function",
                        function={
                            "name": call["function"]["name"],
                            "arguments": orjson.dumps(call["function"]["arguments"]).decode(),
                        },
                    )
                    for call in turn["tool_calls"]
                ]
            return message
        case "system":
            return {"role": "system", "content": content}
        case _:
            return {"role": "user", "content": content}


def test_rows_read_back_to_the_same_messages(rollouts: list[Trajectory]) -> None:
    for row, held in zip(
        sft_rows(rollouts[:5], Losses()),
        [c for t in rollouts[:5] for c in conversations(t, Losses())],
        strict=True,
    ):
        text = orjson.loads(orjson.dumps(row))
        assert [read_back(turn) for turn in text["messages"]] == [t.message for t in held.turns]


def test_every_agent_call_is_a_row_of_its_own(rollouts: list[Trajectory]) -> None:
    rows = list(sft_rows([rollouts[1]], Losses()))
    assert [(row["id"], row["labels"]["agent"]) for row in rows] == [
        ("t-team/root", "manager"),
        ("t-team/0", "clerk"),
    ]
    assert rows[0]["origin"]["call"] == "root"
    assert [tool["function"]["name"] for tool in rows[0]["tools"]] == ["clerk", "finish"]


def test_only_the_policy_s_own_turns_are_trained(rollouts: list[Trajectory]) -> None:
    (row,) = sft_rows([rollouts[0]], Losses())
    assert [turn.get("train") for turn in row["messages"]] == [
        None, None, True, None, True, None, True, None, True,
    ]  # fmt: skip
    spoken: Message = {"role": "assistant", "content": [text_part("An example.")]}
    root = rollouts[0].root
    prefixed = replace(
        root,
        messages=(spoken, *root.messages),
        parents=tuple(range(-1, len(root.messages))),
        steps=tuple(replace(step, head=step.head + 1) for step in root.steps),
    )
    (shown,) = sft_rows([replace(rollouts[0], root=prefixed)], Losses())
    assert shown["messages"][0].get("train") is False


def test_arguments_are_objects_and_tool_turns_are_named(rollouts: list[Trajectory]) -> None:
    (row,) = sft_rows([rollouts[0]], Losses())
    assert row["messages"][2].get("tool_calls", [])[0]["function"] == {
        "name": "search_books",
        "arguments": {"title": "Dune"},
    }
    assert row["messages"][3].get("name") == "search_books"


def test_reasoning_is_kept_where_a_model_gave_it(rollouts: list[Trajectory]) -> None:
    planner, model = list(sft_rows([rollouts[0], rollouts[4]], Losses()))
    assert [t["reasoning_content"] for t in model["messages"] if "reasoning_content" in t] == [
        "First I look it up."
    ]
    assert not any("reasoning_content" in turn for turn in planner["messages"])
    assert model["labels"]["language"] == "model"


def test_a_completion_begins_with_the_policy_s_first_turn(rollouts: list[Trajectory]) -> None:
    (sft,) = sft_rows([rollouts[0]], Losses())
    (row,) = completion_rows([rollouts[0]], Losses())
    assert [turn["role"] for turn in row["prompt"]] == ["system", "user"]
    assert row["prompt"] + row["completion"] == sft["messages"]


def test_a_failed_rollout_stands_beside_a_verified_one(rollouts: list[Trajectory]) -> None:
    losses = Losses()
    (pair,) = preference_rows(rollouts[:3], [rollouts[3]], losses)
    assert pair["id"] == "t-solo/root>t-failed/root"
    assert [turn["role"] for turn in pair["prompt"]] == ["system", "user"]
    assert len(pair["chosen"]) == len(pair["rejected"]) + 2
    assert losses.report() == {}


def test_a_failed_rollout_without_a_partner_is_counted(rollouts: list[Trajectory]) -> None:
    losses = Losses()
    alone = replace(rollouts[3], policy="openai/gpt-x")
    assert list(preference_rows(rollouts[:3], [alone], losses)) == []
    assert losses.report() == {"failed rollouts without a verified one to stand beside": 1}


def test_what_messages_cannot_say_is_counted(rollouts: list[Trajectory]) -> None:
    losses = Losses()
    list(sft_rows([rollouts[1], rollouts[4]], losses))
    assert losses.report() == {
        "error codes": 1,
        "links to sub-agents": 1,
        "token usage": 4,
        "virtual seconds": 5,
    }


def test_arguments_that_are_no_object_are_left_out_and_counted(
    rollouts: list[Trajectory],
) -> None:
    root = rollouts[0].root
    broken: Message = {**root.messages[2]}
    broken["tool_calls"] = [
        {"id": "c", "type": "function", "function": {"name": "x", "arguments": "{nope"}}
    ]
    messages = (*root.messages[:2], broken, *root.messages[3:])
    losses = Losses()
    assert (
        list(sft_rows([replace(rollouts[0], root=replace(root, messages=messages))], losses)) == []
    )
    assert losses.counts["conversations with arguments that are no JSON object"] == 1


def test_a_sub_agent_that_failed_is_no_example(rollouts: list[Trajectory]) -> None:
    team = rollouts[1].root
    step = team.steps[0]
    (clerk,) = step.calls
    assert clerk.result is not None
    failed = replace(clerk, result=replace(clerk.result, status="truncated"))
    root = replace(team, steps=(replace(step, calls=(failed,)), *team.steps[1:]))
    losses = Losses()
    rows = list(sft_rows([replace(rollouts[1], root=root)], losses))
    assert [row["labels"]["agent"] for row in rows] == ["manager"]
    assert losses.counts["agent calls that ended in an error"] == 1


def test_the_last_branch_is_the_conversation(rollouts: list[Trajectory]) -> None:
    root = rollouts[0].root
    first: Message = {"role": "user", "content": [text_part("A summary of what was.")]}
    branched = replace(
        root,
        messages=(*root.messages, first, root.messages[-1]),
        parents=(*root.parents, 0, len(root.messages)),
        steps=(*root.steps[:-1], replace(root.steps[-1], head=len(root.messages))),
    )
    losses = Losses()
    (row,) = sft_rows([replace(rollouts[0], root=branched)], losses)
    assert [turn["role"] for turn in row["messages"]] == ["system", "user", "assistant"]
    assert losses.counts["messages on other branches"] == 8
