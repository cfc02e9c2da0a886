"""Workflows and agents nest; a typed answer, a vote, a race, the tree, a stub of what happened."""

import anyio
from pydantic import BaseModel

from nex import Agent, Limits, run
from nex.data.messages import Signature
from nex.models.scripted import scripted
from nex.report.tree import draw
from nex.runtime.agent import REQUEST
from nex.runtime.stub import recorded
from nex.runtime.workflows.race import Race
from nex.runtime.workflows.sequence import Sequence
from nex.runtime.workflows.vote import Vote


class Price(BaseModel):
    sku: str
    euros: float


def clerk(name: str, answer: str) -> Agent:
    return Agent(name, "Say what it costs.", model=scripted("hm", answer), output=Price)


cheap, dear = '{"sku": "A1", "euros": 12.5}', '{"sku": "A1", "euros": 15}'
clerks = (clerk("ann", cheap), clerk("bob", dear), clerk("cy", cheap))
panel = Vote(Signature("panel", "A price that two agree on.", REQUEST), clerks, quorum=2)
desk = Agent("desk", "Greet.", model=scripted("Hello! Three A1 cost 37.50 euros."))
rush = Race(Signature("rush", "Whoever is first.", REQUEST), (desk,))
flow = Sequence(Signature("flow", "Ask, then answer.", REQUEST), (panel, rush))


async def main() -> None:
    print(draw(flow))
    first = await run(flow, "What do three A1 cost?", limits=Limits(steps=20), seconds=30)
    print(first.text, first.status, len(first.trajectory.steps[0].calls))
    again = Sequence(flow.signature, (recorded(panel, first.trajectory), rush))
    second = await run(again, "What do three A1 cost?", seconds=30)
    print(second.text == first.text, second.trajectory.steps[0].calls[0].kind)


anyio.run(main)
