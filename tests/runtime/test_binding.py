"""What an agent makes of calls that cannot be made: an observation each, and in the end an end."""

from __future__ import annotations

import anyio
import orjson
import pytest

from nex import Agent, Limits, run
from nex.data.jsons import Json
from nex.data.messages import Reply, Result, said
from nex.data.trajectory import walk
from nex.errors import ModelError
from nex.models.scripted import Scripted, asks, says, scripted
from nex.runtime.arguments import DEEPEST, MOST_CHARACTERS, Defect, read_arguments
from nex.runtime.binding import MOST_LOST
from nex.runtime.looping import loop_flag, looping
from nex.runtime.scope import Scope
from tests.runtime.units import Probe, answers, raises, sleeps

pytestmark = pytest.mark.anyio

GOOD: list[tuple[str, Json]] = [
    ("", {}),
    ('{"a": {"a": 1}, "b": [{"a": 2}]}', {"a": {"a": 1}, "b": [{"a": 2}]}),
    ('{"a": "x:y:z", "b": "\\u003a"}', {"a": "x:y:z", "b": ":"}),
    ('{"a": "{[{[{["}', {"a": "{[{[{["}),
    ('{"\\u0061": 1, "b": ":"}', {"a": 1, "b": ":"}),
]


@pytest.mark.parametrize(("text", "arguments"), GOOD)
def test_sound_arguments_are_read(text: str, arguments: Json) -> None:
    assert read_arguments(text) == arguments


CROOKED = [
    ('{"x": 1', "are not JSON: unexpected end"),
    ('{"x": 1} and more', "are not JSON"),
    ('{"x": NaN}', "are not JSON"),
    ("null", "must be a JSON object"),
    ('{"x": 1, "y": 3, "x": 2}', "have the key 'x' twice"),
    ('{"y": {"x": 1, "\\u0078": 2}}', "have the key 'x' twice"),
    ('{"x": ' + "[" * DEEPEST + "]" * DEEPEST + "}", "nested deeper than"),
    ('{"x": ' * 10_000 + "1" + "}" * 10_000, "are not JSON"),
    ('{"x": "' + "x" * MOST_CHARACTERS + '"}', "characters long"),
]


@pytest.mark.parametrize(("text", "defect"), CROOKED)
def test_every_defect_is_named(text: str, defect: str) -> None:
    with pytest.raises(Defect, match=defect):
        read_arguments(text)


def test_the_deepest_arguments_that_are_read_can_be_written_to_the_log() -> None:
    text = '{"x": ' + "[" * (DEEPEST - 1) + "]" * (DEEPEST - 1) + "}"
    assert orjson.dumps([read_arguments(text)])


@pytest.mark.parametrize("text", [text for text, _ in CROOKED] + ['{"x": "' + "x" * 10_000_000])
async def test_crooked_arguments_are_an_observation_and_the_run_goes_on(text: str) -> None:
    """Fault M7: the raw text stays in the record."""
    model = scripted(asks(("look", text), ("look", {})), says("fine"))
    result = await run(Agent("a", "", (answers("look"),)), "go", model=model)
    [step, _] = result.trajectory.steps
    assert result.value == "fine"
    assert [(c.result and c.result.code) for c in step.calls] == ["invalid_arguments", None]
    assert step.reply is not None
    assert step.reply.message.get("tool_calls", [])[0]["function"]["arguments"] == text


@pytest.mark.parametrize("name", ["lookup", "LOOK", "", "look\x00", "x" * 300])
async def test_who_only_names_unknown_tools_has_failed(name: str) -> None:
    """Fault M8: so many questions to the model, not one more, and nothing raised."""
    model = scripted(*[asks((name, {}))] * 20)
    result = await run(Agent("a", "", (answers("look"),)), "go", model=model)
    assert (result.status, result.stop_reason) == ("failed", "tool_unknown")
    assert len(result.trajectory.steps) == MOST_LOST
    told = result.trajectory.steps[0].calls[0].result
    assert told is not None
    assert told.text == f"there is no tool {name!r}; known: look"


async def test_one_known_tool_in_between_forgives() -> None:
    lost, found = asks(("nothing", {})), asks(("nothing", {}), ("look", {}))
    model = scripted(*[lost] * 4, found, *[lost] * 4, says("fine"))
    result = await run(Agent("a", "", (answers("look"),)), "go", model=model)
    assert result.value == "fine"


async def test_a_lost_sub_agent_is_an_observation() -> None:
    """Fault N1: its parent goes on, its siblings finish."""
    boss = [asks(("clerk", {"request": "left"}), ("clerk", {"request": "right"})), says("done")]
    lost = [asks(("nothing", {}))] * 9
    model = Scripted({"boss": boss, "left": lost, "right": [asks(("nap", {})), says("two")]})
    clerk = Agent("clerk", "clerk", (sleeps("nap", 0.01),))
    result = await run(Agent("boss", "boss", (clerk,)), "go", model=model)
    assert result.value == "done"
    calls = result.trajectory.steps[0].calls
    assert [(c.result and (c.result.status, c.result.code)) for c in calls] == [
        ("error", "tool_unknown"),
        ("ok", None),
    ]


async def test_a_conversation_too_long_for_its_model_is_the_agents_own_end() -> None:
    """Fault M9: nothing is cut, nobody asks again; a parent sees it, a root has failed by it."""

    async def overflow(_messages: object, _tools: object) -> Reply:
        raise ModelError("8192 tokens at most", "context_overflow")

    clerk = Agent("clerk", "", model=overflow)
    alone = await run(clerk, "go")
    assert (alone.status, alone.stop_reason) == ("failed", "context_overflow")
    model = scripted(asks(("clerk", {"request": "go"})), says("I do it myself"))
    below = await run(Agent("boss", "", (clerk,)), "go", model=model)
    assert below.value == "I do it myself"


async def test_a_thousand_calls_in_a_reply_run_up_to_the_cap_and_no_more() -> None:
    """Fault M12."""
    running, most = 0, 0

    async def count(_arguments: Json, _scope: Scope) -> Result:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await anyio.sleep(0.001)
        running -= 1
        return said("x")

    model = scripted(asks(*[("count", f'{{"n":{n}}}') for n in range(1000)]), says("fine"))
    agent = Agent("a", "", (Probe("count", count),))
    result = await run(agent, "go", model=model, limits=Limits(calls=16))
    codes = [call.result.code for call in result.trajectory.steps[0].calls if call.result]
    assert codes == [None] * 16 + ["too_many_calls"] * 984
    assert most <= 16


async def test_two_endings_in_one_reply_are_settled_by_their_order() -> None:
    """Fault M10."""

    async def end(arguments: Json, _scope: Scope) -> Result:
        return Result(said("over").content, value=arguments)

    model = scripted(asks(("finish", {"n": 1}), ("finish", {"n": 2})))
    agent = Agent("a", "", (Probe("finish", end),), stop=frozenset({"finish"}))
    assert (await run(agent, "go", model=model)).value == {"n": 1}


LOOK, SEE = asks(("look", {"x": 1})), asks(("see", {}))


@pytest.mark.parametrize(
    ("replies", "rounds"),
    [
        ([LOOK] * 8, 8),
        ([LOOK, SEE] * 4, 4),
        ([SEE, LOOK, LOOK, LOOK, SEE], 3),
        ([LOOK, LOOK, SEE, SEE], 0),
        ([asks(("look", {"x": n})) for n in range(8)], 0),
    ],
)
async def test_a_loop_is_flagged_and_its_budget_ends_it(replies: list[Reply], rounds: int) -> None:
    """Fault M11."""
    agent = Agent("a", "", (answers("look"), raises("see", ValueError("no"))))
    result = await run(
        agent, "go", model=scripted(*replies, LOOK), limits=Limits(steps=len(replies))
    )
    assert (result.status, result.stop_reason) == ("budget_exhausted", "step_limit")
    assert looping(result.trajectory) == rounds
    assert loop_flag(result.trajectory) == ({"looping": rounds} if rounds else {})


async def test_a_call_cut_off_in_flight_is_closed_in_the_record() -> None:
    """Faults N7 and T11: every call of the reply has a result, the next run is as good as new."""
    model = scripted(asks(("nap", {}), ("look", {})), says("fine"))
    agent = Agent("a", "", (sleeps("nap", 30), answers("look")))
    cut = await run(agent, "go", model=model, seconds=0.05)
    assert (cut.status, cut.stop_reason) == ("budget_exhausted", "time_limit")
    calls = cut.trajectory.steps[0].calls
    assert [call.result and call.result.status for call in calls] == ["cancelled", "ok"]
    assert all(call.result for call in walk(cut.trajectory))
    quick = Agent("a", "", (sleeps("nap", 0), answers("look")))
    assert (await run(quick, "go", model=model)).value == "fine"


async def test_an_agent_that_hires_itself_stays_within_the_shared_budget() -> None:
    """Fault N6."""
    asked: list[int] = []

    async def hire_four(_messages: object, _tools: object) -> Reply:
        asked.append(1)
        request: Json = {"request": "go"}
        return asks(*[("hire", request)] * 4)

    async def hire(arguments: Json, scope: Scope) -> Result:
        return await scope.call(boss, arguments)

    boss = Agent("boss", "", (Probe("hire", hire),), hire_four)
    result = await run(boss, "go", limits=Limits(steps=30, depth=9))
    assert (result.status, result.stop_reason) == ("budget_exhausted", "step_limit")
    assert len(asked) == 30
    assert max(len(call.id) for call in walk(result.trajectory)) <= 10
