"""Solves what `nex synth --server` asks: reads the request as a chain of calls and makes them."""

from __future__ import annotations

from collections.abc import Sequence

from nex.data.chain import Argument, Chain, Taken, filled
from nex.data.jsons import JsonValue
from nex.data.messages import Signature
from nex.data.task import Outcome, PlannedCall
from nex.errors import InputError
from nex.language.chains.places import read_reply, value_at
from nex.language.chains.reader import read_chain
from nex.models.solvers.solving import Work


def solve(instruction: str, tools: Sequence[Signature]) -> Work:
    """Every call of the request in order, each with what the replies before it brought."""
    try:
        chain = read_chain(instruction, tools)
    except InputError as e:
        return Outcome(status="refused", reason=f"The request cannot be understood: {e}")
    return (yield from _made(chain))


def _made(chain: Chain) -> Work:
    seen: list[str] = []
    try:
        for link in chain.links:
            arguments = {one.name: _value(one, seen) for one in link.arguments}
            seen.append((yield PlannedCall(tool=link.tool, arguments=arguments)))
        answer = None if chain.answer is None else _taken(chain.answer, seen)
    except LookupError as e:
        return Outcome(status="refused", reason=f"A reply does not hold what is asked for: {e}")
    return Outcome(answer=answer)


def _value(argument: Argument, seen: Sequence[str]) -> JsonValue:
    return filled(argument, None if argument.taken is None else _taken(argument.taken, seen))


def _taken(taken: Taken, seen: Sequence[str]) -> JsonValue:
    return value_at(read_reply(seen[taken.step]), taken.place)
